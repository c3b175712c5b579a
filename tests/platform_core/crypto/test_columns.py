import sqlite3
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import aliased

from platform_core.audit.events import register_events
from platform_core.audit.models import AuditFact
from platform_core.audit.recorder import record
from platform_core.audit.verify import verify_branch
from platform_core.crypto import KeyRefused, SealBroken, blind_index, current_keyring, network_index
from platform_core.crypto.columns import EncryptedText, sealed_value, unseal_value
from platform_core.crypto.rotation import reseal_batch, sealed_columns
from platform_core.extensions import db
from platform_core.hooks.manifest import AuditEvent
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import ScopeMissing, catalogue_write, central_read, in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.world import World


def _tell(branch_id: UUID, *names: str) -> None:
    register_events([AuditEvent("tests.told", "Told", ("name",))])
    with in_branch(branch_id, write=True):
        for name in names:
            record("tests.told", facts={"name": name})
        db.session.commit()


@pytest.fixture
def told(branch_a: BranchInfo) -> UUID:
    _tell(branch_a.id, "Айгерім", "Ерлан")
    return branch_a.id


def values(branch_id: UUID) -> list[str]:
    with in_branch(branch_id):
        return list(db.session.scalars(select(AuditFact.value).order_by(AuditFact.id)))


def test_a_value_is_sealed_in_the_database_and_plain_in_python(told: UUID, world: World) -> None:
    assert values(told) == ["Айгерім", "Ерлан"]
    connection = sqlite3.connect(str(world.settings.database_url.database))
    stored = [blob for (blob,) in connection.execute("SELECT value FROM core_audit_fact")]
    connection.close()
    assert len(stored) == 2
    assert not [blob for blob in stored if "Айгерім".encode() in blob or "Ерлан".encode() in blob]
    assert {len(blob) for blob in stored} == {29 + 32 + 16}


def test_an_alias_and_an_orm_row_read_it_too(told: UUID) -> None:
    other = aliased(AuditFact)
    with in_branch(told):
        assert db.session.scalars(select(other.value).order_by(other.id)).first() == "Айгерім"
        fact = db.session.scalars(select(AuditFact).order_by(AuditFact.id)).first()
        assert fact is not None
        assert fact.value == "Айгерім"


def test_a_value_moved_to_another_branch_is_refused(told: UUID, branch_b: BranchInfo, world: World) -> None:
    _tell(branch_b.id, "Own")
    connection = sqlite3.connect(str(world.settings.database_url.database))
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute(
        "UPDATE core_audit_fact SET value = (SELECT value FROM core_audit_fact WHERE branch_id = ?)"
        " WHERE branch_id = ?",
        (told.hex, branch_b.id.hex),
    )
    connection.commit()
    connection.close()
    with pytest.raises(KeyRefused):
        values(branch_b.id)


def test_a_value_opens_in_no_other_column(told: UUID) -> None:
    with in_branch(told):
        blob = db.session.scalars(select(sealed_value(AuditFact.value))).first()
        assert unseal_value(AuditFact.value, blob) in {"Айгерім", "Ерлан"}
        with pytest.raises(SealBroken):
            unseal_value(AuditFact.name, blob)


@pytest.mark.parametrize(
    "compare",
    [
        lambda column: column == "Айгерім",
        lambda column: column.like("А%"),
        lambda column: column.in_(["Айгерім"]),
        lambda column: column.desc(),
        lambda column: column < "Б",
    ],
)
def test_a_sealed_column_cannot_be_compared(compare: object) -> None:
    with pytest.raises(TypeError, match="blind index"):
        compare(AuditFact.value)  # type: ignore[operator]


def test_whether_it_is_empty_can_be_asked(told: UUID) -> None:
    with in_branch(told):
        assert len(db.session.scalars(select(AuditFact.id).where(AuditFact.value.is_not(None))).all()) == 2
        assert db.session.scalars(select(AuditFact.id).where(AuditFact.value.is_(None))).all() == []


def test_a_type_on_no_column_seals_nothing(scope_a: None) -> None:
    with pytest.raises(TypeError, match="belongs on a column"):
        EncryptedText().process_bind_param("x", db.session.get_bind().dialect)


def test_the_type_is_found_on_every_table() -> None:
    assert "core_audit_fact.value" in {str(column.property.columns[0]) for column in sealed_columns()}


def _rotate(branch_id: UUID) -> None:
    facts = next(column for column in sealed_columns() if column.class_ is AuditFact)
    with in_branch(branch_id, write=True):
        newest = current_keyring().rotate_branch_key(branch_id)
    _tell(branch_id, "Жаңа")
    assert values(branch_id) == ["Айгерім", "Ерлан", "Жаңа"]
    with in_branch(branch_id, write=True):
        count, reached = reseal_batch(facts, limit=1)
        assert (count, reached is not None) == (1, True)
        assert reseal_batch(facts, after=reached) == (1, None)
        assert reseal_batch(facts) == (0, None)
        db.session.commit()
    with in_branch(branch_id):
        blobs = db.session.scalars(select(sealed_value(AuditFact.value))).all()
    assert {UUID(bytes=bytes(blob[1:17])) for blob in blobs} == {newest.id}
    assert values(branch_id) == ["Айгерім", "Ерлан", "Жаңа"]
    assert verify_branch(branch_id).ok


def test_rotation_reseals_older_values_while_they_stay_readable(told: UUID) -> None:
    _rotate(told)


def test_rotation_on_postgres_too(pg_app: Flask) -> None:
    branch = branch_by_code("alpha")
    _tell(branch.id, "Айгерім", "Ерлан")
    _rotate(branch.id)


class TestBlindIndexes:
    def test_a_branch_hash_is_found_again_in_the_branch_alone(
        self, branch_a: BranchInfo, branch_b: BranchInfo
    ) -> None:
        with in_branch(branch_a.id):
            here = blind_index("990101300123", purpose="people.identity")
            assert here == blind_index(" 9901 0130 0123", purpose="people.identity")
            assert here != blind_index("990101300124", purpose="people.identity")
            assert here != blind_index("990101300123", purpose="visitors.identity")
            assert len(here) == 32
        with in_branch(branch_b.id):
            assert here != blind_index("990101300123", purpose="people.identity")

    def test_a_network_hash_is_the_same_everywhere(self, branch_a: BranchInfo, branch_b: BranchInfo) -> None:
        found = set()
        for scope in (in_branch(branch_a.id), in_branch(branch_b.id), catalogue_write()):
            with scope:
                found.add(network_index("990101300123", purpose="register"))
        assert len(found) == 1

    def test_it_stays_when_the_branchs_key_rotates(self, branch_a: BranchInfo) -> None:
        with in_branch(branch_a.id, write=True):
            before = blind_index("x", purpose="p")
            current_keyring().rotate_branch_key(branch_a.id)
            assert blind_index("x", purpose="p") == before

    def test_a_branch_hash_needs_a_branch(self, app: Flask) -> None:
        with central_read(reason="test"), pytest.raises(ScopeMissing):
            blind_index("x", purpose="p")
        with pytest.raises(ScopeMissing):
            network_index("x", purpose="p")
