"""Rows: what every cell may say, and what each kind of mistake is told."""

from datetime import date, datetime

import pytest

from platform_core.people.iin import make_iin
from platform_core.people.imports.headings import find_headings
from platform_core.people.imports.rows import ParsedRow, PersonRow, RowReader, guess_kind
from platform_core.people.imports.sheet import Finding, SheetRow

TODAY = date(2026, 11, 20)
IIN = make_iin(date(2010, 3, 5), sex="female", serial=12)


def read(
    headings: list[str], cells: list[object], kind: str | None = None
) -> tuple[ParsedRow | None, list[Finding]]:
    header = find_headings([SheetRow(1, tuple(headings))])
    reader = RowReader(header, default_kind=kind or guess_kind(header), today=TODAY)
    return reader.read(SheetRow(2, tuple(cells)))


def person(headings: list[str], cells: list[object], kind: str | None = None) -> PersonRow:
    parsed, found = read(headings, cells, kind)
    assert parsed is not None, found
    return parsed.person


def codes(headings: list[str], cells: list[object], kind: str | None = None) -> list[tuple[str, str]]:
    parsed, found = read(headings, cells, kind)
    assert parsed is None
    return [(one.column, one.code) for one in found]


def test_a_student_with_both_guardians_in_one_row() -> None:
    headings = ["ФИО", "ИИН", "Класс", "Общежитие", "Мать ФИО", "Мать телефон", "Отец ФИО", "Отец ИИН"]
    father = make_iin(date(1980, 1, 2), sex="male", serial=5)
    cells = [
        "АХМЕТОВА ӘЙГЕРІМ СЕРІКҚЫЗЫ",
        IIN,
        "7 «а»",
        "да",
        "Ахметова Дана",
        "8 (701) 123-45-67",
        "Ахметов Серік",
        father,
    ]
    parsed, found = read(headings, cells)
    assert found == []
    assert parsed is not None
    assert parsed.person == PersonRow(
        kind="student",
        family_name="Ахметова",
        given_name="Әйгерім",
        patronymic="Серікқызы",
        identity_number=IIN,
        birth_date=date(2010, 3, 5),
        sex="female",
        grade=7,
        class_letter="А",
        hostel=True,
        search_name=" ахметова айгерим сериккызы",
    )
    mother, dad = parsed.guardians
    assert (mother.relation, mother.phone, mother.identity_number) == ("mother", "+77011234567", None)
    assert (dad.relation, dad.birth_date, dad.sex) == ("father", date(1980, 1, 2), "male")


def test_empty_guardian_cells_name_nobody() -> None:
    parsed, _found = read(["ФИО", "ИИН", "Мать ФИО", "Мать телефон"], ["Ли Анна", IIN, None, "87011234567"])
    assert parsed is not None
    assert parsed.guardians == ()


@pytest.mark.parametrize(
    "written",
    [
        "05.03.2010",
        "5.3.2010",
        "05/03/2010",
        "05-03-2010",
        "2010-03-05",
        "2010-03-05 00:00:00",
        "05.03.10",
        "05.03.2010 г.",
        "40242",
        40242,
        40242.0,
        datetime(2010, 3, 5),
        date(2010, 3, 5),
    ],
)
def test_a_day_is_read_however_it_is_written(written: object) -> None:
    assert person(["ФИО", "Дата рождения"], ["Ли Анна", written], "student").birth_date == date(2010, 3, 5)


@pytest.mark.parametrize(
    "written", ["31.02.2010", "2010", "5 марта", "03.2010", "00.00.0000", True, 1.5e9, "٠٥.٠٣.٢٠١٠x"]
)
def test_what_is_no_day_is_refused(written: object) -> None:
    assert codes(["ФИО", "Дата рождения"], ["Ли Анна", written], "student") == [
        ("Дата рождения", "row.date_format")
    ]


def test_days_and_ages_that_cannot_be_are_refused() -> None:
    assert codes(["ФИО", "Дата рождения"], ["Ли Анна", "01.01.2027"], "student") == [
        ("Дата рождения", "row.date_future")
    ]
    _parsed, found = read(["ФИО", "Дата рождения"], ["Ли Анна", "01.01.1980"], "student")
    assert [(one.code, one.values) for one in found] == [("row.date_age", (("limit", "46"),))]
    assert person(["ФИО", "Дата рождения"], ["Ли Анна", "01.01.1980"], "staff").birth_date == date(1980, 1, 1)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("100305600128", "row.iin_checksum"),
        ("101305600127", "row.iin_date"),
        ("1003056001", "row.iin_length"),
        ("12", "row.iin_length"),
        ("1.00306E+11", "row.iin_cut"),
        ("ИИН нет", "row.iin_digits"),
    ],
)
def test_a_wrong_identity_number_says_why(number: str, code: str) -> None:
    assert codes(["ФИО", "ИИН"], ["Ли Анна", number], "student") == [("ИИН", code)]


def test_zeros_that_a_spreadsheet_took_away_are_put_back_and_told() -> None:
    number = make_iin(date(2005, 3, 5), sex="female", serial=20)
    assert number is not None
    assert number.startswith("05")
    parsed, found = read(["ФИО", "ИИН"], ["Ли Анна", float(number)], "student")
    assert parsed is not None
    assert parsed.person.identity_number == number
    assert [(one.code, one.severity) for one in found] == [("note.iin_padded", "note")]


def test_the_number_is_held_against_day_and_sex() -> None:
    headings = ["ФИО", "ИИН", "Дата рождения", "Пол"]
    assert codes(headings, ["Ли Анна", IIN, "06.03.2010", "ж"], "student") == [
        ("Дата рождения", "row.iin_birth_date")
    ]
    assert codes(headings, ["Ли Анна", IIN, "05.03.2010", "м"], "student") == [("Пол", "row.iin_sex")]


@pytest.mark.parametrize(
    ("written", "grade", "letter"),
    [
        ("7", 7, None),
        (7, 7, None),
        (7.0, 7, None),
        ("7А", 7, "А"),
        ("7 «б»", 7, "Б"),
        ("11-Ә", 11, "Ә"),
        ("7A", 7, "А"),
        ("9 класс", 9, None),
        ("10 Б сынып", 10, "Б"),
    ],
)
def test_a_class_is_read_however_it_is_written(written: object, grade: int, letter: str | None) -> None:
    read_person = person(["ФИО", "ИИН", "Класс"], ["Ли Анна", IIN, written])
    assert (read_person.grade, read_person.class_letter) == (grade, letter)


@pytest.mark.parametrize("written", ["0", "13", "А", "7АБ", "седьмой"])
def test_what_is_no_class_is_refused(written: str) -> None:
    assert codes(["ФИО", "ИИН", "Класс"], ["Ли Анна", IIN, written]) == [("Класс", "row.grade")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("А?метова Анна", "row.lost_letters"),
        ("Ли", "row.given_name_missing"),
        ("=cmd|' /C calc'!A0 x", "row.name_characters"),
        ("Ли 2", "row.name_characters"),
        ("А" * 50 + " " + "Б" * 50, "row.too_long"),
    ],
)
def test_a_name_that_cannot_be_is_refused(name: str, code: str) -> None:
    assert codes(["ФИО", "ИИН"], [name, IIN], "student") == [("ФИО", code)]


def test_every_fault_of_a_row_is_told_at_once() -> None:
    headings = ["Тегі", "Аты", "ЖСН", "Туған күні", "Сынып"]
    assert set(codes(headings, ["А?метов", None, "12", "31.02.2010", None])) == {
        ("Тегі", "row.lost_letters"),
        ("Аты", "row.required"),
        ("ЖСН", "row.iin_length"),
        ("Туған күні", "row.date_format"),
        ("Сынып", "row.required"),
    }


def test_without_number_and_day_nobody_can_be_told_apart() -> None:
    assert codes(["ФИО", "Класс"], ["Ли Анна", "7"]) == [("identity_number", "row.identity_needed")]


def test_the_kind_comes_from_its_column_the_columns_or_the_caller() -> None:
    headings = ["ФИО", "ИИН", "Категория"]
    assert person(headings, ["Ли Анна", IIN, "ученица"]).kind == "student"
    assert codes(headings, ["Ли Анна", IIN, "гость"]) == [("Категория", "row.choice")]
    assert codes(headings, ["Ли Анна", IIN, None]) == [("Категория", "row.required")]
    staff = make_iin(date(1980, 1, 2), sex="male", serial=5)
    assert person(["ФИО", "ИИН", "Должность"], ["Ким Олег", staff, "учитель"]).kind == "staff"
    assert guess_kind(find_headings([SheetRow(1, ("ФИО", "ИИН"))])) is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+7 701 123 45 67", "+77011234567"),
        ("8-7172-12-34-56", "+77172123456"),
        (87011234567.0, "+77011234567"),
        ("87011234567; 87021234567", "+77011234567, +77021234567"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_telephone_numbers_become_international(written: object, kept: str) -> None:
    assert person(["ФИО", "ИИН", "Телефон"], ["Ли Анна", IIN, written], "student").phone == kept


@pytest.mark.parametrize("written", ["123", "нет", "8701123456"])
def test_what_is_no_telephone_is_refused(written: str) -> None:
    assert codes(["ФИО", "ИИН", "Телефон"], ["Ли Анна", IIN, written], "student") == [
        ("Телефон", "row.phone")
    ]
