"""The words of the module's codes in the reader's language, and how a status looks."""

from platform_core.sdk import current_locale
from plugins.visitors import data
from plugins.visitors.policy.status import VisitStatus

TONES = {
    VisitStatus.PENDING_APPROVAL: "warn",
    VisitStatus.APPROVED: "info",
    VisitStatus.EXPECTED: "info",
    VisitStatus.ARRIVED: "info",
    VisitStatus.IDENTITY_CHECKED: "info",
    VisitStatus.ON_SITE: "good",
    VisitStatus.DENIED: "bad",
    VisitStatus.REFUSED: "bad",
    VisitStatus.NO_SHOW: "off",
    VisitStatus.CANCELLED: "off",
    VisitStatus.DEPARTED_UNVERIFIED: "warn",
}


def word(group: str, code: str) -> str:
    """Return the words of ``group.code`` in the reader's language."""
    return data.text(f"{group}.{code}", current_locale())


def options(group: str) -> list[tuple[str, str]]:
    """Return `(code, words)` of a group for a choice in a form, in the order of the file."""
    return list(data.texts(group, current_locale()).items())


def tone_of(status: str) -> str:
    """Return the tone of the badge that shows a visit's status."""
    return TONES.get(VisitStatus(status), "neutral")


def words(group: str) -> dict[str, str]:
    """Return a group's words by code, for lists that show many of them."""
    return data.texts(group, current_locale())
