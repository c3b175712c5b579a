"""Write dates, times and numbers as the reader writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

from babel import dates, lists, numbers

from platform_core.i18n.locale import babel_locale, current_locale, current_timezone
from platform_core.i18n.messages import gettext, ngettext

Style = Literal["short", "medium", "long", "full"]

# CLDR's short Kazakh date has a two-digit year, and short English ones are ambiguous.
_SHORT_DATE = {"kk": "%d.%m.%Y", "ru": "%d.%m.%Y"}
_SHORT_DATE_CLDR = "d MMM yyyy"


def format_date(value: date | datetime | None, style: Style = "short") -> str:
    """Write a day: 22.11.2026 in Kazakh and Russian, 22 Nov 2026 in English; "" for None."""
    if value is None:
        return ""
    day = local_time(value).date() if isinstance(value, datetime) else value
    if style != "short":
        return dates.format_date(day, format=style, locale=babel_locale())
    pattern = _SHORT_DATE.get(current_locale())
    if pattern is not None:
        return day.strftime(pattern)
    return dates.format_date(day, format=_SHORT_DATE_CLDR, locale=babel_locale())


def format_time(value: datetime | time | None) -> str:
    """Write a time of day as HH:MM on the branch's clock; "" for None."""
    if value is None:
        return ""
    moment = local_time(value) if isinstance(value, datetime) else value
    return moment.strftime("%H:%M")


def format_datetime(value: datetime | None, style: Style = "short") -> str:
    """Write a moment on the branch's clock: 22.11.2026, 15:04; "" for None."""
    if value is None:
        return ""
    return f"{format_date(value, style)}, {format_time(value)}"


def local_time(value: datetime) -> datetime:
    """Return an aware moment on the branch's clock; a naive one is taken to be on it already."""
    return value if value.tzinfo is None else value.astimezone(current_timezone())


def format_number(value: float | Decimal | None, *, digits: int | None = None) -> str:
    """Write a number with the reader's separators; `digits` fixes the decimals; "" for None."""
    if value is None:
        return ""
    pattern = None if digits is None else "#,##0." + "0" * digits if digits else "#,##0"
    return numbers.format_decimal(value, format=pattern, locale=babel_locale())


def format_percent(value: float | Decimal | None, *, digits: int = 0) -> str:
    """Write a share (0.25 → 25 %); "" for None."""
    if value is None:
        return ""
    locale = babel_locale()
    pattern = str(locale.percent_formats[None].pattern)
    if digits:
        pattern = pattern.replace("#,##0", "#,##0." + "0" * digits)
    return numbers.format_percent(value, format=pattern, locale=locale)


def format_list(items: Iterable[str], *, style: Literal["standard", "or"] = "standard") -> str:
    """Join words as the reader's language does: "a, b and c"."""
    return lists.format_list([str(item) for item in items], style=style, locale=babel_locale())


def format_due(days: int, *, working: bool = False) -> str:
    """Say when something is due, in words, from the (working) days left; negative is late."""
    if days == 0:
        return gettext("today")
    if working:
        return _working_days(days)
    if days > 0:
        return ngettext("in %(num)s day", "in %(num)s days", days)
    return ngettext("%(num)s day late", "%(num)s days late", -days)


def _working_days(days: int) -> str:
    if days > 0:
        return ngettext("in %(num)s working day", "in %(num)s working days", days)
    return ngettext("%(num)s working day late", "%(num)s working days late", -days)


def format_ago(value: datetime, *, now: datetime) -> str:
    """Say how long ago a moment was: "3 hours ago"."""
    return dates.format_timedelta(value - now, add_direction=True, locale=babel_locale())


def territory_name(code: str) -> str:
    """Return the reader's name of a country by its ISO 3166 code, or the code itself."""
    return str(babel_locale().territories.get(code.upper(), code))
