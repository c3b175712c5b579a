"""Telephone numbers as people write them, and as they are dialled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_core.contacts.phones import is_short_code, phone_text, read_long_phone, read_phone, whatsapp_url


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("8 (701) 123-45-67", "+77011234567"),
        ("+7 7172 57 00 00", "+77172570000"),
        ("(8-7112) 526233", "+77112526233"),
        ("111", "111"),
        ("1 14 14", None),
        ("1414", "1414"),
        ("11616", "11616"),
        ("71415", None),
        ("8-701", None),
        ("+1 202 456 1111", "+12024561111"),
        ("12345", None),
        ("0111", None),
        ("+7 701 123 45 67 доб. 4", None),
        ("спросить Анну", None),
        ("", None),
    ],
)
def test_numbers_are_read_or_refused(typed: str, dialled: str | None) -> None:
    assert read_phone(typed) == dialled


def test_a_short_code_is_no_number_for_a_chat() -> None:
    assert read_long_phone("150") is None
    assert is_short_code("150")
    assert not is_short_code("+77011234567")


@pytest.mark.parametrize(("dialled", "text"), [("+77011234567", "+7 701 123 4567"), ("111", "111")])
def test_numbers_are_written_to_be_read(dialled: str, text: str) -> None:
    assert phone_text(dialled) == text
    assert read_phone(text) == dialled


def test_a_chat_is_opened_by_the_digits_alone() -> None:
    assert whatsapp_url("+77011234567") == "https://wa.me/77011234567"


@given(st.text(max_size=30))
def test_whatever_is_typed_a_number_read_is_read_again_as_itself(typed: str) -> None:
    dialled = read_phone(typed)
    assert dialled is None or read_phone(phone_text(dialled)) == dialled
