"""A year after the visit nobody can tell who came; that somebody came stays in the journal."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.retention.runner import retire_rows
from plugins.visitors.models import Invite, RegularPass, Visit, Visitor
from plugins.visitors.plugin import describe_module

TODAY = date(2026, 11, 22)
LONG_AGO = datetime(2025, 9, 1, 5, tzinfo=UTC)
LATELY = datetime(2026, 10, 1, 5, tzinfo=UTC)


def visitor(name: str, *visits: datetime) -> Visitor:
    found = Visitor(
        family_name=name, given_name="Ә", search_name=name, visitor_type="guest", created_at=LONG_AGO
    )
    db.session.add(found)
    db.session.flush()
    for moment in visits:
        db.session.add(
            Visit(
                visitor_id=found.id,
                entry="invited",
                status="checked_out",
                visitor_type="guest",
                purpose="other",
                purpose_note="words",
                expected_from=moment,
                expected_until=moment + timedelta(hours=1),
                document_type="passport",
                document_last="1234",
            )
        )
    db.session.flush()
    return found


def regular_pass(holder: Visitor) -> None:
    db.session.add(
        RegularPass(
            school_year=2026,
            number=1,
            visitor_id=holder.id,
            purpose="works",
            from_time=datetime(2026, 1, 1, 9).time(),
            until_time=datetime(2026, 1, 1, 18).time(),
            valid_from=TODAY - timedelta(days=400),
            valid_until=TODAY,
            host_name="Host",
            clearance_purpose="service_provider",
            clearance="unknown",
            clearance_asked_at=LATELY,
        )
    )
    db.session.flush()


def old_invite() -> Invite:
    found = Invite(
        kind="single",
        status="approved",
        host_user_id=new_id(),
        host_name="Host",
        purpose="other",
        purpose_note="words",
        place="101",
        starts_at=LONG_AGO,
        ends_at=LONG_AGO,
    )
    db.session.add(found)
    db.session.flush()
    return found


def test_names_and_digits_go_a_year_after_the_last_visit(scope_a, branch_a) -> None:
    once, again, on_pass = (
        visitor("Once", LONG_AGO),
        visitor("Again", LONG_AGO, LATELY),
        visitor("Pass", LONG_AGO),
    )
    regular_pass(on_pass)
    invite = old_invite()
    retire_rows(branch_a, [describe_module()], today=TODAY, kind="branch")
    assert (once.family_name, once.erased_on is None) == ("—", False)
    assert (again.family_name, on_pass.family_name) == ("Again", "Pass")
    assert invite.purpose_note is None
    old, late = (
        db.session.scalars(select(Visit).where(Visit.expected_from == moment)).all()
        for moment in (LONG_AGO, LATELY)
    )
    assert {(visit.document_last, visit.purpose_note) for visit in old} == {(None, None)}
    assert {(visit.document_last, visit.purpose_note) for visit in late} == {("1234", "words")}
