"""A branch's settings of a module, held to the manifest's bounds."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_core.hooks.manifest import SettingField
from platform_core.i18n import use_locale
from platform_core.tenancy.module_settings import effective_settings, setting_faults

FIELDS = (
    SettingField("reply_days", "Days to reply", "integer", default=3, minimum=1, maximum=10),
    SettingField("open_line", "Open line", "boolean", default=True),
    SettingField("greeting", "Greeting", "text", default=""),
    SettingField("tone", "Tone", "choice", default="calm", choices=("calm", "brisk")),
)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with use_locale("en"):
        yield


@given(
    st.fixed_dictionaries(
        {
            "reply_days": st.integers(1, 10),
            "open_line": st.booleans(),
            "greeting": st.text(),
            "tone": st.sampled_from(["calm", "brisk"]),
        }
    )
)
def test_what_lies_within_the_bounds_is_kept(values: dict[str, Any]) -> None:
    assert setting_faults(FIELDS, values) == {}
    assert effective_settings(FIELDS, values) == values


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("reply_days", 0, "must be at least 1"),
        ("reply_days", 11, "must be at most 10"),
        ("reply_days", "3", "must be a whole number"),
        ("reply_days", 3.5, "must be a whole number"),
        ("reply_days", True, "must be a whole number"),
        ("open_line", 1, "must be true or false"),
        ("open_line", None, "must be true or false"),
        ("greeting", 5, "must be text"),
        ("tone", "rude", "must be one of calm, brisk"),
        ("tone", ["calm"], "must be text"),
        ("colour", "red", "is not a setting of the module (greeting, open_line, reply_days, tone)"),
    ],
)
def test_what_does_not_is_refused_with_its_reason(name: str, value: Any, reason: str) -> None:
    assert setting_faults(FIELDS, {name: value}) == {name: [reason]}


def test_a_module_without_settings_takes_none() -> None:
    assert setting_faults((), {"x": 1}) == {"x": ["is not a setting: the module has none"]}


def test_unset_settings_have_their_defaults_and_forgotten_ones_vanish() -> None:
    stored = {"reply_days": 5, "from_an_older_version": 1}
    assert effective_settings(FIELDS, stored) == {
        "reply_days": 5,
        "open_line": True,
        "greeting": "",
        "tone": "calm",
    }


def test_a_text_may_be_looked_at() -> None:
    short = SettingField(
        "hours", "Hours", "text", default="", check=lambda text: "must be short" if len(text) > 3 else None
    )
    assert setting_faults((short,), {"hours": "8-9"}) == {}
    assert setting_faults((short,), {"hours": "8-10"}) == {"hours": ["must be short"]}
