"""Kazakh alphabet order, which Unicode order is not."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from platform_core.i18n import collation_key

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


def test_names_stand_as_a_kazakh_reader_expects() -> None:
    names = ["Ян", "Әлия", "Ғани", "Аян", "Үміт", "Игорь", "Іңкәр", "Қайрат", "Камила", "Өмір", "Олжас"]
    expected = ["Аян", "Әлия", "Ғани", "Игорь", "Камила", "Қайрат", "Олжас", "Өмір", "Үміт", "Іңкәр", "Ян"]
    assert sorted(names, key=collation_key) == expected


@given(st.lists(st.sampled_from(ALPHABET)))
def test_letters_keep_the_order_of_the_alphabet(letters: Any) -> None:
    assert sorted(letters, key=collation_key) == sorted(letters, key=ALPHABET.index)


@given(st.text(), st.text())
def test_case_makes_no_difference(one: Any, other: Any) -> None:
    assert collation_key(one + other) == collation_key((one + other).casefold())
