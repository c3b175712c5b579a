"""Reports and threads beneath the pages: once only, sealed, and kept from the accused."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from platform_core.crypto import unseal
from platform_core.errors import Conflict, Forbidden, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.isolation.actor import PUBLIC_ACTOR, Actor
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user
from plugins.incidents.models import Message, Report
from plugins.incidents.policy.reports import InformantKind, Medium, ReportForm
from plugins.incidents.services import desk, reports, thread
from plugins.incidents.services.recipients import is_accused
from plugins.incidents.services.reports import NewReport, receive_report

TOKEN = "ab" * 32


def a_report(**changes) -> NewReport:
    return NewReport(
        **{
            "form": ReportForm.PUBLIC,
            "narrative": "Асханада итерді",
            "submission": TOKEN,
            "language": "kk",
            "medium": Medium.PUBLIC_PAGE,
            **changes,
        }
    )


def somebody(*permissions: str, person=None) -> Actor:
    return Actor(uuid4(), person, "Somebody", None, frozenset(), frozenset(permissions), "user")


def test_two_browsers_that_send_one_form_at_once_make_one_report(scope_a, branch_a, monkeypatch) -> None:
    first = receive_report(a_report(), branch=branch_a)
    looks = iter([None])
    known = reports._known
    monkeypatch.setattr(reports, "_known", lambda index: next(looks, known(index)))
    second = receive_report(a_report(), branch=branch_a)
    assert (second.report_id, second.receipt, second.is_new) == (first.report_id, first.receipt, False)
    assert db.session.scalar(select(func.count()).select_from(Report)) == 1


def test_two_browsers_that_send_one_message_at_once_make_one_message(scope_a, branch_a) -> None:
    received = receive_report(a_report(), branch=branch_a)
    report = db.session.scalars(select(Report).where(Report.id == received.report_id)).one()
    message = thread._message(report, "Тағы", author=thread.REPORTER, index=b"1" * 32)
    twin = thread._message(report, "Тағы", author=thread.REPORTER, index=b"1" * 32)
    assert thread._is_first(message, b"1" * 32)
    assert not thread._is_first(twin, b"1" * 32)
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1


def test_receipts_follow_from_the_form_and_the_branch_alone(branch_a, branch_b) -> None:
    with in_branch(branch_a.id):
        here = [reports.receipt_of(TOKEN), reports.receipt_of(TOKEN), reports.receipt_of("cd" * 32)]
    with in_branch(branch_b.id):
        there = reports.receipt_of(TOKEN)
    assert here[0] == here[1]
    assert len({*here, there}) == 3
    assert all(len(digits) == 16 and digits.isdigit() for digits in (*here, there))


def test_words_are_sealed_and_padded_so_that_lengths_tell_little(scope_a, branch_a) -> None:
    short = receive_report(a_report(narrative="Иә"), branch=branch_a)
    longer = receive_report(a_report(narrative="Асханада итерді", submission="cd" * 32), branch=branch_a)
    sizes = set(
        db.session.scalars(
            select(func.length(Report.body)).where(Report.id.in_([short.report_id, longer.report_id]))
        )
    )
    assert len(sizes) == 1
    body = db.session.scalars(select(Report).where(Report.id == longer.report_id)).one()
    assert "Асханада".encode() not in body.body
    assert "Асханада" in unseal(body, "body", body.body)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"narrative": " "}, "narrative"),
        ({"form": ReportForm.STAFF, "medium": Medium.WORK_PAGE}, "informant"),
        ({"form": ReportForm.OPERATOR, "medium": Medium.PUBLIC_PAGE}, "medium"),
    ],
)
def test_a_report_without_what_it_needs_is_refused_by_field(scope_a, branch_a, changes, field) -> None:
    with pytest.raises(InvalidInput) as refusal:
        receive_report(a_report(**changes), branch=branch_a)
    assert set(refusal.value.errors) == {field}
    assert db.session.scalar(select(func.count()).select_from(Report)) == 0


def test_the_hotline_and_each_informant_have_their_channel(scope_a, branch_a) -> None:
    wanted = {
        InformantKind.VICTIM: "student_self",
        InformantKind.STUDENT: "student_other", InformantKind.STAFF: "staff",
        InformantKind.GUARDIAN: "guardian_or_other", InformantKind.UNKNOWN: "guardian_or_other",
    }  # fmt: skip
    for number, kind in enumerate(wanted):
        receive_report(a_report(informant_kind=kind, submission=f"{number:064x}"), branch=branch_a)
    receive_report(a_report(by_hotline=True, submission="f" * 64), branch=branch_a)
    channels = list(db.session.scalars(select(Report.channel).order_by(Report.id)))
    assert channels == [*wanted.values(), "hotline"]


def test_nobody_accused_by_person_or_account_opens_a_report(branch_a) -> None:
    person, stranger = somebody("incidents.report.read", person=uuid4()), somebody("incidents.report.read")
    with in_branch(branch_a.id, actor=PUBLIC_ACTOR, write=True):
        by_person = receive_report(a_report(accused_ids=(person.person_id,)), branch=branch_a).report_id
        by_account = receive_report(
            a_report(accused_ids=(stranger.user_id,), submission="cd" * 32), branch=branch_a
        ).report_id
        db.session.commit()
    for actor, closed, opened in ((person, by_person, by_account), (stranger, by_account, by_person)):
        with in_branch(branch_a.id, actor=actor):
            assert desk.open_report(opened).id == opened
            with pytest.raises(NotFound):
                desk.open_report(closed)


def test_an_actor_without_a_person_is_not_accused_of_everything() -> None:
    assert not is_accused(somebody(), ["None", "", str(uuid4())])


def test_only_a_leader_with_a_purpose_sees_the_informant(branch_a) -> None:
    with in_branch(branch_a.id, actor=PUBLIC_ACTOR, write=True):
        named = receive_report(a_report(informant_name="Айдана"), branch=branch_a).report_id
        db.session.commit()
    reader = somebody("incidents.report.read", "incidents.informant.read")
    with in_branch(branch_a.id, actor=reader, write=True):
        report = desk.open_report(named)
        with pytest.raises(InvalidInput):
            desk.see_informant(report, purpose="  ")
        identity = desk.see_informant(report, purpose="Қорғау үшін")
        assert identity is not None
        assert (identity.name, identity.is_staff) == ("Айдана", False)
    with in_branch(branch_a.id, actor=somebody("incidents.report.read"), write=True):
        report = desk.open_report(named)
        with pytest.raises(Forbidden):
            desk.see_informant(report, purpose="Қорғау үшін")


def test_a_report_in_the_journal_is_not_put_aside(scope_a, branch_a) -> None:
    received = receive_report(a_report(), branch=branch_a)
    report = db.session.scalars(select(Report).where(Report.id == received.report_id)).one()
    report.state = reports.LINKED
    with pytest.raises(Conflict):
        desk.set_aside(report, reason="Ойын")


def test_an_own_report_is_found_by_nobody_without_an_account(branch_a) -> None:
    with in_branch(branch_a.id, actor=PUBLIC_ACTOR, write=True):
        received = receive_report(a_report(), branch=branch_a)
        db.session.commit()
    with in_branch(branch_a.id, actor=PUBLIC_ACTOR), pytest.raises(NotFound):
        desk.own_report(received.report_id)


def test_the_team_is_told_and_a_teacher_is_not(app, branch_a) -> None:
    make_user("sss_member")
    make_user("branch_head")
    make_user("staff")
    with in_branch(branch_a.id, actor=PUBLIC_ACTOR, write=True):
        received = receive_report(a_report(), branch=branch_a)
        assert (received.told, received.escalated) == (2, False)
