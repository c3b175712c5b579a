"""Single names across scripts, and what makes a match stronger or takes it away."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.visitors.policy.matching import Evidence, Person, compare_people
from plugins.visitors.policy.names.nearness import Likeness
from plugins.visitors.policy.names.words import block_keys, read_name

BORN = date(1985, 3, 7)


def compare(one: str, other: str, born: date | None = None, other_born: date | None = None) -> float:
    return compare_people(Person((read_name(one),), born), Person((read_name(other),), other_born)).score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Қайрат", "Kairat"), ("Қайрат", "Qairat"), ("Кайрат", "Kayrat"), ("Қайрат", "Kajrat"),
        ("Әсел", "Асель"), ("Әсел", "Ässel"), ("Жұмабек", "Jumabek"), ("Жумабек", "Žumabek"),
        ("Нұрғали", "Nūrğali"), ("Гүлнәр", "Гульнара"), ("Щербаков", "Shcherbakov"), ("Хасен", "Khassen"),
        ("Юлия", "Iuliia"), ("Юлия", "Julia"), ("Шыңғыс", "Чингиз"), ("Ыбырай", "Ибрагим"),
        ("Ахметов", "Axmetov"), ("Данияр", "Daniar"), ("Евгений", "Yevgeny"), ("Цой", "Tsoi"),
        ("Алексей", "Alexey"), ("Әуез", "Auez"), ("Жәңгір", "Zhangir"), ("Сергей", "Sergej"),
    ],
)  # fmt: skip
def test_one_name_in_two_writings(one: str, other: str) -> None:
    assert compare(f"{one} Оспан", f"Ospan {other}") >= 0.8
    assert block_keys(read_name(f"{one} Оспан")) & block_keys(read_name(f"{other} Ospan"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Айдана", "Айдар"), ("Асель", "Айсель"), ("Serik", "Berik"), ("Марат", "Мұрат"), ("Дана", "Дина"),
        ("Ли", "Ким"), ("Айнұр", "Айнұра"), ("Динар", "Динара"), ("Ерлан", "Арман"), ("Ержан", "Ерлан"),
    ],
)  # fmt: skip
def test_two_names_that_sound_near(one: str, other: str) -> None:
    assert compare(f"{one} Оспан", f"{other} Оспан") < 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ахметов Серік Болатұлы", "Серик Болатович Ахметов"),
        ("Ахметова Айгүл Болат қызы", "AKHMETOVA AYGUL BOLATKYZY"),
        ("Ахметұлы Серік", "Серик Ахмет улы"),
        ("Ахмет Серік", "Ахметов Серик"),
        ("Ким-Ли Анна", "Анна Ким Ли"),
    ],
)
def test_order_and_endings_do_not_matter(one: str, other: str) -> None:
    assert compare(one, other) >= 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ахметов Серик Болатович", "Ахметов Болат Серикович"),
        ("Ахметов Серік", "Серіков Ахмет"),
        ("Ахметов Серик Болатович", "Ахметов Серик Ерланович"),
        ("Ахметов", "Ахметов Серік"),
        ("Ахметов С.", "Ахметов Серік"),
        ("Ахметов С. Б.", "Ахметов Серік"),
    ],
)
def test_what_is_too_little_or_contradicts_is_not_shown(one: str, other: str) -> None:
    assert compare(one, other) < 0.8


def test_an_initial_with_the_birthday_is_shown() -> None:
    assert compare("Ахметов С.", "Ахметов Серік", BORN, BORN) >= 0.8
    assert compare("Ахметов К.", "Ахметов Серік", BORN, BORN) < 0.8


def test_birthdays_strengthen_and_contradict() -> None:
    names = ("Ахметов Серік", "Akhmetov Serik")
    alone = compare(*names)
    assert compare(*names, BORN, BORN) > alone
    assert compare(*names, BORN, date(1985, 7, 3)) >= 0.8, "day and month exchanged"
    assert compare(*names, BORN, date(1971, 12, 30)) < 0.8


def test_a_new_family_name_is_seen_through_by_father_and_birthday() -> None:
    names = ("Ахметова Айгүл Болатқызы", "Серікова Айгуль Болатовна")
    assert compare(*names) < 0.8
    assert compare(*names, BORN, BORN) >= 0.8
    assert compare(names[0], "Серікова Айгуль Ерлановна", BORN, BORN) < 0.8


def test_twins_are_two() -> None:
    for one, other in (("Қайрат", "Серік"), ("Айгүл", "Айдана")):
        ending = "ұлы" if one == "Қайрат" else "қызы"
        left, right = f"Ахметов {one} Болат{ending}", f"Akhmetov {other} Bolat{ending}"
        assert compare(left, right, BORN, BORN) < 0.8


def test_the_identity_number_decides_alone_both_ways() -> None:
    name = (read_name("Ахметов Серік"),)
    same = compare_people(Person((read_name("Ли Анна"),), identity=b"1"), Person(name, identity=b"1"))
    assert (same.score, same.identity) == (1.0, Evidence.SAME)
    other = compare_people(Person(name, identity=b"1"), Person(name, identity=b"2"))
    assert other.identity is Evidence.DIFFERENT
    assert not other.is_shown


def test_the_best_of_several_spellings_counts_and_is_explained() -> None:
    entry = Person((read_name("Смит Джон"), read_name("Ахметов Серік Болатұлы")))
    found = compare_people(Person((read_name("SERIK AKHMETOV"),)), entry)
    assert [(word.one, word.other, word.likeness) for word in found.words] == [
        ("SERIK", "Серік", Likeness.SPELLING),
        ("AKHMETOV", "Ахметов", Likeness.SPELLING),
    ]
    assert found.father is Evidence.UNKNOWN


def test_a_name_that_is_not_there_matches_nobody() -> None:
    assert compare("", "Ахметов Серік") == 0
    assert compare_people(Person(()), Person(())).score == 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_whatever_breaks_it(one: str, other: str) -> None:
    assert 0 <= compare(one, other) <= 1
    assert (
        block_keys(read_name(one)) == block_keys(read_name(one.upper().lower())) or one.upper().lower() != one
    )
