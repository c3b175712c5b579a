"""Choices and words of the module's codes in the reader's language, translated once a page."""

from collections.abc import Iterable

from platform_core.sdk import BranchInfo, ContactPoint, Member, contacts_for, current_locale, phone_text
from plugins.incidents import data

Options = list[tuple[str, str]]
Numbers = list[tuple[str, str, str]]
"""Whom to call: the number as dialled, as people read it, and whose it is."""

MOST_CONTACTS = 4


def options(group: str, *, leave_out: Iterable[str] = ()) -> Options:
    """Give a group of codes as the choices of a field, in the policy's order."""
    hidden = set(leave_out)
    return [(code, text) for code, text in words(group).items() if code not in hidden]


def words(group: str) -> dict[str, str]:
    """Give a group's texts by code."""
    return data.texts(group, current_locale())


def numbers_to_call(branch: BranchInfo) -> Numbers:
    """List the emergency numbers, then who else students of this branch may call (P32, P47)."""
    numbers = [(number, number, text) for number, text in words("emergency").items()]
    known = {number for number, _shown, _text in numbers}
    points = contacts_for(branch, audience="students")
    others = [(one.phones[0], one) for one in points if one.phones and not known & set(one.phones)]
    chosen = dict(sorted(others, key=lambda pair: pair[1].order)[:MOST_CONTACTS])
    return [*numbers, *((dialled, phone_text(dialled), _whose(one)) for dialled, one in chosen.items())]


def _whose(point: ContactPoint) -> str:
    return ", ".join(filter(None, (point.name, point.hours)))


def people(members: Iterable[Member]) -> Options:
    """Give colleagues as choices, by name."""
    return [(str(member.user_id), member.name) for member in members]
