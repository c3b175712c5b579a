"""Names: folded for search, keyed for sorting, tidied as they come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_core.people.names import fold, full_name, initials, search_text, sort_text, tidy

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("айгерим", "Әйгерім"),
        ("ӘЙГЕРІМ", "Айгерим"),
        ("нурсултан", "Нұрсұлтан"),
        ("шынгыс", "Шыңғыс"),
        ("алена", "Алёна"),
    ],
)
def test_a_name_is_found_without_a_kazakh_keyboard(typed: str, stored: str) -> None:
    assert fold(typed) == fold(stored)


def test_every_word_of_the_search_column_stands_after_a_space() -> None:
    assert search_text(["Ахметова-Ли", None, "Әйгерім"]) == " ахметова ли айгерим"


@given(st.text(alphabet=KAZAKH + KAZAKH.upper() + " -", max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_names_sort_as_in_the_kazakh_alphabet() -> None:
    letters = [letter.upper() for letter in KAZAKH]
    assert sorted(set(letters), key=lambda letter: sort_text([letter])) == letters


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ахметова\u00a0 Әйгерім ", "Ахметова Әйгерім"),
        ("АХМЕТОВА-ЛИ", "Ахметова-Ли"),
        ("СЕРІК ҰЛЫ", "Серік ұлы"),
        ("МАРАТҚЫЗЫ", "Маратқызы"),
        ("ван дер Берг", "ван дер Берг"),
    ],
)
def test_names_are_tidied(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_names_are_written_as_registers_do() -> None:
    assert full_name("Ахметова", "Әйгерім", patronymic="Серікқызы") == "Ахметова Әйгерім Серікқызы"
    assert full_name("Ахметова", "Әйгерім") == "Ахметова Әйгерім"
    assert initials("Ахметова", "Әйгерім") == "Ә. А."
