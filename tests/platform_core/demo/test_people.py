"""Made-up people: whole families, sound numbers, the same at every start."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from platform_core.demo.people import CLASS_SIZE, GRADES, LETTERS, POSITIONS, Made, make_people
from platform_core.people.iin import read_iin

TODAY = date(2026, 11, 22)


def people(seed: str = "taraz", *, has_hostel: bool = True) -> list[Made]:
    return list(make_people(Random(seed), today=TODAY, has_hostel=has_hostel))


def test_the_same_branch_gets_the_same_people() -> None:
    assert people() == people()
    assert people() != people("semey")


def test_every_class_is_full_and_every_student_has_somebody() -> None:
    students = [made for made in people() if made.kind == "student"]
    classes = Counter((made.values["grade"], made.values["class_letter"]) for made in students)
    assert classes == {(grade, letter): CLASS_SIZE for grade in GRADES for letter in LETTERS}
    assert all(1 <= len(made.guardians) <= 2 for made in students)
    for made in students:
        assert made.guardians[0][1] == "mother"
        for guardian, relation in made.guardians:
            assert guardian.values["sex"] == ("female" if relation == "mother" else "male")
            assert guardian.values["family_name"][:3] == made.values["family_name"][:3]


def test_a_father_gives_the_patronymic() -> None:
    for made in people():
        fathers = [guardian for guardian, relation in made.guardians if relation == "father"]
        for father in fathers:
            assert made.values["patronymic"].startswith(father.values["given_name"])


def test_numbers_are_sound_tell_the_same_and_repeat_nowhere() -> None:
    numbers = []
    for seed in ("taraz", "semey", "oral"):
        for made in people(seed):
            number = made.values.get("identity_number")
            if number:
                read = read_iin(number)
                assert (read.birth_date, read.sex) == (made.values["birth_date"], made.values["sex"])
                numbers.append(number)
    assert len(set(numbers)) == len(numbers)


def test_students_are_of_an_age_to_be_in_their_grade() -> None:
    for made in people():
        if made.kind == "student":
            age = (TODAY - made.values["birth_date"]).days / 365.25
            assert made.values["grade"] + 4.5 <= age <= made.values["grade"] + 6.5


@pytest.mark.parametrize("has_hostel", [True, False])
def test_positions_are_filled_those_of_a_hostel_only_where_there_is_one(*, has_hostel: bool) -> None:
    staff = Counter(made.values["position"] for made in people(has_hostel=has_hostel) if made.kind == "staff")
    expected = {name: n for name, n in POSITIONS if has_hostel or "Жатақхана" not in name}
    assert staff == expected
    in_hostel = [made for made in people(has_hostel=has_hostel) if made.values.get("hostel")]
    assert bool(in_hostel) is has_hostel
