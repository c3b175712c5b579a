"""Whatever is sent as a file of people is imported, reported on or refused: nothing else happens."""

import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from platform_core.people.imports import UnreadableFile, import_people
from platform_core.people.imports.report import export_report

TODAY = date(2026, 11, 20)
HEADS = [
    "ФИО",
    "Тегі",
    "Аты",
    "ИИН",
    "ЖСН",
    "Класс",
    "Туған күні",
    "Пол",
    "Телефон",
    "Мать ФИО",
    "Категория",
    "Жатақхана",
    "№",
    "?",
]
CELLS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["100305600127", "Ли Анна", "7А", "05.03.2010", "да", "ж", "=1+1", "\x00", "40242", "1E+11", "ученик"]
    ),
)
TABLE = st.tuples(
    st.lists(st.sampled_from(HEADS), min_size=1, max_size=8),
    st.lists(st.lists(CELLS, max_size=8), max_size=6),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "kz1048"]),
)
many = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
pytestmark = pytest.mark.usefixtures("scope_a")


def survives(data: bytes) -> None:
    with suppress(UnreadableFile):
        result = import_people(data, today=TODAY, dry_run=True, default_kind="student")
        assert not result.applied
        assert export_report(result.report(), result.language).startswith(b"PK")


@many
@given(TABLE)
def test_any_table(table: tuple[list[str], list[list[str]], str, str]) -> None:
    heads, rows, delimiter, encoding = table
    lines = [delimiter.join(heads), *(delimiter.join(row) for row in rows)]
    survives("\n".join(lines).encode(encoding, errors="replace"))


@many
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    survives(data)


@many
@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=8))
def test_any_damage_to_a_workbook(place: int, damage: bytes) -> None:
    book = Workbook()
    book.active.append(["ФИО", "ИИН", "Класс"])
    book.active.append(["Ли Анна", 100305600127, "7А"])
    target = io.BytesIO()
    book.save(target)
    data = bytearray(target.getvalue())
    data[place % len(data) : place % len(data) + len(damage)] = damage
    survives(bytes(data))


@many
@given(
    st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"]),
    st.binary(max_size=60),
)
def test_any_content_of_a_workbooks_parts(part: str, content: bytes) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(part, content)
    survives(target.getvalue())
