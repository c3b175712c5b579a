"""Files of lists: what a spreadsheet must never run, and what comes back out."""

import io
import json
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from platform_core.i18n import use_locale
from platform_core.web.exports import Column, export_note, export_response, json_bytes, xlsx_bytes

COLUMNS = [Column("name", "Аты"), Column("day", "Күні"), Column("count", "Саны"), Column("yes", "Иә")]


def cells(content: bytes) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [tuple(cell.value for cell in row) for row in book.active.iter_rows()]
    book.close()
    return found


def test_rows_come_back_as_they_were() -> None:
    rows = [
        {"name": "Әлия", "day": date(2026, 11, 22), "count": 3, "yes": True},
        SimpleNamespace(name="Ян", day=None, count=1.5, yes=False),
    ]
    with use_locale("en"):
        found = cells(xlsx_bytes(COLUMNS, rows, title="Журнал", notes=["one line"]))
    assert found[0][0] == "one line"
    assert found[2] == ("Аты", "Күні", "Саны", "Иә")
    assert found[3] == ("Әлия", datetime(2026, 11, 22), 3, "yes")
    assert found[4] == ("Ян", None, 1.5, "no")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "{=1}", "https://example.org", "000123"],
)
def test_texts_stay_texts(text: str) -> None:
    content = xlsx_bytes([Column("x", "X")], [{"x": text}], title="X")
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_moments_are_on_the_clock_of_the_branch() -> None:
    with use_locale("kk", timezone="Asia/Almaty"):
        content = xlsx_bytes(
            [Column("at", "At")], [{"at": datetime(2026, 11, 22, 20, 30, tzinfo=UTC)}], title="X"
        )
    assert cells(content)[1] == (datetime(2026, 11, 23, 1, 30),)


@pytest.mark.parametrize("title", ["a/b:c*d?e[f]g\\h", "x" * 80, "", "'"])
def test_any_title_names_a_sheet(title: Any) -> None:
    assert cells(xlsx_bytes([Column("a", "A")], [], title=title)) == [("A",)]


def test_json_has_the_keys_of_the_columns() -> None:
    rows = [
        {"name": "Ая", "day": date(2026, 1, 2), "count": 0, "yes": None, "secret": "x"},
        SimpleNamespace(name=UUID(int=1), day=None, count=1, yes=True),
    ]
    read = json.loads(json_bytes(COLUMNS, rows))
    assert read[0] == {"name": "Ая", "day": "2026-01-02", "count": 0, "yes": None}
    assert read[1]["name"] == str(UUID(int=1))


def test_moments_in_json_are_utc() -> None:
    read = json.loads(json_bytes([Column("at", "At")], [{"at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC)}]))
    assert read == [{"at": "2026-01-02T03:04:00Z"}]


@pytest.mark.parametrize(
    ("kind", "media"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("json", "application/json"),
    ],
)
def test_the_answer_is_a_file_that_no_cache_keeps(kind: str, media: Any) -> None:
    response = export_response(b"x", file_name="journal", export_format=kind)
    assert response.mimetype == media
    assert response.headers["Content-Disposition"] == f"attachment; filename=journal.{kind}"
    assert response.headers["Cache-Control"] == "no-store"


def test_the_first_line_says_who_and_when() -> None:
    with use_locale("en", timezone="UTC"):
        note = export_note(now=datetime(2026, 11, 22, 10, 0, tzinfo=UTC), by="Ая")
    assert note == "Exported by Ая on 22 Nov 2026, 10:00. Confidential."
