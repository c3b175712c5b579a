"""A visitor's part in invitations is given out in words and taken away when nothing is under way."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import SubjectRef
from platform_core.i18n import use_locale
from platform_core.isolation.scope import in_branch
from platform_core.people.services import add_person
from platform_core.tenancy.dates import local_day
from plugins.visitors import plugin
from plugins.visitors.models import Invite, InviteGuest, Visit, Visitor
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.services.visitors import VisitorDetails


@pytest.fixture
def guardian(branch_a: Any) -> UUID:
    """A guardian of the register of alpha."""
    with in_branch(branch_a.id, write=True):
        person = add_person({"kind": "guardian", "family_name": "Серікова", "given_name": "Айым"})
        person_id = person.id
        db.session.commit()
    return person_id


def erase(branch: Any, person_id: UUID) -> Any:
    with in_branch(branch.id, write=True):
        result = plugin.erase_subject(branch, SubjectRef(branch.id, person_id), local_day(branch))
        db.session.commit()
    return result


def test_invitations_are_given_out_in_the_readers_words(made: Any, branch_a: Any, guardian: UUID) -> None:
    made(guests=(VisitorDetails(person_id=guardian),))
    with use_locale("en", timezone="Asia/Almaty"), in_branch(branch_a.id):
        sections = plugin.export_subject(branch_a, SubjectRef(branch_a.id, guardian))
    [found] = [section for section in sections if str(section.title) == "Invitations"]
    [record] = found.records
    assert record["Purpose"] == "Meeting with a teacher"
    assert record["Host"] == "Staff of alpha"
    assert record["When"] == "6 Oct 2026, 16:30"


def test_nothing_goes_while_the_visit_is_still_to_come(made: Any, branch_a: Any, guardian: UUID) -> None:
    made(guests=(VisitorDetails(person_id=guardian),))
    assert erase(branch_a, guardian).kept
    with in_branch(branch_a.id):
        assert db.session.scalars(select(InviteGuest.id)).all()


def test_afterwards_the_name_the_link_and_the_hosts_words_go(
    made: Any, branch_a: Any, guardian: UUID, at_nine: Any
) -> None:
    alone = made(guests=(VisitorDetails(person_id=guardian),), purpose_note="Айым туралы")
    shared = made(
        kind=InviteKind.GROUP,
        guests=(VisitorDetails(person_id=guardian), VisitorDetails("Ли", "Анна")),
        purpose_note="Жиналыс",
    )
    with in_branch(branch_a.id, write=True):
        for visit in db.session.scalars(select(Visit)):
            visit.status = "no_show"
        db.session.commit()
    at_nine.shift(timedelta(days=2))
    assert erase(branch_a, guardian).erased
    with in_branch(branch_a.id):
        notes = dict(db.session.execute(select(Invite.id, Invite.purpose_note)).all())
        assert (notes[alone], notes[shared]) == (None, "Жиналыс")
        assert len(db.session.scalars(select(InviteGuest.id)).all()) == 1
        assert {one.family_name for one in db.session.scalars(select(Visitor))} == {"—", "Ли"}
