"""The visitor journal: everybody who came or was refused, found by name, given out as files (A5.3, P12)."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import Visit
from plugins.visitors.policy.refusals import RefusalReason
from plugins.visitors.policy.vocabulary import DocumentType, Entry, Purpose
from plugins.visitors.queries.sheets import lines_of
from plugins.visitors.services.refusals import RefusalDetails, refuse_entry
from plugins.visitors.services.sheets import LineEntry, WalkIn, enter_walk_in, print_sheet
from tests.plugins.visitors.conftest import NINE

JOURNAL = "/alpha/visitors/journal"


@pytest.fixture
def make_came(branch_a, make_guest, at_nine):
    """Write visits that came and went, in the scope at hand, as a sheet of paper tells them."""

    def make(*names, entry=Entry.INVITED, purpose=Purpose.MEETING_TEACHER, host=None, came=NINE):
        sheet = print_sheet(branch_a, day=date(2026, 10, 6), blank_lines=40)
        lines = [line for line in lines_of(sheet.id) if not line.was_expected]
        found = []
        for line, name in zip(lines, names, strict=False):
            paper = LineEntry(came, came, DocumentType.PASSPORT, "99", guidance_signed=True)
            who = WalkIn(make_guest(name, "Нұрлан"), entry, purpose, host)
            found.append(enter_walk_in(sheet, line, paper, who=who, branch=branch_a).id)
        return found

    return make


@pytest.fixture
def day(acting, branch_a, make_came, make_due, teacher, at_nine):
    """A day of four: two guests, one refused whom a teacher expected, one refused without a visit."""
    at_nine.shift(600)
    with acting():
        come = make_came("Әлімов", host=teacher)
        come += make_came("Ким", entry=Entry.EMERGENCY, purpose=Purpose.COLLECT_CHILD)
        expected = make_due("Оспан")
        refuse_entry(RefusalDetails(RefusalReason.NO_DOCUMENT), branch=branch_a, visit=expected)
        refuse_entry(RefusalDetails(RefusalReason.AGGRESSIVE, name="=Бір адам"), branch=branch_a)
        make_due("Жарқын", at=NINE + timedelta(hours=4))  # is still to come: not in the journal
        db.session.commit()
    return come


def test_everybody_who_came_or_was_refused_is_in_one_list(client, login, day, shown):
    login(client, "front_desk")
    page = shown(client.get(JOURNAL))
    assert "4 records" in page
    for name in ("Әлімов", "Ким", "Оспан", "=Бір адам"):
        assert name in page
    assert "Жарқын" not in page
    assert "Not let in: Aggressive" in page
    assert "2026/27-001" in page


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("status=refused", {"Оспан", "=Бір адам"}),
        ("entry=emergency", {"Ким"}),
        ("purpose=meeting_teacher", {"Әлімов", "Оспан"}),
        ("later=true", {"Әлімов", "Ким"}),
        ("since=2026-10-07", set()),
        ("until=2026-10-06&status=checked_out", {"Әлімов", "Ким"}),
        ("year=2026", {"Әлімов", "Ким", "Оспан", "=Бір адам"}),
        ("year=2025", set()),
        ("host={teacher}", {"Әлімов"}),
    ],
)
def test_filters_narrow_the_list(client, login, day, teacher, shown, asked, names):
    login(client, "sss_member")
    page = shown(client.get(f"{JOURNAL}?{asked.format(teacher=teacher)}"))
    assert {name for name in ("Әлімов", "Ким", "Оспан", "=Бір адам") if name in page} == names


@pytest.mark.parametrize(
    "wrong", ["status=expected", "since=soon", "host=x", "year=1", "sort=name", "cursor=x"]
)
def test_a_wrong_filter_is_refused(client, login, day, wrong):
    login(client, "front_desk")
    assert client.get(f"{JOURNAL}?{wrong}").status_code == 400


def test_a_name_is_searched_by_post_and_stands_in_no_address_and_not_in_the_trail(
    client, login, day, shown, branch_a
):
    login(client, "front_desk")
    page = shown(client.post(f"{JOURNAL}/search", data={"name": "әЛІ нұр"}))
    assert "Әлімов Нұрлан" in page
    assert "Ким" not in page
    assert client.get(f"{JOURNAL}/search?name=x").status_code in (404, 405)
    assert client.post(f"{JOURNAL}/search", data={"name": "x"}).status_code == 422
    with in_branch(branch_a.id):
        entries = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "visitors.journal_searched")
        )
        assert [entry.data for entry in entries] == [{"rows": 1}]


def test_pages_follow_one_another_without_a_gap(client, login, acting, make_came, at_nine, shown):
    at_nine.shift(600)
    names = [f"Кісі{letter}" for letter in "абвгдежзиклмнопрстуфхцчшщэюя"]
    with acting():
        make_came(*names)
        make_came(*[f"{name}ов" for name in names], came=NINE + timedelta(minutes=5))
        db.session.commit()
    login(client, "front_desk")
    first = client.get(JOURNAL)
    following = next(part for part in first.text.split('"') if "cursor=" in part).replace("&amp;", "&")
    second = client.get(following)
    seen = first.text.count(f"{JOURNAL}/0") + second.text.count(f"{JOURNAL}/0")
    assert seen >= 2 * len(names)
    numbers = {
        text[:11] for page in (first, second) for text in page.text.split(">") if text[:8] == "2026/27-"
    }
    assert len(numbers) == 2 * len(names)


def test_a_file_has_no_formula_and_says_who_took_it(client, login, day):
    login(client, "branch_head")
    book = load_workbook(io.BytesIO(client.get(f"{JOURNAL}/export.xlsx").data))
    cells = {cell.value: cell.data_type for row in book.active.iter_rows() for cell in row if cell.value}
    assert cells["=Бір адам"] == "s"
    assert any("Branch Head of alpha" in str(value) for value in cells)


def test_the_paper_has_every_kazakh_letter_and_who_took_it_on_each_page(client, login, day):
    login(client, "branch_head")
    answer = client.get(f"{JOURNAL}/export.pdf?entry=invited")
    assert answer.headers["Cache-Control"] == "no-store"
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "Әлімов Нұрлан" in text
    assert "Ким" not in text
    assert "Branch Head of alpha" in text


def test_what_is_taken_out_is_in_the_trail_and_the_desk_takes_nothing(client, login, day, branch_a):
    login(client, "front_desk")
    assert client.get(f"{JOURNAL}/export.xlsx").status_code == 403
    login(client, "branch_head")
    client.get(f"{JOURNAL}/export.xlsx?entry=invited")
    with in_branch(branch_a.id):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "visitors.export_made")).one()
        assert entry.data == {"what": "journal", "format": "xlsx", "rows": 2, "filters": ["entry"]}


def test_one_visit_tells_its_chronology_and_who_opened_it(client, login, day, branch_a, shown):
    login(client, "front_desk")
    page = shown(client.get(f"{JOURNAL}/{day[0]}"))
    for words in ("Visit 2026/27-001", "Әлімов Нұрлан", "Passport …99", "signed on paper", "Let in", "Left"):
        assert words in page
    assert "from paper" in page
    with in_branch(branch_a.id):
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "visitors.visit_viewed")
        ).one()
        assert entry.target_id == day[0]


def test_a_refused_visit_leads_to_its_refusal(client, login, day, branch_a, shown):
    with in_branch(branch_a.id):
        visit_id = db.session.scalars(select(Visit.id).where(Visit.status == "refused")).one()
    login(client, "front_desk")
    page = shown(client.get(f"{JOURNAL}/{visit_id}"))
    assert "/alpha/visitors/refusals/" in page
    assert "Visit without a number" in page


def test_teachers_do_not_read_the_journal_and_another_branch_finds_nothing(client, login, day):
    login(client, "staff")
    for address in (JOURNAL, f"{JOURNAL}/{day[0]}", f"{JOURNAL}/export.pdf"):
        assert client.get(address).status_code == 403
    login(client, "front_desk", "beta")
    assert client.get(f"/beta/visitors/journal/{day[0]}").status_code == 404
    assert "Әлімов" not in client.get("/beta/visitors/journal").get_data(as_text=True)


def test_a_long_journal_asks_no_more_than_a_short_one(
    client, login, acting, day, make_came, make_due, branch_a, statements
):
    login(client, "front_desk")
    few = statements(lambda: client.get(JOURNAL))
    with acting():
        make_came(*(f"Кісі{letter}" for letter in "абвгдежзик"))
        refuse_entry(RefusalDetails(RefusalReason.NO_PURPOSE), branch=branch_a)
        db.session.commit()
    assert statements(lambda: client.get(JOURNAL)) == few
    assert statements(lambda: client.post(f"{JOURNAL}/search", data={"name": "Кісі"})) <= few + 2
