"""Staff report: three answers for a concern of one's own, and the words of somebody else written down."""

import json

import pytest
from sqlalchemy import func, select

from platform_core.crypto import unseal
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.testing.people import make_user, sign_out
from plugins.incidents.models import Informant, Report
from plugins.incidents.queries.reports import read_words
from plugins.incidents.services.thread import TEAM, write_message

from .conftest import STORY, TOKEN, Reporter, hidden, receipt_in, text

NEW, OPERATOR, MINE = (
    "/alpha/incidents/reports/new",
    "/alpha/incidents/reports/operator",
    "/alpha/incidents/reports/mine",
)


def informant_of(branch) -> dict:
    with in_branch(branch.id):
        row = db.session.scalars(select(Informant)).one()
        return json.loads(unseal(row, "identity", row.identity))


def send_own(client, **answers):
    return client.post(NEW, data={"submission": TOKEN, "narrative": STORY, "danger": "no", **answers})


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_three_answers_are_enough_and_lead_to_where_it_is_followed(
    client, login, language, reports, branch_a
) -> None:
    make_user("sss_member")
    login(client, "staff", "alpha")
    assert client.get(f"{NEW}?lang={language}").status_code == 200
    sent = send_own(client, people_words="10Б, Ерлан")
    [report] = reports()
    assert sent.status_code == 302
    assert sent.location == f"{MINE}/{report.id}"
    assert (report.form, report.medium, report.channel, report.informant_kind) == (
        "staff",
        "work_page",
        "staff",
        "staff",
    )
    assert (report.language, report.receipt_index, report.reporter_index is not None) == (
        language,
        None,
        True,
    )
    followed = client.get(sent.location)
    assert followed.status_code == 200
    assert STORY not in text(followed)
    assert informant_of(branch_a)["name"] == "Staff of alpha"


def test_a_concern_is_refused_by_name_and_keeps_what_was_typed(client, login, reports) -> None:
    login(client, "curator", "alpha")
    refused = client.post(NEW, data={"submission": TOKEN, "narrative": "", "people_words": "Ерлан, 10Б"})
    assert refused.status_code == 422
    assert "one sentence is enough" in text(refused)
    assert "Ерлан, 10Б" in text(refused)
    future = send_own(client, occurred_on="2999-01-01")
    assert future.status_code == 422
    assert "has not come yet" in text(future)
    strange = send_own(client, place="moon")
    assert strange.status_code == 422
    assert reports() == []


def test_a_danger_makes_it_immediate_and_shows_whom_to_call(client, login, reports) -> None:
    login(client, "staff", "alpha")
    sent = send_own(client, danger="yes")
    assert reports()[0].urgency == "immediate"
    assert 'href="tel:112"' in text(client.get(sent.location))


def test_sending_twice_is_one_report(client, login, reports) -> None:
    login(client, "staff", "alpha")
    first, second = send_own(client), send_own(client)
    assert first.location == second.location
    assert len(reports()) == 1


def test_the_form_says_who_will_see_it_and_leaves_out_whom_it_is_about(
    client, login, reports, branch_a
) -> None:
    head = make_user("sss_head", name="Болат Әбенов")
    member = make_user("sss_member", name="Сәуле Қайратқызы")
    login(client, "staff", "alpha")
    shown = text(client.get(NEW))
    assert "Болат Әбенов" in shown
    assert "Сәуле Қайратқызы" in shown
    assert "Under “My reports”" in shown
    send_own(client, not_for=str(member))
    assert reports()[0].accused_ids == [str(member)]
    with in_branch(branch_a.id):
        assert set(db.session.scalars(select(Notification.user_id))) == {head}


def test_only_the_reporter_follows_a_report(client, login, reports) -> None:
    login(client, "staff", "alpha")
    address = send_own(client).location
    assert f"R-{reports()[0].id.hex[-6:].upper()}" in text(client.get(MINE))
    login(client, "staff", "alpha", login="other.alpha")
    assert client.get(address).status_code == 404
    assert client.post(address, data={"body": "x", "submission": TOKEN}).status_code == 404
    assert "nothing yet" in text(client.get(MINE))
    login(client, "sss_head", "alpha")
    assert client.get(address).status_code == 404


def test_nobody_follows_a_report_that_has_no_reporter(client, login, reporter, reports) -> None:
    reporter.send()
    login(client, "staff", "alpha")
    assert client.get(f"{MINE}/{reports()[0].id}").status_code == 404


def test_the_reporter_reads_answers_and_writes_more(client, login, branch_a, reports) -> None:
    login(client, "staff", "alpha")
    address = send_own(client).location
    with in_branch(branch_a.id, write=True):
        report = db.session.scalars(select(Report)).one()
        write_message(report, "Қашан болды?", author=TEAM, submission="b" * 64, branch=branch_a)
        db.session.commit()
    assert "1 new" in text(client.get(MINE))
    assert "1 new answer" in text(client.get("/alpha/"))
    shown = text(client.get(address))
    assert "Қашан болды?" in shown
    assert "I have read it" in shown
    assert client.post(address, data={"go": "read"}).status_code == 302
    assert "I have read it" not in text(client.get(address))
    refused = client.post(address, data={"submission": TOKEN, "body": " "})
    assert refused.status_code == 422
    assert client.post(address, data={"submission": TOKEN, "body": "Кеше"}).status_code == 302
    assert "Кеше" in text(client.get(address))
    assert reports()[0].unread_by_team


@pytest.mark.parametrize(
    "medium", ["phone", "in_person", "oral", "messenger", "written", "email", "social_network", "other"]
)
def test_words_of_somebody_else_are_written_down_by_every_way(
    client, login, medium, reports, branch_a
) -> None:
    login(client, "curator", "alpha")
    sent = client.post(
        OPERATOR,
        data={
            "submission": TOKEN, "medium": medium,
            "narrative": "«Мені күнде ұрады»", "informant_kind": "victim",
            "informant_name": "Айдана", "informant_contact": "+77017654321", "wants_receipt": "true",
        },
    )  # fmt: skip
    assert sent.status_code == 200
    [report] = reports()
    assert (report.form, report.medium, report.channel) == ("operator", medium, "student_self")
    assert (report.reporter_index, report.taken_by is not None) == (None, True)
    assert informant_of(branch_a) == {"name": "Айдана", "contact": "+77017654321", "user_id": None}
    receipt = receipt_in(sent)
    sign_out(client)
    assert Reporter(client).come_back(receipt).status_code == 200


def test_the_hotline_is_a_channel_whoever_calls_and_needs_no_name(client, login, reports, branch_a) -> None:
    login(client, "sss_member", "alpha")
    sent = client.post(
        OPERATOR,
        data={
            "submission": TOKEN,
            "medium": "phone",
            "by_hotline": "true",
            "narrative": STORY,
            "received_on": "2026-01-12",
        },
    )
    assert sent.status_code == 200
    assert 'class="r-receipt"' not in text(sent)
    assert (reports()[0].channel, reports()[0].receipt_index) == ("hotline", None)
    with in_branch(branch_a.id):
        assert db.session.scalar(select(func.count()).select_from(Informant)) == 0
        assert read_words(db.session.scalars(select(Report)).one()).received_on == "2026-01-12"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"medium": ""}, "Please answer this"), ({"medium": "work_page"}, "Choose one of the answers listed"),
        ({"narrative": ""}, "Write down what was said"), ({"received_on": "2999-01-01"}, "has not come yet"),
        ({"received_on": "2026-01-10", "occurred_on": "2026-01-11"}, "before the event"),
        ({"informant_kind": "spy"}, "Choose one of the answers listed"),
        ({"submission": "short"}, "not written as expected"),
    ],
)  # fmt: skip
def test_what_is_written_down_wrongly_is_refused(client, login, reports, answers, reason) -> None:
    login(client, "curator", "alpha")
    refused = client.post(
        OPERATOR, data={"submission": TOKEN, "medium": "phone", "narrative": STORY, **answers}
    )
    assert refused.status_code == 422
    assert reason in text(refused)
    assert reports() == []


@pytest.mark.parametrize("path", [NEW, OPERATOR, MINE])
def test_strangers_sign_in_and_members_elsewhere_find_nothing(client, login, path) -> None:
    assert client.get(path).status_code == 302
    login(client, "staff", "beta")
    assert client.get(path).status_code == 404
    login(client, "auditor", "central")
    assert client.get(path.replace("alpha", "central")).status_code in (403, 404)


def test_a_forged_report_is_refused(client, login, reports) -> None:
    login(client, "staff", "alpha")
    client.environ_base.pop("HTTP_X_CSRFTOKEN")
    assert send_own(client).status_code == 400
    assert hidden(client.get(NEW))["csrf_token"]
    assert reports() == []
