"""Offices and hours in the reader's language."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_core.contacts.labels import ROLE_LABELS, days_text, hours_text, role_title
from platform_core.contacts.models import ROLE_CODES
from platform_core.i18n import use_locale


def test_every_office_has_a_word() -> None:
    assert set(ROLE_LABELS) == set(ROLE_CODES)


@pytest.mark.parametrize(
    ("language", "titles", "shown"),
    [
        ("ru", {"kk": "Кезекші", "ru": "Дежурный"}, "Дежурный"),
        ("en", {"kk": "Кезекші", "ru": "Дежурный"}, "Кезекші"),
        ("en", {}, ""),
    ],
)
def test_a_title_is_said_in_the_readers_language_or_another(language, titles, shown) -> None:
    with use_locale(language):
        assert role_title(None, titles) == shown


@pytest.mark.parametrize(
    ("language", "days", "opens", "closes", "shown"),
    [
        ("en", "12345", time(9), time(18, 30), "Mon–Fri 09:00–18:30"),
        ("en", "1234567", time(9), time(18), "every day 09:00–18:00"),
        ("en", "1234567", None, None, "around the clock"),
        ("en", "67", None, None, "Sat, Sun"),
        ("en", "1347", time(9), time(10), "Mon, Wed, Thu, Sun 09:00–10:00"),
        ("ru", "12345", time(9), time(18), "пн–пт 09:00–18:00"),
        ("kk", "123456", time(9), time(18), "дс–сб 09:00–18:00"),
    ],
)
def test_hours_are_said_in_words(language, days, opens, closes, shown) -> None:
    with use_locale(language):
        assert hours_text(days, opens, closes) == shown


@given(st.sets(st.integers(1, 7), min_size=1))
def test_every_span_names_its_ends(days) -> None:
    with use_locale("en"):
        text = days_text("".join(map(str, sorted(days))))
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    named = [name for part in text.split(", ") for name in part.split("–")]
    assert set(named) <= {names[day - 1] for day in days}
    assert named[0] == names[min(days) - 1]
    assert named[-1] == names[max(days) - 1]
