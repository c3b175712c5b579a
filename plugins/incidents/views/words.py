"""Choices and words of the module's codes in the reader's language, translated once a page."""

from collections.abc import Iterable

from platform_core.sdk import Member, current_locale
from plugins.incidents import data

Options = list[tuple[str, str]]


def options(group: str, *, leave_out: Iterable[str] = ()) -> Options:
    """Give a group of codes as the choices of a field, in the policy's order."""
    hidden = set(leave_out)
    return [(code, text) for code, text in words(group).items() if code not in hidden]


def words(group: str) -> dict[str, str]:
    """Give a group's texts by code."""
    return data.texts(group, current_locale())


def people(members: Iterable[Member]) -> Options:
    """Give colleagues as choices, by name."""
    return [(str(member.user_id), member.name) for member in members]
