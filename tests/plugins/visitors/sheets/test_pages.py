"""The pages of day sheets: printed, entered line by line, closed (A5.3)."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import DaySheet, SheetLine, Visit
from plugins.visitors.services.sheets import print_sheet
from tests.plugins.visitors.conftest import NINE

PAPER = {"came": "09:05", "left": "09:20", "document_type": "identity_card", "document_last": "4321",
         "guidance_signed": "true"}  # fmt: skip


@pytest.fixture
def sheet(client, login, due_id, branch_a):
    """A sheet with one expected visitor, made by the desk on its page; its address."""
    login(client, "front_desk")
    made = client.post("/alpha/visitors/sheets", data={"day": "2026-10-06", "blank_lines": "10"})
    assert made.status_code == 302
    return made.location


@pytest.fixture
def lines(sheet, branch_a):
    """The addresses of its lines."""
    with in_branch(branch_a.id):
        return [
            f"{sheet}/lines/{line}"
            for line in db.session.scalars(select(SheetLine.id).order_by(SheetLine.line))
        ]


def visits(branch):
    with in_branch(branch.id):
        found = list(db.session.scalars(select(Visit).order_by(Visit.number)))
        db.session.expunge_all()
    return found


def test_the_paper_names_who_is_expected_and_has_room_to_write(client, sheet):
    answer = client.get(f"{sheet}/print.pdf")
    assert answer.mimetype == "application/pdf"
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "2026/27-001" in text
    assert "Әлімов Нұрлан" in text
    assert "signature" in text
    assert "\n11" in text


def test_a_line_is_entered_and_the_sheet_closed(client, sheet, lines, shown, at_nine, branch_a):
    at_nine.shift(1_500)
    assert "Әлімов" in shown(client.get(lines[0]))
    assert client.post(lines[0], data=PAPER).status_code == 302
    (visit,) = visits(branch_a)
    assert (visit.number, visit.entered_later, visit.arrived_at) == (1, True, NINE + timedelta(minutes=5))
    assert client.post(f"{sheet}/close").status_code == 302
    assert "Reconciled" in shown(client.get(sheet))
    assert client.post(lines[1], data=PAPER | {"family_name": "Ли", "given_name": "Анна"}).status_code == 422


def test_somebody_unexpected_is_entered_from_an_empty_line(client, lines, at_nine, branch_a, teacher):
    at_nine.shift(1_500)
    said = PAPER | {
        "family_name": "Ли",
        "given_name": "Анна",
        "entry": "emergency",
        "purpose": "collect_child",
    }
    assert client.post(lines[1], data=said | {"host_user_id": str(teacher)}).status_code == 302
    found = next(visit for visit in visits(branch_a) if visit.number)
    assert (found.entry, found.host_name, found.status) == ("emergency", "Ерлан Мұғалім", "checked_out")


@pytest.mark.parametrize(
    ("place", "wrong", "field"),
    [
        (0, {"came": "9 o'clock"}, "came"),
        (0, {"came": "23:00"}, "came"),
        (0, {"left": "08:00"}, "left"),
        (0, {"document_type": "library_card"}, "document_type"),
        (0, {"document_last": "123456"}, "document_last"),
        (1, {}, "family_name"),
        (1, {"family_name": "Ли", "given_name": "Анна", "entry": "regular"}, "entry"),
        (1, {"matched": "01a20401-1330-7280-a494-781e2b2d8f00"}, "matched"),
    ],
)
def test_a_wrong_line_names_its_field_and_takes_no_number(
    client, lines, shown, at_nine, branch_a, place, wrong, field
):
    at_nine.shift(1_500)
    answer = client.post(lines[place], data=PAPER | wrong)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in shown(answer)
    assert [visit.number for visit in visits(branch_a)] == [None]


def test_a_day_that_is_past_has_no_sheet(client, login, at_nine, shown, branch_a):
    login(client, "front_desk")
    answer = client.post("/alpha/visitors/sheets", data={"day": "2026-10-05", "blank_lines": "10"})
    assert answer.status_code == 422
    assert 'href="#f-day"' in shown(answer)


def test_staff_keep_no_sheets_and_another_branch_finds_none(client, login, sheet, lines):
    login(client, "staff")
    for address in (sheet, lines[0], f"{sheet}/print.pdf", "/alpha/visitors/sheets"):
        assert client.get(address).status_code == 403
    login(client, "front_desk", "beta")
    for address in (sheet, lines[0], f"{sheet}/print.pdf"):
        assert client.get(address.replace("/alpha/", "/beta/")).status_code == 404


def test_sheets_that_are_due_back_stand_first(client, sheet, shown, at_nine, login):
    assert "waits to be entered" not in shown(client.get("/alpha/visitors/sheets"))
    at_nine.shift(16 * 3_600)
    login(client, "sss_head")
    assert "waits to be entered" in shown(client.get("/alpha/visitors/sheets"))


def test_a_list_of_many_sheets_asks_no_more_than_a_list_of_one(client, sheet, statements, branch_a):
    few = statements(lambda: client.get("/alpha/visitors/sheets"))
    with in_branch(branch_a.id, write=True):
        day = db.session.scalars(select(DaySheet.day)).one()
        for _more in range(4):
            print_sheet(branch_a, day=day, blank_lines=20)
        db.session.commit()
    assert statements(lambda: client.get("/alpha/visitors/sheets")) == few
