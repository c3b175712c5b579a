"""The public form: one question a screen, answers that travel, one receipt, nothing left behind."""

import re

import pytest
from sqlalchemy import func, select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from plugins.incidents import data
from plugins.incidents.models import Informant
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


def test_every_field_of_the_form_belongs_to_one_screen() -> None:
    from plugins.incidents.schemas.reports import PublicReportInput
    from plugins.incidents.views import wizard

    assert {*wizard.ANSWERS, wizard.SUBMISSION} == set(PublicReportInput().fields)
    assert {screen.value: fields for screen, fields in wizard.FIELDS.items()} == {
        **FIELDS,
        "files": ("files",),
    }
    assert set(wizard.QUESTIONS) == set(wizard.Screen)
