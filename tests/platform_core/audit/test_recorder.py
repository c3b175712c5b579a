import sqlite3
from collections.abc import Callable
from itertools import product
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from platform_core.audit import recorder
from platform_core.audit.entries import commitment, entry_mac, entry_text, entry_text_in_sql
from platform_core.audit.events import EventUndeclared
from platform_core.audit.models import AuditEntry, AuditFact
from platform_core.audit.recorder import flush_pending, record, record_apart, record_central
from platform_core.crypto import current_keyring
from platform_core.crypto.keys import Purpose
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.engines import CORE_STATEMENT
from platform_core.isolation.reach import IsolationBreach
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import ScopeMissing, as_role, catalogue_write, central_read, in_branch

from .conftest import Owner

Count = Callable[..., int]
pytestmark = pytest.mark.usefixtures("declared")


def officer(central: BranchInfo) -> Actor:
    return Actor(uuid4(), None, "Officer", central.id, frozenset(), frozenset())


def test_in_a_write_scope_an_entry_stands_or_falls_with_the_work(
    branch_a: BranchInfo, count_entries: Count
) -> None:
    with in_branch(branch_a.id, write=True):
        record("tests.looked")
    assert count_entries(branch_a.id) == 0
    with in_branch(branch_a.id, write=True):
        record("tests.looked")
        db.session.commit()
    assert count_entries(branch_a.id) == 1


def test_in_a_savepoint_too(branch_a: BranchInfo, count_entries: Count) -> None:
    with in_branch(branch_a.id, write=True):
        record("tests.looked")
        savepoint = db.session.begin_nested()
        record("tests.looked")
        savepoint.rollback()
        db.session.commit()
    assert count_entries(branch_a.id) == 1


def test_in_a_read_scope_it_is_written_when_the_scope_ends(
    branch_a: BranchInfo, count_entries: Count
) -> None:
    with in_branch(branch_a.id):
        record("tests.looked")
        assert count_entries(branch_a.id) == 0
    assert count_entries(branch_a.id) == 1


def test_a_streamed_response_writes_before_it_begins(branch_a: BranchInfo, count_entries: Count) -> None:
    with in_branch(branch_a.id):
        record("tests.looked")
        flush_pending()
        assert count_entries(branch_a.id) == 1
    assert count_entries(branch_a.id) == 1


def test_a_refusal_outlives_the_rollback(branch_a: BranchInfo, count_entries: Count) -> None:
    with in_branch(branch_a.id, write=True):
        record("tests.looked")
        record_apart("tests.looked")
        db.session.flush()
    assert count_entries(branch_a.id) == 1


def test_what_was_read_before_a_fault_is_told_by_the_scope_around(
    branch_a: BranchInfo, central: BranchInfo, count_entries: Count
) -> None:
    def read_and_fail() -> None:
        with central_read(reason="journal", actor=officer(central)):
            record_central("tests.looked", branch_ids=[branch_a.id])
            raise NotFound

    with in_branch(central.id), pytest.raises(NotFound):
        read_and_fail()
    assert (count_entries(central.id), count_entries(branch_a.id)) == (1, 1)


def test_a_reading_across_branches_stands_in_every_trail(
    branch_a: BranchInfo, branch_b: BranchInfo, central: BranchInfo
) -> None:
    actor, target = officer(central), ("incidents_incident", uuid4())
    with central_read(reason="quarter 1", actor=actor):
        record_central("tests.looked", branch_ids=[branch_a.id, branch_b.id], target=target, data={"rows": 7})
    with central_read(reason="test"):
        rows = db.session.execute(
            select(AuditEntry.branch_id, AuditEntry.actor_user_id, AuditEntry.data)
        ).all()
    assert {row.branch_id for row in rows} == {branch_a.id, branch_b.id, central.id}
    assert {row.actor_user_id for row in rows} == {actor.user_id}
    assert all(row.data == {"branches": 2, "reason": "quarter 1", "rows": 7} for row in rows)


def test_a_reading_across_branches_inside_a_write_scope_is_told_after_it(
    branch_a: BranchInfo, central: BranchInfo, count_entries: Count
) -> None:
    actor = officer(central)
    with in_branch(central.id, actor=actor, write=True):
        with central_read(reason="transfer", actor=actor):
            record_central("tests.looked", branch_ids=[branch_a.id])
        record("tests.looked")
        db.session.commit()
    assert (count_entries(central.id), count_entries(branch_a.id)) == (2, 1)


def test_a_catalogue_change_is_told_in_the_actors_branch(central: BranchInfo, count_entries: Count) -> None:
    with catalogue_write(actor=officer(central)):
        record("tests.looked")
        db.session.commit()
    assert count_entries(central.id) == 1


def test_without_a_branch_there_is_no_trail(app: Flask) -> None:
    with as_role(Role.AUTH, write=True), pytest.raises(ScopeMissing):
        record("tests.looked")
    with pytest.raises(ScopeMissing):
        record("tests.looked")


def test_what_cannot_be_recorded_is_not_shown(
    branch_a: BranchInfo, monkeypatch: pytest.MonkeyPatch, count_entries: Count
) -> None:
    def refuse(notes: object) -> None:
        raise OperationalError("the disk is full", None, Exception())

    monkeypatch.setattr(recorder, "_write", refuse)
    shown = []

    def read() -> None:
        with in_branch(branch_a.id):
            record("tests.looked")
            secret = "what was read"
        shown.append(secret)

    with pytest.raises(OperationalError):
        read()
    assert shown == []


def test_only_declared_events_and_facts(scope_a: None) -> None:
    with pytest.raises(EventUndeclared, match="no manifest declares"):
        record("tests.never_declared")
    with pytest.raises(EventUndeclared, match="address"):
        record("tests.met", facts={"name": "A", "address": "B"})
    with pytest.raises(ValueError, match="longer than"):
        record("tests.looked", data={"text": "x" * 5000})


def test_personal_facts_stand_beside_the_entry_and_are_sealed(branch_a: BranchInfo, owner: Owner) -> None:
    with in_branch(branch_a.id, write=True):
        record("tests.met", facts={"name": "Айгерім", "phone": "+7 700 000 00 00"})
        db.session.commit()
    with in_branch(branch_a.id):
        entry = db.session.scalars(select(AuditEntry)).one()
        facts = db.session.scalars(select(AuditFact).order_by(AuditFact.name)).all()
    assert [fact.value for fact in facts] == ["Айгерім", "+7 700 000 00 00"]
    assert entry.commitments == {fact.name: commitment(fact.salt, fact.name, fact.value) for fact in facts}
    with owner() as connection:
        stored = connection.execute("SELECT value FROM core_audit_fact").fetchall()
    assert all("Айгерім".encode() not in value for (value,) in stored)


def test_the_text_of_an_entry_is_the_same_in_python_and_in_sql(branch_a: BranchInfo) -> None:
    _same_text(branch_a)


def _same_text(branch: BranchInfo) -> None:
    actor = Actor(uuid4(), None, "Someone", branch.id, frozenset(), frozenset())
    with in_branch(branch.id, actor=actor, write=True):
        record("tests.looked", target=("incidents_report", uuid4()), data={"ә": [1, True, None], "a": "қ"})
        record("tests.met", facts={"name": "Ө"})
        db.session.commit()
    with in_branch(branch.id):
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        text = entry_text_in_sql(db.session.get_bind().dialect.name)
        texts = db.session.scalars(select(text).order_by(AuditEntry.id)).all()
    key = current_keyring().branch_key(branch.id, Purpose.TRAIL).mac
    assert [entry_text(vars(entry)) for entry in entries] == list(texts)
    assert [entry.mac for entry in entries] == [entry_mac(key, text) for text in texts]


def test_the_session_may_neither_change_nor_delete_an_entry(scope_a: None) -> None:
    record("tests.looked")
    for statement in (update(AuditEntry).values(event="x"), delete(AuditEntry)):
        with pytest.raises(IsolationBreach):
            db.session.execute(statement)


@pytest.mark.parametrize("table", ["core_audit_entry", "core_audit_leaf", "core_audit_head"])
def test_the_database_refuses_to_change_or_delete(table: str, branch_a: BranchInfo, owner: Owner) -> None:
    from platform_core.audit.seal import seal_branch

    with in_branch(branch_a.id, write=True):
        record("tests.looked")
        db.session.commit()
    assert seal_branch(branch_a.id) == 1
    with owner(fences=True) as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="refused"):
                connection.execute(statement)


def test_another_branch_sees_nothing_of_it(
    branch_a: BranchInfo, branch_b: BranchInfo, count_entries: Count
) -> None:
    with in_branch(branch_a.id, write=True):
        record("tests.met", facts={"name": "A"})
        db.session.commit()
    assert count_entries(branch_b.id) == 0
    with in_branch(branch_b.id):
        assert db.session.scalar(select(func.count()).select_from(AuditFact)) == 0


class TestOnPostgres:
    @pytest.fixture
    def branch(self, pg_app: Flask) -> BranchInfo:
        from platform_core.tenancy.directory import branch_by_code

        return branch_by_code("alpha")

    def test_the_text_of_an_entry_is_the_same(self, branch: BranchInfo) -> None:
        _same_text(branch)

    def test_no_role_may_change_or_delete(self, branch: BranchInfo) -> None:
        tables = ("core_audit_entry", "core_audit_leaf", "core_audit_head")
        verbs = ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}")
        for role, table, verb in product(Role, tables, verbs):
            scope = in_branch(branch.id, write=True) if role is Role.BRANCH else as_role(role, write=True)
            with scope, pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(text(verb.format(table)), execution_options={CORE_STATEMENT: True})

    def test_a_reading_across_branches_stands_in_every_trail(self, branch: BranchInfo) -> None:
        from platform_core.tenancy.directory import branch_by_code

        central = branch_by_code("central")
        with central_read(reason="quarter 1", actor=officer(central)):
            record_central("tests.met", branch_ids=[branch.id], facts={"name": "A"})
        for told in (branch, central):
            with in_branch(told.id):
                assert db.session.scalars(select(AuditFact.value)).all() == ["A"]
