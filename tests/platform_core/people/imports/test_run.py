"""Imports from end to end: what is written, what never is, and what the report says."""

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from platform_core.extensions import db
from platform_core.people import services
from platform_core.people.iin import make_iin
from platform_core.people.imports import (
    ImportResult,
    UnreadableFile,
    describe_refusal,
    export_report,
    import_people,
)
from platform_core.people.imports.report import ReportLine
from platform_core.people.imports.vocabulary import load_data
from platform_core.people.models import Guardianship, Person
from platform_core.people.queries import person_page

TODAY = date(2026, 11, 20)
HEAD = "ФИО;ИИН;Класс;Телефон;Мать ФИО;Мать ИИН;Мать телефон\n"
pytestmark = pytest.mark.usefixtures("scope_a")


def iin(serial: int, *, born: date = date(2010, 3, 5), sex: str = "female") -> str:
    number = make_iin(born, sex=sex, serial=serial)
    return number or iin(serial + 5_000, born=born, sex=sex)


def run(text: str | bytes, **options: object) -> ImportResult:
    data = text.encode() if isinstance(text, str) else text
    return import_people(data, today=TODAY, **options)


def everybody() -> list[Person]:
    return list(db.session.scalars(select(Person).order_by(Person.sort_name)))


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_students_come_with_their_mothers() -> None:
    result = run(f"{HEAD}Ли Анна;{iin(1)};7А;;Ли Вера;{iin(2, born=date(1985, 1, 1))};87011234567\n")
    assert (result.applied, result.created, result.guardians, result.fault_count) == (True, 2, 1, 0)
    student, mother = everybody()
    assert (student.kind, student.grade, student.class_letter) == ("student", 7, "А")
    assert student.search_name == " ли анна"
    page = person_page(student.id)
    assert [(one.person_id, one.relation, one.phone) for one in page.guardians] == [
        (mother.id, "mother", "+77011234567")
    ]


def test_importing_twice_changes_nothing() -> None:
    text = f"{HEAD}Ли Анна;{iin(1)};7А;;Ли Вера;;87011234567\nКим Олег;{iin(3, sex='male')};8Б;;Ким Вера;;\n"
    assert run(text).created == 4
    again = run(text)
    assert (again.created, again.updated, again.unchanged, again.guardians) == (0, 0, 4, 0)
    assert (count(Person), count(Guardianship)) == (4, 2)


def test_a_new_year_moves_classes_and_keeps_what_the_file_does_not_say() -> None:
    run(f"ФИО;ИИН;Класс;Телефон\nЛи Анна;{iin(1)};7А;87011234567\n")
    before = everybody()[0].version
    result = run(f"ФИО;ИИН;Класс\nЛи-Ким Анна;{iin(1)};8Б\n")
    assert (result.created, result.updated) == (0, 1)
    assert [line.reason for line in result.report()] == ["Уже есть в реестре, будет обновлён."]
    person = everybody()[0]
    assert (person.family_name, person.grade, person.class_letter, person.phone) == (
        "Ли-Ким",
        8,
        "Б",
        "+77011234567",
    )
    assert person.search_name == " ли ким анна"
    assert person.version == before + 1


def test_a_number_learnt_later_is_added_to_the_same_person() -> None:
    run("ФИО;Дата рождения;Класс\nЛи Анна;05.03.2010;7\n")
    result = run(f"ФИО;ИИН;Класс\nЛи Анна;{iin(1)};7\n")
    assert (result.created, result.updated) == (0, 1)
    person = everybody()[0]
    assert person.identity_number == iin(1)
    assert person.identity_index == services.identity_hash(iin(1))


def test_brothers_share_their_mother_and_teachers_may_be_mothers() -> None:
    mother = iin(9, born=date(1985, 1, 1))
    run(f"ФИО;ИИН;Должность\nЛи Вера;{mother};учитель\n")
    run(f"{HEAD}Ли Анна;{iin(1)};7;;Ли Вера;{mother};\nЛи Олег;{iin(3, sex='male')};8;;Ли Вера;{mother};\n")
    people = everybody()
    assert [(one.given_name, one.kind) for one in people] == [
        ("Анна", "student"),
        ("Вера", "staff"),
        ("Олег", "student"),
    ]
    assert len(person_page(people[1].id).wards) == 2


def test_one_bad_row_stops_the_whole_file() -> None:
    result = run(f"ФИО;ИИН;Класс\nЛи Анна;{iin(1)};7\nКим Олег;123;8\n")
    assert (result.applied, result.fault_count, count(Person)) == (False, 1, 0)
    assert result.report() == [ReportLine(3, "ИИН", "«123»: в ИИН 12 цифр.", "123", is_fault=True)]


def test_a_dry_run_writes_nothing() -> None:
    result = run(f"ФИО;ИИН;Класс\nЛи Анна;{iin(1)};7\n", dry_run=True)
    assert (result.is_sound, result.applied, result.created, count(Person)) == (True, False, 1, 0)


def test_the_same_person_twice_in_a_file_is_named_by_row() -> None:
    rows = [
        f"Ли Анна;{iin(1)};05.03.2010;7",
        f"Ли Анна;{iin(1)};;7",
        "Ли Анна;;05.03.2010;7",
        f"Ли Анна;{iin(2)};;7",
    ]
    result = run("ФИО;ИИН;Дата рождения;Класс\n" + "\n".join(rows))
    assert [(line.row, line.reason) for line in result.report() if line.is_fault] == [
        (3, "Этот человек уже есть в строке 2."),
        (4, "Этот человек уже есть в строке 2."),
    ]


def test_a_known_person_of_another_kind_is_a_fault() -> None:
    run(f"ФИО;ИИН;Класс\nЛи Анна;{iin(1)};7\n")
    assert [
        line.reason
        for line in run(f"ФИО;ИИН;Должность\nЛи Анна;{iin(1, born=date(2010, 3, 5))};учитель\n").report()
    ] == ["Этот человек записан в реестре в другой категории."]


def test_a_leaver_who_is_listed_again_is_back() -> None:
    run(f"ФИО;ИИН;Класс;Дата выбытия\nЛи Анна;{iin(1)};7;01.06.2026\n")
    assert everybody()[0].left_on == date(2026, 6, 1)
    run(f"ФИО;ИИН;Класс\nЛи Анна;{iin(1)};8\n")
    assert everybody()[0].left_on is None


@pytest.mark.parametrize(
    ("head", "language", "reason"),
    [
        ("Аты-жөні;ЖСН;Сынып", "kk", "Бұл адам 2-жолда бар."),
        ("ФИО;ИИН;Класс", "ru", "Этот человек уже есть в строке 2."),
        ("Full name;IIN;Grade", "en", "This person is already in row 2."),
    ],
)
def test_the_report_speaks_the_language_of_the_file(head: str, language: str, reason: str) -> None:
    result = run(f"{head}\nЛи Анна;{iin(1)};7\nЛи Анна;{iin(1)};7\n")
    assert (result.language, result.report()[0].reason) == (language, reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Файлда кесте жоқ."),
        ("foo;bar\n1;2\n", "Бағандардың атауы табылмады."),
        ("ФИО;ИИН\n", "Под заголовками нет ни одной строки."),
        ("ФИО;ИИН\nЛи Анна;1\n", "Неясно, ученики это или сотрудники."),
    ],
)
def test_a_file_that_is_refused_says_why(text: str, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        run(text)
    assert describe_refusal(refused.value, "kk").startswith(reason)


def test_a_workbook_with_a_title_and_an_empty_first_sheet() -> None:
    book = Workbook()
    sheet = book.create_sheet("7А")
    sheet.append(["2026-2027 оқу жылының оқушылары"])
    sheet.merge_cells("A1:D1")
    sheet.append(["р/с", "Аты-жөні", "ЖСН", "Сынып"])
    sheet.append([1, "АХМЕТОВ БЕРІК", float(iin(1, born=date(2005, 3, 5), sex="male")), "11Ә"])
    target = io.BytesIO()
    book.save(target)
    result = run(target.getvalue())
    assert result.applied, result.report()
    assert [(one.family_name, one.grade, one.class_letter) for one in everybody()] == [("Ахметов", 11, "Ә")]


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    rows = "".join(f"Ли Анна;{iin(serial)};7\n" for serial in range(1_200))
    run(f"ФИО;ИИН;Класс\n{rows}", progress=lambda done, total: told.append((done, total)))
    assert told[0] == (500, 2_400)
    assert told[-1] == (2_400, 2_400)
    assert [done for done, _total in told] == sorted(done for done, _total in told)


def test_the_exported_report_runs_nothing() -> None:
    lines = [
        ReportLine(2, "ФИО", "нет", "=cmd|'/C calc'!A0", is_fault=True),
        ReportLine(3, "@SUM", "+1", "-1", is_fault=True),
    ]
    sheet = load_workbook(io.BytesIO(export_report(lines, "ru"))).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} == {"n", "s"}
    assert cells[2].value == "=cmd|'/C calc'!A0"


def test_every_reason_is_there_in_three_languages_with_the_same_values() -> None:
    for named in load_data("reasons.toml").values():
        for name, texts in named.items():
            assert set(texts) == {"kk", "ru", "en"}, name
            marks = {
                tuple(mark for mark in ("{value}", "{row}", "{limit}") if mark in text)
                for text in texts.values()
            }
            assert len(marks) == 1, name
