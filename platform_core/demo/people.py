"""Pure: the made-up people of one branch, the same at every start."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Literal

from platform_core.people.iin import make_iin

Sex = Literal["male", "female"]
GRADES = range(7, 13)
LETTERS = ("А", "Ә")
CLASS_SIZE = 12
FIRST_AGE = 12
# positions in Kazakh, as an import of the branch's own lists would bring them, with their number
POSITIONS = (
    ("Филиал директоры", 1),
    ("Директордың орынбасары", 2),
    ("Жатақхана меңгерушісі", 1),
    ("Жатақхана тәрбиешісі", 2),
    ("Куратор", 12),
    ("Пән мұғалімі", 10),
    ("Педагог-психолог", 2),
    ("Мектеп дәрігері", 1),
    ("Заңгер", 1),
    ("Еңбек қауіпсіздігі инженері", 1),
    ("Кадр қызметінің маманы", 1),
    ("Күзет қызметкері", 2),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up person: the columns of the register, and for students who answers for them."""

    kind: str
    values: dict[str, Any]
    guardians: tuple[tuple["Made", str], ...] = ()


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads((files("platform_core.demo") / "data" / "names.toml").read_text("utf-8"))


def make_people(rng: Random, *, today: date, has_hostel: bool) -> Iterator[Made]:
    """Make the staff and the students of a branch, each student with one or two guardians."""
    for position, number in POSITIONS:
        if has_hostel or not position.startswith("Жатақхана"):
            for _ in range(number):
                yield _staff(rng, position, today)
    for grade in GRADES:
        for letter in LETTERS:
            for _ in range(CLASS_SIZE):
                yield _student(rng, grade, letter, today=today, in_hostel=has_hostel and rng.random() < 0.3)


def _staff(rng: Random, position: str, today: date) -> Made:
    sex: Sex = "male" if rng.random() < 0.3 else "female"
    values = _named(rng, sex, family=rng.choice(_names()["families"]))
    born = today - timedelta(days=rng.randrange(25 * 365, 62 * 365))
    return Made("staff", {**values, **_identity(rng, born, sex), "position": position, "phone": _phone(rng)})


def _student(rng: Random, grade: int, letter: str, *, today: date, in_hostel: bool) -> Made:
    sex: Sex = rng.choice(("male", "female"))
    family = rng.choice(_names()["families"])
    father = rng.choice(_names()["male"])
    age_days = (FIRST_AGE + grade - GRADES[0]) * 365 + rng.randrange(365)
    values = {
        **_named(rng, sex, family=family, father=father),
        **_identity(rng, today - timedelta(days=age_days), sex),
        "grade": grade,
        "class_letter": letter,
        "hostel": in_hostel,
        "language": "ru" if rng.random() < 0.25 else "kk",
    }
    parents = [(_parent(rng, "female", family), "mother")]
    if rng.random() < 0.6:
        parents.append((_parent(rng, "male", family, given=father), "father"))
    return Made("student", values, tuple(parents))


def _parent(rng: Random, sex: Sex, family: list[str], *, given: str | None = None) -> Made:
    values = _named(rng, sex, family=family)
    if given is not None:
        values["given_name"] = given
    return Made("guardian", {**values, "sex": sex, "phone": _phone(rng)})


def _named(rng: Random, sex: Sex, *, family: list[str], father: str | None = None) -> dict[str, Any]:
    father = father or rng.choice(_names()["male"])
    return {
        "family_name": family[0 if sex == "male" else 1],
        "given_name": rng.choice(_names()[sex]),
        "patronymic": f"{father}{'ұлы' if sex == 'male' else 'қызы'}",
    }


def _identity(rng: Random, born: date, sex: Sex) -> dict[str, Any]:
    number = None
    while number is None:  # one serial in eleven or so is never issued: its control digit would be ten
        number = make_iin(born, sex=sex, serial=rng.randrange(10_000))
    return {"birth_date": born, "sex": sex, "identity_number": number}


def _phone(rng: Random) -> str:
    return f"+7700{rng.randrange(10_000_000):07}"
