"""The public form: one question a screen, answers that travel, one receipt, nothing left behind."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.testing.people import make_user
from plugins.incidents import data
from plugins.incidents.models import Informant, Message, Report
from plugins.incidents.queries.reports import read_words

from .conftest import FIELDS, STORY, TOKEN, Reporter, hidden, receipt_in, screen, text


def words_of(branch, report):
    with in_branch(branch.id):
        return read_words(report)


def test_the_shortest_way_needs_one_answer_and_no_name(reporter, reports, branch_a) -> None:
    receipt = reporter.send()
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", receipt)
    [report] = reports()
    assert (report.form, report.medium, report.channel) == ("public", "public_page", "guardian_or_other")
    assert (report.urgency, report.state, report.reporter_index, report.taken_by) == (
        "routine",
        "received",
        None,
        None,
    )
    assert words_of(branch_a, report).narrative == STORY
    with in_branch(branch_a.id):
        assert db.session.scalar(select(func.count()).select_from(Informant)) == 0


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_answer_arrives_in_each_language(client, language, reports, branch_a) -> None:
    reporter = Reporter(client, language=language)
    checked = reporter.walk(
        danger="no", informant_kind="student", narrative=STORY, kinds=["physical", "bullying", "unsure"],
        place="hostel", nature="planned", when_words="ертең", people_words="10Б", signs=["weapon", "injury"],
        naming="named", informant_name="Айдана", informant_contact="@aidana",
    )  # fmt: skip
    shown = text(checked)
    for said in (
        STORY, "10Б", "Айдана", "@aidana", data.text("kind_child.physical", language),
        data.text("place.hostel", language), data.text("nature_child.planned", language),
        data.text("urgency_sign_child.weapon", language), data.text("informant_child.student", language),
    ):  # fmt: skip
        assert said in shown
    assert f'lang="{language}"' in shown
    receipt_in(reporter.answer(checked, go="send"))
    [report] = reports()
    assert (report.language, report.channel, report.nature, report.place) == (
        language,
        "student_other",
        "planned",
        "hostel",
    )
    assert (report.urgency, report.kinds_hint) == ("immediate", ["physical", "bullying"])
    said = words_of(branch_a, report)
    assert (said.when, said.people, said.signs) == ("ертең", "10Б", ("weapon", "injury"))
    with in_branch(branch_a.id):
        assert db.session.scalar(select(func.count()).select_from(Informant)) == 1


def test_switching_the_language_keeps_every_answer_even_one_just_typed(reporter) -> None:
    page = reporter.answer(reporter.begin(), danger="no")
    page = reporter.answer(page, informant_kind="victim")
    assert screen(page) == "story"
    switched = reporter.client.post(
        "/alpha/report?lang=ru", data={**hidden(page), "go": "stay", "narrative": "Пока не всё"}
    )
    assert switched.status_code == 200
    shown = text(switched)
    assert (screen(switched), 'lang="ru"' in shown, "Пока не всё</textarea>" in shown) == (
        "story",
        True,
        True,
    )
    assert hidden(switched)["informant_kind"] == ["victim"]
    assert 'formaction="?lang=kk"' in shown


def test_the_one_answer_that_is_needed_is_asked_for_where_it_belongs(reporter, reports) -> None:
    page = reporter.answer(reporter.answer(reporter.begin()))
    refused = reporter.answer(page, narrative="   ")
    assert (refused.status_code, screen(refused)) == (422, "story")
    assert "one sentence is enough" in text(refused)
    check = reporter.walk(narrative=STORY)
    emptied = reporter.post("/report", {**hidden(check), "narrative": "", "go": "send"})
    assert (emptied.status_code, screen(emptied)) == (422, "story")
    too_long = reporter.post("/report", {**hidden(check), "narrative": "а" * 20_001, "go": "send"})
    assert (too_long.status_code, screen(too_long)) == (422, "story")
    assert reports() == []


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("place", "moon", "place"), ("kinds", "rumour", "kinds"), ("signs", "boredom", "signs"),
        ("informant_kind", "spy", "who"), ("nature", "maybe", "when"), ("danger", "perhaps", "danger"),
        ("people_words", "я" * 2_001, "people"), ("not_for", "everybody", "check"),
    ],
)  # fmt: skip
def test_answers_that_are_not_offered_are_refused_and_nothing_is_written(
    reporter, reports, field, value, shown
) -> None:
    check = reporter.walk(narrative=STORY)
    refused = reporter.post("/report", {**hidden(check), field: value, "go": "send"})
    assert screen(refused) == shown
    assert reports() == []


def test_whoever_says_yes_to_danger_sees_the_numbers_at_once(reporter, reports) -> None:
    page = reporter.answer(reporter.begin(), danger="yes")
    assert screen(page) == "help"
    for number in ("112", "102", "103", "111", "150"):
        assert f'href="tel:{number}"' in text(page)
    assert screen(reporter.answer(page)) == "who"
    reporter.send(danger="yes")
    assert reports()[-1].urgency == "immediate"


def test_signs_of_danger_show_the_numbers_too_but_only_once(reporter) -> None:
    page = reporter.begin()
    for _ in range(7):
        page = reporter.answer(page, **({"narrative": STORY} if screen(page) == "story" else {}))
    assert screen(page) == "signs"
    assert screen(reporter.answer(page, signs=["self_harm"])) == "help_again"
    assert screen(reporter.answer(page, signs=["injury"])) == "naming"
    assert (
        screen(
            reporter.post("/report", {**hidden(page), "danger": "yes", "signs": "self_harm", "go": "next"})
        )
        == "naming"
    )


def test_back_and_change_lose_nothing(reporter) -> None:
    check = reporter.walk(narrative=STORY, place="home", kinds=["sexual"])
    change = reporter.answer(check, go="change:place")
    assert (screen(change), hidden(change)["checking"]) == ("place", ["1"])
    assert re.search(r'value="home" checked', text(change))
    again = reporter.answer(change, place="online")
    assert screen(again) == "check"
    assert hidden(again)["place"] == ["online"]
    assert hidden(again)["narrative"] == [STORY]
    assert screen(reporter.answer(change, go="back")) == "check"
    back = reporter.answer(again, go="back")
    assert screen(back) == "naming"
    assert screen(reporter.answer(back, go="back")) == "signs"


def test_a_changed_answer_may_open_a_question_of_its_own(reporter) -> None:
    check = reporter.walk(narrative=STORY)
    named = reporter.answer(reporter.answer(check, go="change:naming"), naming="named")
    assert screen(named) == "contact"
    nameless = reporter.answer(named, informant_name="")
    assert (nameless.status_code, screen(nameless)) == (422, "contact")
    assert screen(reporter.answer(named, informant_name="Айдана")) == "check"


def test_a_name_typed_and_then_withdrawn_is_not_sent(reporter, branch_a) -> None:
    check = reporter.walk(narrative=STORY, naming="named", informant_name="Айдана")
    withdrawn = reporter.answer(reporter.answer(check, go="change:naming"), naming="anonymous")
    assert screen(withdrawn) == "check"
    receipt_in(reporter.answer(withdrawn, go="send"))
    with in_branch(branch_a.id):
        assert db.session.scalar(select(func.count()).select_from(Informant)) == 0


def test_sending_twice_is_one_report_and_one_receipt(reporter, reports, branch_a) -> None:
    check = reporter.walk(narrative=STORY)
    first, second = reporter.answer(check, go="send"), reporter.answer(check, go="send")
    assert receipt_in(first) == receipt_in(second)
    assert "arrived before" not in text(first)
    assert "arrived before" in text(second)
    assert len(reports()) == 1


def test_two_reporters_have_two_receipts(reporter, client) -> None:
    assert len({reporter.send() for _ in range(3)}) == 3


def test_a_token_of_ones_own_making_is_replaced_and_none_is_taken_from_the_address(reporter, reports) -> None:
    check = reporter.walk(narrative=STORY)
    for bad in ("1", "", "z" * 64):
        page = reporter.post("/report", {**hidden(check), "submission": bad, "go": "send"})
        assert screen(page) == "check"
        assert re.fullmatch(r"[0-9a-f]{64}", hidden(page)["submission"][0])
    assert reports() == []
    assert (
        reporter.client.get(f"/alpha/report?submission={TOKEN}&narrative={STORY}")
        .get_data(as_text=True)
        .count(TOKEN)
        <= 3
    )
    assert STORY not in text(reporter.begin())


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


def test_every_field_of_the_form_belongs_to_one_screen() -> None:
    from plugins.incidents.schemas.reports import PublicReportInput
    from plugins.incidents.views import wizard

    assert {*wizard.ANSWERS, wizard.SUBMISSION} == set(PublicReportInput().fields)
    assert {screen.value: fields for screen, fields in wizard.FIELDS.items()} == FIELDS
    assert set(wizard.QUESTIONS) == set(wizard.Screen)
