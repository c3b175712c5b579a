"""A person's export names the passkeys and the providers of their account, and holds no key."""

import pytest
from flask import Flask
from sqlalchemy import update

from platform_core.auth.members import users_of
from platform_core.auth.models import Membership
from platform_core.auth.services import end_membership
from platform_core.auth.subject_data import erase_keys, export_keys
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo, SubjectRef
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.scope import in_branch
from platform_core.people.models import Person
from platform_core.people.services import add_person
from tests.platform_core.auth.conftest import list_members
from tests.platform_core.auth.passkeys.conftest import rows, with_passkey

pytestmark = pytest.mark.usefixtures("named")


@pytest.fixture
def person(app: Flask, branch_a: BranchInfo) -> SubjectRef:
    """Somebody of the register whose account has a passkey."""
    with_passkey()
    with in_branch(branch_a.id, write=True):
        made: Person = add_person(
            {"kind": "staff", "family_name": "Ахметова", "given_name": "Дана", "hostel": False}
        )
        db.session.flush()
        db.session.execute(update(Membership).values(person_id=made.id))
        subject = SubjectRef(branch_a.id, made.id, None)
        db.session.commit()
    return subject


def test_the_export_names_the_passkeys_and_holds_no_key(person: SubjectRef, branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id):
        [section] = list(export_keys(person))
    assert [record["name"] for record in section.records] == ["My phone"]
    assert {"public_key", "credential_id"} & set(section.records[0]) == set()


def test_nobody_else_is_given_out(person: SubjectRef, branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id):
        assert list(export_keys(SubjectRef(branch_a.id, None, b"x"))) == []
        assert list(export_keys(SubjectRef(branch_a.id, branch_a.id, None))) == []


def test_when_a_person_may_be_erased_nothing_is_left(person: SubjectRef, branch_a: BranchInfo) -> None:
    [member] = list_members(branch_a.id)
    end_membership(member.id, branch=branch_a, actor=SYSTEM_ACTOR)
    with in_branch(branch_a.id, write=True):
        assert len(users_of(person.person_id)) == 1  # type: ignore[arg-type]
        assert list(export_keys(person)) == []
        assert erase_keys(person) == 0
    assert rows() == []
