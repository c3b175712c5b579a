"""One person's rights: what is owed about the person, what the person did, and the person's calendars."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, update

from platform_core.auth.models import Membership
from platform_core.extensions import db
from platform_core.hooks.types import SubjectRef
from platform_core.i18n import use_locale
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import in_branch
from platform_core.obligations.calendars import make_calendar
from platform_core.obligations.models import CalendarToken, DutySeries, Obligation
from platform_core.obligations.owing import owe
from platform_core.obligations.services import fulfil
from platform_core.obligations.subject_data import erase_obligations, export_obligations
from platform_core.people.models import Person
from platform_core.people.services import add_person
from platform_core.people.subject_rights import erase_person, export_person
from platform_core.testing.people import make_user
from tests.platform_core.obligations.bench import ACQUAINTED, ENTRY, MEETING, Bench


@pytest.fixture
def colleague(bench: Bench) -> UUID:
    """A colleague with an account, of whom something is owed and who has done something."""
    user_id = make_user("sss_head")
    person = {"kind": "staff", "family_name": "Ли", "given_name": "Вера", "hostel": False}
    person_id = bench.do(lambda: add_person(person).id)
    bench.do(
        lambda: db.session.execute(
            update(Membership).where(Membership.user_id == user_id).values(person_id=person_id)
        )
    )
    bench.do(lambda: owe(ACQUAINTED, key=str(person_id), since=date(2026, 11, 2)))
    permissions = frozenset({"core.obligations.read"})
    actor = Actor(user_id, person_id, "Вера Ли", bench.branch.id, frozenset({"sss_head"}), permissions)
    with in_branch(bench.branch.id, actor=actor, write=True):
        fulfil(MEETING)
        owe(ENTRY, key="entry-1", due_on=date(2026, 12, 1))
        row = db.session.scalars(select(Obligation).where(Obligation.code == ENTRY)).one()
        row.assigned_to = user_id
        done = db.session.scalars(select(Obligation).where(Obligation.status == "fulfilled")).one()
        done.note = "Хаттама"
        make_calendar(actor, reach="mine")
        db.session.commit()
    return person_id


def test_everything_is_given_out_in_words(bench: Bench, colleague: UUID) -> None:
    with use_locale("en"), in_branch(bench.branch.id):
        sections = {
            str(one.title): one.records for one in export_obligations(SubjectRef(bench.branch.id, colleague))
        }
    assert [row["duty"] for row in sections["What is due about the person"]] == ["Acquainted with the rules"]
    assert sorted(row["duty"] for row in sections["What the person did or was given"]) == [
        *("Entry verified", "Safety service meets"),
    ]
    assert [row["reach"] for row in sections["Calendar addresses"]] == ["mine"]


def test_what_goes_goes_and_what_the_branch_did_stays(bench: Bench, colleague: UUID) -> None:
    subject = SubjectRef(bench.branch.id, colleague)
    assert bench.do(lambda: erase_obligations(subject)) == 4
    with in_branch(bench.branch.id):
        assert db.session.scalars(select(CalendarToken.id)).all() == []
        assert db.session.scalars(select(Obligation.id).where(Obligation.key == str(colleague))).all() == []
        assert db.session.scalars(select(DutySeries.id).where(DutySeries.key == str(colleague))).all() == []
        kept = db.session.execute(select(Obligation.code, Obligation.note, Obligation.assigned_to)).all()
    assert {row.code for row in kept} == {MEETING, ENTRY}
    assert {(row.note, row.assigned_to) for row in kept} == {(None, None)}
    assert bench.do(lambda: erase_obligations(subject)) == 0


def test_somebody_who_is_no_person_has_nothing(bench: Bench) -> None:
    stranger = SubjectRef(bench.branch.id, identity_hash=b"x" * 32)
    with in_branch(bench.branch.id, write=True):
        assert list(export_obligations(stranger)) == []
        assert erase_obligations(stranger) == 0


def test_the_register_of_people_asks_this_room(bench: Bench, colleague: UUID) -> None:
    with use_locale("en"), in_branch(bench.branch.id, write=True):
        export = export_person(colleague)
        titles = [str(section.title) for _module, section in export.sections]
        assert "What is due about the person" in titles
        db.session.execute(update(Person).where(Person.id == colleague).values(left_on=date(2026, 11, 1)))
        db.session.execute(update(Membership).values(person_id=None))
        db.session.commit()
    with in_branch(bench.branch.id, write=True):
        report = erase_person(colleague, date(2026, 11, 2))
        db.session.commit()
    assert report.erased["core"] >= 2
    assert bench.rows(ACQUAINTED, str(colleague)) == []
