"""Files as schools send them, and files that are none."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from platform_core.people.imports import readers
from platform_core.people.imports.readers import read_sheets
from platform_core.people.imports.sheet import MAX_BYTES, UnreadableFile

TEXT = "Тегі;Аты\nӘбілқасым;Өмірғұл\n"


def first_rows(data: bytes) -> list[tuple[object, ...]]:
    return [row.cells for row in next(read_sheets(data))]


def workbook(*rows: list[object], title_rows: int = 0) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if title_rows:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=4)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "kz1048"])
def test_every_encoding_of_a_kazakh_windows_is_read(encoding: str) -> None:
    assert first_rows(TEXT.encode(encoding)) == [("Тегі", "Аты"), ("Әбілқасым", "Өмірғұл")]


def test_russian_cp1251_is_read() -> None:
    assert first_rows("Фамилия;Имя\nСемёнова;Алёна\n".encode("cp1251")) == [
        ("Фамилия", "Имя"),
        ("Семёнова", "Алёна"),
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_told_from_the_content(delimiter: str) -> None:
    text = f'Список учащихся\nФИО{delimiter}ИИН\n"Ли, Анна"{delimiter}1\n'
    assert first_rows(text.encode())[1:] == [("ФИО", "ИИН"), ("Ли, Анна", "1")]


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    assert [row.number for row in next(read_sheets(b"a;b\n\n;\nc;d\n"))] == [1, 4]


def test_a_workbook_gives_dates_and_numbers_as_they_are() -> None:
    data = workbook(
        ["Список", None, None, None],
        ["ФИО", "Дата", "ИИН"],
        ["Ли А", datetime(2010, 3, 5), 1.0],
        title_rows=1,
    )
    assert first_rows(data) == [("Список",), ("ФИО", "Дата", "ИИН"), ("Ли А", datetime(2010, 3, 5), 1)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(100), "file.legacy_xls"),
        (b"PK\x03\x04" + b"nonsense", "file.broken"),
        (b"a;b\x00\n1;2", "file.broken"),
        (b"\xff\xfea", "file.encoding"),
        (b";".join([b"a"] * 101), "file.too_many_columns"),
        (b"a;b\n" * 20_001, "file.too_many_rows"),
        (bytes(MAX_BYTES + 1), "file.too_large"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        list(read_sheets(data))
    assert refused.value.code == code


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(UnreadableFile, match=r"file\.broken"):
        list(read_sheets(target.getvalue()))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(readers.MAX_UNPACKED_BYTES + 1))
    monkeypatch.setattr("openpyxl.load_workbook", lambda *_args, **_options: pytest.fail("it was unpacked"))
    with pytest.raises(UnreadableFile, match=r"file\.too_large"):
        list(read_sheets(target.getvalue()))
