"""Reports that a branch must not keep to itself: the centre is told, opens them, and both trails say so."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.notify.models import Notification
from platform_core.testing.people import make_user
from platform_core.testing.work import do_waiting_work

from .conftest import STORY, TOKEN, text

LIST = "/central/incidents/escalated"


@pytest.fixture
def against_the_head(app, reporter, reports):
    """A report against the head of the safety service, of which the centre's officer was told."""
    head = make_user("sss_head", name="Болат Әбенов")
    make_user("sss_member")
    make_user("wellbeing_officer", branch="central")
    reporter.receipt = reporter.send(signs=["accused_is_staff"], not_for=[str(head)])
    do_waiting_work()
    return reports()[-1]


def notices(branch, code: str) -> list:
    with in_branch(branch.id):
        found = select(Notification.user_id, Notification.target_url, Notification.params)
        return list(db.session.execute(found.where(Notification.code == code)))


def test_the_centre_is_told_of_a_report_against_a_leader_and_of_nothing_in_it(
    against_the_head, central, branch_a
) -> None:
    officer = make_user("wellbeing_officer", branch="central")
    told = notices(central, "incidents.report_escalated")
    assert [(row.user_id, row.target_url, row.params) for row in told] == [(officer, LIST, {})]
    with in_branch(branch_a.id):
        payloads = list(
            db.session.scalars(select(Outbox.payload).where(Outbox.name == "incidents.escalate_report"))
        )
    assert payloads == [{"branch": "alpha", "report_id": str(against_the_head.id)}]


def test_a_report_against_somebody_else_stays_in_the_branch(app, reporter, reports, central) -> None:
    make_user("sss_head")
    member = make_user("sss_member")
    make_user("wellbeing_officer", branch="central")
    reporter.send(signs=["accused_is_staff"], not_for=[str(member)])
    do_waiting_work()
    assert not reports()[-1].escalated
    assert notices(central, "incidents.report_escalated") == []


def test_a_report_that_nobody_may_read_goes_to_the_centre(app, reporter, reports, central) -> None:
    only = make_user("sss_member")
    make_user("wellbeing_officer", branch="central")
    reporter.send(signs=["accused_is_staff"], not_for=[str(only)])
    do_waiting_work()
    assert reports()[-1].escalated
    assert len(notices(central, "incidents.report_escalated")) == 1


def test_the_reporter_learns_that_people_outside_the_school_know(reporter) -> None:
    head = make_user("branch_head")
    sent = reporter.answer(
        reporter.walk(narrative=STORY, signs=["accused_is_staff"], not_for=[str(head)]), go="send"
    )
    assert "outside your school" in text(sent)


def test_a_further_word_is_told_to_the_centre_too(app, against_the_head, reporter, central) -> None:
    reporter.come_back(reporter.receipt, go="send", body="Ол тағы келді", submission=TOKEN)
    do_waiting_work()
    assert len(notices(central, "incidents.report_escalated")) == 2


def test_the_officer_sees_numbers_in_the_list_and_words_only_on_opening(
    client, login, against_the_head, trail, central
) -> None:
    login(client, "wellbeing_officer", "central")
    listed = text(client.get(LIST))
    number = f"R-{against_the_head.id.hex[-6:].upper()}"
    assert number in listed
    assert "Alpha school" in listed
    assert STORY not in listed
    opened = client.get(f"{LIST}/{against_the_head.branch_id}/{against_the_head.id}")
    assert opened.status_code == 200
    assert STORY in text(opened)
    assert "q-confidential" in text(opened)
    for branch in (None, central):
        events = [entry.event for entry in trail(branch)]
        assert events[-2:] == ["incidents.escalated_viewed", "incidents.escalated_opened"]


def test_reports_that_were_not_passed_on_stay_shut(client, login, reporter, reports) -> None:
    make_user("sss_member")
    reporter.send()
    report = reports()[-1]
    login(client, "wellbeing_officer", "central")
    assert client.get(f"{LIST}/{report.branch_id}/{report.id}").status_code == 404
    assert client.get(f"{LIST}/{uuid4()}/{report.id}").status_code == 404
    assert f"R-{report.id.hex[-6:].upper()}" not in text(client.get(LIST))


@pytest.mark.parametrize("role", ["auditor", "deputy_chair", "platform_admin", "central_hr"])
def test_no_other_role_of_the_centre_opens_them(client, login, against_the_head, role) -> None:
    login(client, role, "central")
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}/{against_the_head.branch_id}/{against_the_head.id}").status_code == 403


def test_nobody_of_a_branch_does(client, login, against_the_head) -> None:
    assert client.get(LIST).status_code == 302
    login(client, "sss_head", "alpha")
    assert client.get(LIST).status_code == 404


def test_the_list_filters_by_branch(client, login, app, against_the_head, branch_a, branch_b) -> None:
    login(client, "wellbeing_officer", "central")
    number = f"R-{against_the_head.id.hex[-6:].upper()}"
    assert number in text(client.get(f"{LIST}?branch={branch_a.id}"))
    assert number not in text(client.get(f"{LIST}?branch={branch_b.id}"))
    assert client.get(f"{LIST}?branch=nowhere").status_code == 400


def test_the_officers_navigation_leads_there(client, login, against_the_head) -> None:
    login(client, "wellbeing_officer", "central")
    assert f'href="{LIST}"' in text(client.get("/central/"))
