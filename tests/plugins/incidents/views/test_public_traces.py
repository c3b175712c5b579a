"""The public form from outside: whom it refuses, who is told, and that nothing is left behind."""

import re
from pathlib import Path

from sqlalchemy import func, select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.testing.people import make_user
from plugins.incidents.models import Informant, Message, Report

from .conftest import STORY, TOKEN, hidden, screen, text


def test_a_form_without_its_csrf_token_is_refused(reporter, reports) -> None:
    check = hidden(reporter.walk(narrative=STORY))
    check.pop("csrf_token")
    assert reporter.post("/report", {**check, "go": "send"}).status_code == 400
    assert reports() == []


def test_the_centre_and_unknown_schools_take_no_reports(client) -> None:
    for path in ("/central/report", "/central/report/return", "/nowhere/report"):
        assert client.get(path).status_code == 404, path


def test_a_branch_that_switched_the_module_off_takes_none(client, branch_a, app) -> None:
    from platform_core.tenancy.models import EnabledModule

    with in_branch(branch_a.id, write=True):
        row = db.session.scalar(select(EnabledModule).where(EnabledModule.module == "incidents"))
        row.enabled = False
        db.session.commit()
    for reset in app.extensions["qorgau_test_resets"]:
        reset()
    assert client.get("/alpha/report").status_code == 404
    assert client.get("/beta/report").status_code == 200


def test_titles_and_addresses_say_nothing(reporter) -> None:
    pages = [reporter.get(), reporter.begin(), reporter.walk(narrative=STORY), reporter.get("/report/return")]
    for page in pages:
        assert re.search(r"<title>Alpha school</title>", text(page))
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.request.path in ("/alpha/report", "/alpha/report/return")


def test_everything_works_without_script_and_the_way_out_is_on_every_page(reporter) -> None:
    for page in (reporter.get(), reporter.begin(), reporter.walk(narrative=STORY)):
        shown = text(page)
        assert "data-quick-exit" in shown
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", shown)


def test_those_who_read_reports_are_told_without_a_word_of_it(reporter, branch_a, reports) -> None:
    member, head, teacher = (make_user(role) for role in ("sss_member", "branch_head", "staff"))
    reporter.send()
    with in_branch(branch_a.id):
        notices = db.session.execute(
            select(Notification.user_id, Notification.code, Notification.params, Notification.target_url)
        ).all()
    assert {row.user_id for row in notices} == {member, head}
    assert teacher not in {row.user_id for row in notices}
    for row in notices:
        assert (row.code, row.params) == ("incidents.report_received", {})
        assert row.target_url == f"/alpha/incidents/reports/{reports()[0].id}"


def test_a_child_may_leave_out_a_reader_whom_it_is_about(reporter, branch_a, reports) -> None:
    make_user("sss_head", name="Болат Ә.")
    member = make_user("sss_member", name="Сәуле Қ.")
    page = reporter.walk(narrative=STORY, signs=["accused_is_staff"], not_for=[str(member)])
    assert "Сәуле Қ." in text(page)
    sent = reporter.answer(page, go="send")
    assert "outside your school" not in text(sent)
    assert reports()[0].accused_ids == [str(member)]
    with in_branch(branch_a.id):
        assert member not in set(db.session.scalars(select(Notification.user_id)))


def test_names_of_readers_are_shown_only_to_who_needs_them(reporter) -> None:
    member = make_user("sss_member", name="Сәуле Қ.")
    page = reporter.walk(narrative=STORY, not_for=[str(member)])
    assert "Сәуле Қ." not in text(page)
    assert screen(reporter.answer(page, go="send")) == "none"


def test_a_signed_in_member_who_uses_the_public_page_stays_nobody(
    client, login, reporter, trail, reports, branch_a
) -> None:
    make_user("sss_member")
    login(client, "staff", "alpha")
    receipt = reporter.send()
    opened = reporter.come_back(receipt)
    assert opened.status_code == 200
    assert [(entry.event, entry.actor_user_id, entry.actor_kind) for entry in trail()] == [
        ("incidents.report_received", None, "public"),
        ("incidents.receipt_opened", None, "public"),
        ("incidents.thread_message_read", None, "public"),
    ]
    assert reports()[0].reporter_index is None


def test_reports_from_one_network_are_limited_and_other_networks_go_on(client, reporter, reports) -> None:
    check = hidden(reporter.walk(narrative=STORY))
    codes = []
    for number in range(61):
        answers = {**check, "submission": f"{number:064x}", "go": "send"}
        codes.append(reporter.post("/report", answers).status_code)
    assert codes == [200] * 60 + [429]
    assert len(reports()) == 60
    other = client.post(
        "/alpha/report",
        data={**check, "submission": "f" * 64, "go": "send"},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert other.status_code == 200
    assert reporter.begin().status_code == 200


def test_no_word_address_or_browser_is_kept_anywhere(world, client, reporter, capfd) -> None:
    agent = "MarkerBrowser/77.7"
    client.environ_base["HTTP_USER_AGENT"] = agent
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    receipt = reporter.send(
        people_words="Серік Маркеров", when_words="маркерлі сәрсенбі", naming="named",
        informant_name="Айдана Құпияқызы", informant_contact="+77017654321",
    )  # fmt: skip
    reporter.come_back(receipt, go="send", body="Маркерлі жауап", submission=TOKEN)
    stored = b"".join(path.read_bytes() for path in Path(world.folder).rglob("*") if path.is_file())
    out, err = capfd.readouterr()
    secrets = (
        STORY, "Серік Маркеров", "маркерлі", "Айдана",
        "+77017654321", "Маркерлі жауап", agent, "203.0.113.77",
        receipt, receipt.replace(" ", ""), TOKEN,
    )  # fmt: skip
    for secret in secrets:
        assert secret.encode() not in stored, secret
        assert secret not in out + err, secret


def test_cookies_name_no_address_and_none_is_set_by_reading(client) -> None:
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    first = client.get("/alpha/report/return?lang=en")
    cookies = first.headers.getlist("Set-Cookie")
    assert all("203.0.113" not in cookie and "HttpOnly" in cookie for cookie in cookies)
    assert {cookie.split("=")[0] for cookie in cookies} <= {"qorgau-form", "qorgau_lang"}


def test_rows_are_in_the_branch_of_the_address_alone(reporter, branch_b, reports) -> None:
    reporter.send()
    assert len(reports()) == 1
    with in_branch(branch_b.id):
        for model in (Report, Message, Informant):
            assert db.session.scalar(select(func.count()).select_from(model)) == 0
