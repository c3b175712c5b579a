"""Tampering with the personal facts that stand beside the entries."""

from uuid import UUID

import pytest

from platform_core.audit.recorder import record
from platform_core.audit.report import What
from platform_core.audit.verify import verify_branch
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch

from .conftest import Owner, fill


@pytest.fixture
def told(declared: None, branch_a: BranchInfo) -> UUID:
    fill(branch_a.id, 1, facts=True)
    return branch_a.id


def test_facts_agree_with_their_entries(told: UUID) -> None:
    assert verify_branch(told).ok


def test_facts_may_go(told: UUID, owner: Owner) -> None:
    with owner() as connection:
        connection.execute("DELETE FROM core_audit_fact")
    assert verify_branch(told).ok


@pytest.mark.parametrize(
    "change",
    [
        "name = 'phone'",
        "salt = zeroblob(16)",
        "value = zeroblob(90)",
        "value = (SELECT max(value) FROM core_audit_fact other WHERE other.id <> core_audit_fact.id)",
    ],
)
def test_a_changed_fact_is_noticed(change: str, told: UUID, owner: Owner) -> None:
    with in_branch(told, write=True):
        record("tests.met", facts={"name": "Ерлан"})
        db.session.commit()
    with owner() as connection:
        connection.execute(
            f"UPDATE core_audit_fact SET {change} WHERE id = (SELECT min(id) FROM core_audit_fact)"
        )
    assert [fault.what for fault in verify_branch(told).faults] == [What.FACT_CHANGED]
