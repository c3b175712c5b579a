"""The school whose pages are asked for, its colleagues as choices, and the days of the week."""

from collections.abc import Iterable
from datetime import date

from babel import Locale

from platform_core.sdk import BranchInfo, NotFound, current_branch, current_locale, local_day, members_with


def school_here() -> BranchInfo:
    """Return the school of the address; the centre receives no visitors here."""
    branch = current_branch()
    if branch is None or branch.is_central:
        raise NotFound
    return branch


def today_here() -> date:
    """Return today by the school's clock."""
    return local_day(school_here())


def weekday_options() -> list[tuple[str, str]]:
    """Give the days of the week as choices, Monday (0) first, in the reader's language."""
    names = Locale.parse(current_locale()).days["stand-alone"]["wide"]
    return [(str(day), names[day].capitalize()) for day in range(7)]


def weekdays_text(days: Iterable[int]) -> str:
    """Write weekdays shortly: Mon, Wed, Fri."""
    names = Locale.parse(current_locale()).days["stand-alone"]["abbreviated"]
    return ", ".join(names[day] for day in sorted(days))


def colleague_options(permission: str) -> list[tuple[str, str]]:
    """Give those who hold a permission in the school as choices, by name."""
    return [(str(member.user_id), member.name) for member in members_with(permission)]
