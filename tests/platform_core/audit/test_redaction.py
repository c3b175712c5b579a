from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from platform_core.audit.models import AuditEntry, AuditFact
from platform_core.audit.recorder import record
from platform_core.audit.redaction import erase_facts
from platform_core.audit.seal import seal_all
from platform_core.audit.verify import verify_branch
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch

PERSON, OTHER = uuid4(), uuid4()
pytestmark = pytest.mark.usefixtures("declared")


@pytest.fixture
def branch_id(branch_a: BranchInfo) -> UUID:
    with in_branch(branch_a.id, write=True):
        record("tests.met", facts={"name": "A", "phone": "1"}, subject_id=PERSON)
        record("tests.met", facts={"name": "A"}, target=("core_person", PERSON))
        record("tests.met", facts={"name": "B"}, target=("core_person", OTHER), subject_id=OTHER)
        db.session.commit()
    seal_all()
    return branch_a.id


def left(branch_id: UUID) -> list[str]:
    with in_branch(branch_id):
        return list(db.session.scalars(select(AuditFact.value)))


def test_the_facts_of_a_person_go_and_the_tree_stands(branch_id: UUID) -> None:
    with in_branch(branch_id, write=True):
        assert erase_facts(subject_id=PERSON, targets=[("core_person", PERSON)]) == 3
        db.session.commit()
    seal_all()
    assert left(branch_id) == ["B"]
    report = verify_branch(branch_id)
    assert (report.ok, report.size) == (True, 4)


def test_the_erasure_itself_is_recorded_without_saying_whose(branch_id: UUID) -> None:
    with in_branch(branch_id, write=True):
        erase_facts(subject_id=PERSON)
        db.session.commit()
    with in_branch(branch_id):
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "core.trail_facts_erased")
        ).one()
    assert (entry.data, entry.target_id) == ({"facts": 2}, None)


def test_nothing_named_erases_nothing(branch_id: UUID) -> None:
    with in_branch(branch_id, write=True):
        assert erase_facts() == erase_facts(subject_id=uuid4()) == 0
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 3


def test_another_branch_erases_nothing_here(branch_id: UUID, branch_b: BranchInfo) -> None:
    with in_branch(branch_b.id, write=True):
        assert erase_facts(subject_id=PERSON, targets=[("core_person", PERSON)]) == 0
        db.session.commit()
    assert len(left(branch_id)) == 4
