"""The words for roles, audiences and hours of contacts, in the reader's language."""

from collections.abc import Mapping
from datetime import time

from babel import dates

from platform_core.hooks.types import Text
from platform_core.i18n import current_locale, format_time
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l

ROLE_LABELS: Mapping[str, Text] = {
    "head": _l("Head of the safety service"),
    "deputy": _l("Deputy head of the safety service"),
    "psychologist": _l("Psychologist"),
    "curator": _l("Curator"),
    "doctor": _l("School doctor"),
    "nurse": _l("School nurse"),
    "lawyer": _l("Lawyer"),
    "safety_engineer": _l("Health and safety engineer"),
    "hostel_manager": _l("Hostel manager"),
    "hostel_educator": _l("Hostel educator"),
    "teacher": _l("Subject teacher"),
    "police_inspector": _l("School police inspector"),
    "duty": _l("Member of the safety service on duty"),
}
AUDIENCE_LABELS: Mapping[str, Text] = {
    "students": _l("Students"),
    "guardians": _l("Parents and guardians"),
    "staff": _l("Staff"),
}
EVERY_DAY = "1234567"


def role_title(role_code: str | None, titles: Mapping[str, str]) -> str:
    """Name an office: by its role, else by the branch's own title in the reader's language or another."""
    if role_code is not None:
        return str(ROLE_LABELS[role_code])
    language = current_locale()
    return next((titles[code] for code in (language, "kk", "ru", "en") if titles.get(code)), "")


def hours_text(days: str, opens_at: time | None, closes_at: time | None) -> str:
    """Write opening hours: «Mon–Fri 09:00–18:00», or that somebody is always there."""
    if opens_at is None or closes_at is None:
        return _("around the clock") if days == EVERY_DAY else days_text(days)
    hours = f"{format_time(opens_at)}–{format_time(closes_at)}"
    return f"{_('every day') if days == EVERY_DAY else days_text(days)} {hours}"


def days_text(days: str) -> str:
    """Write weekdays (ISO digits) in the reader's short names, runs of three and more as a span."""
    runs: list[list[int]] = []
    for day in map(int, days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run_text(run) for run in runs)


def weekday_options() -> list[tuple[str, str]]:
    """List the weekdays with their names, Monday first."""
    names = dates.get_day_names("wide", "stand-alone", current_locale())
    return [(str(day), names[day - 1]) for day in range(1, 8)]


def _run_text(run: list[int]) -> str:
    names = dates.get_day_names("abbreviated", "stand-alone", current_locale())
    shown = [names[day - 1] for day in run]
    return f"{shown[0]}–{shown[-1]}" if len(run) > 2 else ", ".join(shown)  # noqa: PLR2004 - two are no span
