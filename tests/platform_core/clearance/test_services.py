"""Asking for clearance: through the gate, of one's own branch only, and told in the trail without a fact."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry, AuditFact
from platform_core.clearance.services import clearance_of, clearances_of
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.hooks.gate import current_gate
from platform_core.hooks.types import ClearanceFinding, SubjectRef
from platform_core.isolation.scope import in_branch
from platform_core.people import services as people
from platform_core.switchboard.services import switch_module
from platform_core.tenancy.directory import branch_by_code
from tests.sample_plugin import services as notes

TODAY = date(2026, 11, 22)
PURPOSE = "students"


@pytest.fixture
def person_id(branch_a) -> UUID:
    with in_branch(branch_a.id, write=True):
        person = people.add_person({"kind": "staff", "family_name": "Ли", "given_name": "Анна"})
        db.session.commit()
        return person.id


@pytest.fixture
def answering(app, monkeypatch):
    """Let made-up modules answer; one that is an exception raises it."""

    def answer(**modules) -> None:
        def function_of(value):
            def clearance_findings(*_args):
                if isinstance(value, Exception):
                    raise value
                return value

            return clearance_findings

        kept = tuple((name, function_of(value)) for name, value in modules.items())
        monkeypatch.setattr(current_gate(), "callables", lambda _hook, _enabled: kept)

    return answer


def trail(branch) -> list[tuple]:
    asked = select(AuditEntry.target_id, AuditEntry.data).where(AuditEntry.event == "core.clearance_asked")
    with in_branch(branch.id):
        facts = db.session.scalars(select(AuditFact.name)).all()
        assert "name" in facts or facts == [], "the register's own facts, and no others"
        return [tuple(row) for row in db.session.execute(asked.order_by(AuditEntry.id))]


def test_a_module_is_asked_and_the_trail_tells_that_it_was(branch_a, person_id) -> None:
    subject = SubjectRef(branch_a.id, person_id)
    with in_branch(branch_a.id):
        assert clearance_of(branch_a, subject, PURPOSE, TODAY).state == "unknown"
    with in_branch(branch_a.id, write=True):
        note = {"kind": "worry", "title": "т", "body": "т", "noted_on": TODAY, "topic_id": None}
        notes.write_note({**note, "person_id": person_id})
        db.session.commit()
    with in_branch(branch_a.id):
        found = clearance_of(branch_a, subject, PURPOSE, TODAY)
    assert (found.state, found.sources) == ("ask_central", ("sample",))
    assert trail(branch_a) == [
        (person_id, {"purpose": PURPOSE, "state": "unknown"}),
        (person_id, {"purpose": PURPOSE, "state": "ask_central"}),
    ]


def test_a_module_that_is_off_is_not_asked(app, branch_a, person_id) -> None:
    with in_branch(branch_a.id, write=True):
        switch_module("sample", enabled=False)
        db.session.commit()
    branch = branch_by_code("alpha")
    with in_branch(branch.id):
        assert clearance_of(branch, SubjectRef(branch.id, person_id), PURPOSE, TODAY).sources == ()


def test_several_subjects_are_asked_about_once_each(branch_a, answering) -> None:
    answering(hiring=[ClearanceFinding("hiring", "cleared")])
    first, second = (SubjectRef(branch_a.id, new_id()) for _ in range(2))
    with in_branch(branch_a.id):
        found = clearances_of(branch_a, [first, second, first], purpose=PURPOSE, on=TODAY)
    assert {subject: one.state for subject, one in found.items()} == {first: "cleared", second: "cleared"}
    assert [target for target, _data in trail(branch_a)] == [first.person_id, second.person_id]


@pytest.mark.parametrize(
    "broken",
    [RuntimeError("x"), None, "cleared", [("hiring", "cleared")], [ClearanceFinding("hiring", "unknown")]],
)
def test_whatever_cannot_be_read_is_no_answer(branch_a, answering, broken) -> None:
    answering(hiring=broken, training=[ClearanceFinding("training", "cleared")])
    with in_branch(branch_a.id):
        found = clearance_of(branch_a, SubjectRef(branch_a.id, new_id()), PURPOSE, TODAY)
    assert (found.state, found.silent) == ("unknown", ("hiring",))


def test_a_stranger_is_asked_about_by_hash_and_the_trail_keeps_none_of_it(branch_a, answering) -> None:
    answering(hiring=[ClearanceFinding("hiring", "not_cleared")])
    with in_branch(branch_a.id):
        found = clearance_of(branch_a, SubjectRef(branch_a.id, identity_hash=bytes(32)), PURPOSE, TODAY)
    assert found.state == "not_cleared"
    assert trail(branch_a) == [(None, {"purpose": PURPOSE, "state": "not_cleared"})]


def test_a_subject_of_another_branch_is_refused(branch_a, branch_b) -> None:
    with in_branch(branch_a.id), pytest.raises(ValueError, match="own branch"):
        clearance_of(branch_a, SubjectRef(branch_b.id, new_id()), PURPOSE, TODAY)


@pytest.mark.parametrize("purpose", ["", "He hit a child", "өтініш", "x" * 41])
def test_a_purpose_is_a_code(branch_a, purpose) -> None:
    with in_branch(branch_a.id), pytest.raises(ValueError, match="code"):
        clearance_of(branch_a, SubjectRef(branch_a.id, new_id()), purpose, TODAY)
    assert trail(branch_a) == []
