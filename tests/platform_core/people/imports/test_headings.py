"""Headings: found under titles and merged cells, understood in three languages."""

import pytest

from platform_core.people.imports.headings import ColumnRef, Headings, find_headings, is_total
from platform_core.people.imports.readers import read_sheets
from platform_core.people.imports.sheet import UnreadableFile
from platform_core.people.imports.vocabulary import load_data


def headings_of(text: str) -> Headings:
    return find_headings(next(read_sheets(text.encode())))


def test_russian_headings_in_two_rows_under_a_title() -> None:
    found = headings_of(
        "Список учащихся;;;;;\n№;ФИО;Класс;Мать;;Отец\n;;;ФИО;Телефон;ФИО\n1;Ли Анна;7А;Ли В;1;Ли Г\n"
    )
    assert dict(found.columns) == {
        1: ColumnRef("full_name"),
        2: ColumnRef("grade"),
        3: ColumnRef("full_name", "mother"),
        4: ColumnRef("phone", "mother"),
        5: ColumnRef("full_name", "father"),
    }
    assert (found.language, found.first_row, found.unread) == ("ru", 3, ())


def test_kazakh_headings_tell_a_patronymic_from_a_father() -> None:
    found = headings_of(
        "Тегі;Аты;Әкесінің аты;ЖСН;Әкесінің ЖСН;Әкесінің аты-жөні;Анасының телефоны;Ескерту\nа;б;;;;;;\n"
    )
    assert [found.columns[index] for index in range(7)] == [
        ColumnRef("family_name"),
        ColumnRef("given_name"),
        ColumnRef("patronymic"),
        ColumnRef("identity_number"),
        ColumnRef("identity_number", "father"),
        ColumnRef("full_name", "father"),
        ColumnRef("phone", "mother"),
    ]
    assert (found.language, found.unread) == ("kk", ("Ескерту",))


def test_english_headings_number_their_guardians() -> None:
    found = headings_of(
        "Full name,IIN,Grade,Parent 1: full name,Parent 2: full name,Relationship\na,b,c,d,e,f\n"
    )
    assert found.columns[3] == ColumnRef("full_name", "guardian1")
    assert found.columns[4] == ColumnRef("full_name", "guardian2")
    assert found.columns[5] == ColumnRef("relation", "guardian1")
    assert found.language == "en"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_synonym_is_understood_alone_and_in_capitals(language: str) -> None:
    for name, spoken in load_data("columns.toml")["fields"].items():
        for label in spoken[language]:
            own = "Фамилия" if name != "family_name" else "Имя"
            found = headings_of(f'"{label}";"{own}"\n1;2\n') if name != "given_name" else None
            upper = headings_of(f'"{label.upper()}";"Тегі"\n1;2\n') if name != "family_name" else found
            for reading in (found, upper):
                assert reading is None or reading.columns[0].name == name, label


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("foo;bar\n1;2\n", "file.no_header"),
        ("ФИО\nЛи Анна\n", "file.no_header"),
        ("ФИО;ФИО;ИИН\n", "file.same_column"),
    ],
)
def test_headings_that_cannot_serve_are_refused(text: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        headings_of(text)
    assert refused.value.code == code


def test_totals_and_repeated_headings_are_no_people() -> None:
    rows = next(read_sheets("ФИО;ИИН;Класс\nЛи Анна;1;7\nФИО;ИИН;Класс\nИтого: 25;;\nБарлығы;25;\n".encode()))
    found = find_headings(rows)
    assert [found.is_repeated_in(row) for row in rows[1:]] == [False, True, False, False]
    assert [is_total(row) for row in rows[1:]] == [False, False, True, True]
