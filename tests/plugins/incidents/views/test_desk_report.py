"""A report on the desk: who opens it, its thread, its informant, and what is decided."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user, sign_out
from plugins.incidents.models import Report
from plugins.incidents.services.thread import read_thread
from tests.plugins.incidents.views.desk import DESK, page

from .conftest import STORY, TOKEN, Reporter, text


def test_a_report_shows_its_words_and_each_opening_is_told(client, login, report, trail) -> None:
    login(client, "sss_member", "alpha")
    shown = page(client.get(f"{DESK}/{report}"))
    for said in (STORY, "Ерлан, 10Б", "There is an injury", "Physical violence", "q-confidential"):
        assert said in shown
    assert "<title>Report ·" in re.sub(r"\s+", " ", shown)
    last = trail()[-1]
    assert (last.event, last.target_id) == ("incidents.report_viewed", report)


@pytest.mark.parametrize(
    ("role", "status"),
    [("sss_member", 200), ("sss_head", 200), ("branch_head", 200), ("psychologist", 403), ("staff", 403),
     ("curator", 403), ("hr_officer", 403), ("branch_admin", 403), ("front_desk", 403)],
)  # fmt: skip
def test_only_the_safety_service_and_the_head_read_reports(client, login, report, role, status) -> None:
    login(client, role, "alpha")
    assert client.get(DESK).status_code == status
    assert client.get(f"{DESK}/{report}").status_code == status


def test_other_branches_and_strangers_find_nothing(client, login, report) -> None:
    assert client.get(f"{DESK}/{report}").status_code == 302
    login(client, "sss_head", "beta")
    assert client.get(f"{DESK}/{report}").status_code == 404
    assert client.get(f"/beta/incidents/reports/{report}").status_code == 404
    assert "No reports yet" in page(client.get("/beta/incidents/reports"))
    assert client.get(f"/beta/incidents/reports/{uuid4()}").status_code == 404


def test_the_accused_find_no_trace_of_the_report(client, login, reporter, reports, trail) -> None:
    accused = make_user("sss_member", login="accused.alpha", name="Сәуле Қ.")
    make_user("sss_head")
    reporter.send(signs=["accused_is_staff"], not_for=[str(accused)])
    report = reports()[-1].id
    login(client, "sss_member", "alpha", login="accused.alpha")
    assert client.get(f"{DESK}/{report}").status_code == 404
    assert trail()[-1].event == "incidents.access_refused"
    assert "No reports yet" in page(client.get(DESK))
    assert "R-" not in page(client.get("/alpha/"))
    for act in ("answer", "read", "set-aside", "take-up"):
        assert (
            client.post(
                f"{DESK}/{report}/{act}", data={"body": "x", "reason": "x", "submission": TOKEN}
            ).status_code
            == 404
        )
    assert reports()[-1].state == "received"
    login(client, "sss_head", "alpha")
    shown = page(client.get(f"{DESK}/{report}"))
    assert "Сәуле Қ." in shown
    assert "Who is left out" in shown


def test_the_accused_by_person_are_left_out_too(client, login, reporter, reports, branch_a) -> None:
    from platform_core.auth.models import Membership
    from platform_core.isolation.roles import Role
    from platform_core.isolation.scope import as_role
    from platform_core.people.services import add_person

    accused = make_user("sss_member", login="accused.alpha")
    with in_branch(branch_a.id, write=True):
        person = add_person({"kind": "staff", "family_name": "Қ", "given_name": "Сәуле", "hostel": False})
        db.session.commit()
        person_id = person.id
    with as_role(Role.AUTH, write=True):
        membership = db.session.scalars(select(Membership).where(Membership.user_id == accused)).one()
        membership.person_id = person_id
        db.session.commit()
    reporter.send(signs=["accused_is_staff"], not_for=[str(accused)])
    assert reports()[-1].accused_ids == [str(person_id)]
    login(client, "sss_member", "alpha", login="accused.alpha")
    assert client.get(f"{DESK}/{reports()[-1].id}").status_code == 404
    assert "No reports yet" in page(client.get(DESK))


def test_the_informant_is_shown_to_leaders_for_a_purpose_that_is_kept(
    client, login, reporter, reports, trail
) -> None:
    reporter.send(naming="named", informant_name="Айдана Құпияқызы", informant_contact="@aidana")
    report = reports()[-1].id
    login(client, "sss_head", "alpha")
    assert "Айдана" not in page(client.get(f"{DESK}/{report}"))
    refused = client.post(f"{DESK}/{report}/informant", data={"purpose": " "})
    assert refused.status_code == 422
    assert "Айдана" not in text(refused)
    shown = page(client.post(f"{DESK}/{report}/informant", data={"purpose": "Дәрігерге апару керек"}))
    assert "Айдана Құпияқызы" in shown
    assert "@aidana" in shown
    last = trail()[-1]
    assert (last.event, set(last.commitments)) == ("incidents.informant_viewed", {"purpose"})
    assert "Дәрігерге" not in str(last.data)
    assert client.get(f"{DESK}/{report}/informant").status_code == 405


def test_who_is_no_leader_sees_no_informant(client, login, report, trail) -> None:
    login(client, "sss_member", "alpha")
    assert client.post(f"{DESK}/{report}/informant", data={"purpose": "Керек"}).status_code == 403
    assert "Only the branch head and the head" in page(client.get(f"{DESK}/{report}"))
    assert "incidents.informant_viewed" not in [entry.event for entry in trail()]


def test_nobody_is_shown_where_nobody_named_themself(client, login, report) -> None:
    login(client, "branch_head", "alpha")
    assert "Nobody named themself" in page(
        client.post(f"{DESK}/{report}/informant", data={"purpose": "Керек"})
    )


def test_an_answer_reaches_the_reporter_and_counts_as_read(
    client, login, reporter, report, reports, branch_a
) -> None:
    reporter.come_back(reporter.receipt, go="send", body="Асханада болды", submission="c" * 64)
    assert reports()[-1].unread_by_team
    login(client, "sss_member", "alpha")
    assert "unread word" in page(client.get(DESK))
    answered = client.post(f"{DESK}/{report}/answer", data={"body": "Рақмет, келеміз", "submission": TOKEN})
    assert answered.status_code == 302
    client.post(f"{DESK}/{report}/answer", data={"body": "Рақмет, келеміз", "submission": TOKEN})
    assert not reports()[-1].unread_by_team
    with in_branch(branch_a.id):
        found = db.session.scalars(select(Report)).one()
        assert [one.body for one in read_thread(found)] == ["Асханада болды", "Рақмет, келеміз"]
    sign_out(client)
    assert "Рақмет, келеміз" in page(Reporter(client).come_back(reporter.receipt))


def test_an_answer_is_refused_when_empty_and_from_who_may_not_write(client, login, report) -> None:
    login(client, "sss_member", "alpha")
    assert client.post(f"{DESK}/{report}/answer", data={"body": " ", "submission": TOKEN}).status_code == 422
    login(client, "branch_head", "alpha")
    assert client.post(f"{DESK}/{report}/answer", data={"body": "x", "submission": TOKEN}).status_code == 403


def test_reading_alone_is_marked_by_hand_so_that_a_glance_hides_nothing(
    client, login, reporter, report, reports
) -> None:
    reporter.come_back(reporter.receipt, go="send", body="Тағы болды", submission="c" * 64)
    login(client, "sss_member", "alpha")
    page(client.get(f"{DESK}/{report}"))
    assert reports()[-1].unread_by_team
    assert client.post(f"{DESK}/{report}/read").status_code == 302
    assert not reports()[-1].unread_by_team


def test_a_reporter_without_a_code_cannot_be_written_to(client, login, reports) -> None:
    login(client, "sss_member", "alpha")
    client.post(
        "/alpha/incidents/reports/operator", data={"submission": TOKEN, "medium": "phone", "narrative": STORY}
    )
    assert "no way to write back" in page(client.get(f"{DESK}/{reports()[-1].id}"))


def test_putting_aside_asks_for_a_reason_and_can_be_taken_back(
    client, login, reporter, report, reports, trail
) -> None:
    login(client, "sss_member", "alpha")
    refused = client.post(f"{DESK}/{report}/set-aside", data={"reason": ""})
    assert refused.status_code == 422
    assert client.post(f"{DESK}/{report}/set-aside", data={"reason": "Ойын екен"}).status_code == 302
    assert reports()[-1].state == "set_aside"
    assert "Ойын екен" in page(client.get(f"{DESK}/{report}"))
    assert client.post(f"{DESK}/{report}/set-aside", data={"reason": "Тағы"}).status_code == 409
    sign_out(client)
    assert "looked into it" in page(Reporter(client).come_back(reporter.receipt))
    login(client, "sss_member", "alpha")
    assert client.post(f"{DESK}/{report}/take-up").status_code == 302
    assert reports()[-1].state == "received"
    assert client.post(f"{DESK}/{report}/take-up").status_code == 409
    assert {"incidents.report_set_aside", "incidents.report_taken_up"} <= {entry.event for entry in trail()}


def test_the_head_reads_but_does_not_decide(client, login, report) -> None:
    login(client, "branch_head", "alpha")
    for act in ("set-aside", "take-up"):
        assert client.post(f"{DESK}/{report}/{act}", data={"reason": "x"}).status_code == 403
    assert "Register in the journal" not in page(client.get(f"{DESK}/{report}"))


def test_a_report_leads_to_the_journal(client, login, report) -> None:
    login(client, "sss_member", "alpha")
    assert f'href="{DESK}/{report}/register"' in page(client.get(f"{DESK}/{report}"))


def test_an_erased_report_says_so(client, login, report, branch_a) -> None:
    from platform_core.crypto import destroy_record_key

    with in_branch(branch_a.id, write=True):
        destroy_record_key(db.session.scalars(select(Report)).one())
        db.session.commit()
    login(client, "sss_member", "alpha")
    shown = page(client.get(f"{DESK}/{report}"))
    assert "were erased" in shown
    assert STORY not in shown
