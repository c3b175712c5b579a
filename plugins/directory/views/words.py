"""The words of codes in the reader's language, and how states look."""

from collections.abc import Iterable
from datetime import date

from platform_core.sdk import REGIONS, current_locale
from platform_core.sdk import gettext as _
from plugins.directory import data
from plugins.directory.policy.codes import Verification
from plugins.directory.policy.visibility import verification_on

WHOLE_COUNTRY = "KZ"
TONES = {"due": "warn", "requested": "info", "confirmed": "good", "lapsed": "bad"}
STATUS_TONES = {"active": "good", "inactive": "off", "defunct": "off", "temporarily closed": "warn"}


def words(group: str) -> dict[str, str]:
    """Return the words of a group of codes in the reader's language."""
    return data.words(group, current_locale())


def options(group: str) -> list[tuple[str, str]]:
    """Return a group of codes as the options of a field."""
    return list(words(group).items())


def region_name(code: str) -> str:
    """Name a region in the reader's language; an empty code is the whole country."""
    region = REGIONS.get(code)
    return region.name(current_locale()) if region else _("Whole country")


def region_options(*, empty: bool = False) -> list[tuple[str, str]]:
    """Return the regions as options; the whole country is `KZ` in filters, empty in forms."""
    whole = "" if empty else WHOLE_COUNTRY
    return [(whole, _("Whole country")), *((code, region_name(code)) for code in REGIONS)]


def listed(group: str, codes: Iterable[str]) -> str:
    """Write codes as words with commas between."""
    known = words(group)
    return ", ".join(known.get(code, code) for code in codes)


def standing_of(verification: str, assured_on: date | None, today: date) -> tuple[str, str]:
    """Say how an entry's check stands today: the words and the tone."""
    state = verification_on(Verification(verification), assured_on, today)
    return words("verification")[state], TONES[state]
