"""A visitor's badge, and the receipt for what stays at the desk, on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from platform_core.sdk import Sheet, format_date, format_datetime
from platform_core.sdk import gettext as _


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """What stands on a badge: no document, no purpose; `address` is where its QR code leads staff."""

    school: str
    name: str
    kind: str
    host: str
    place: str
    number: int
    on: datetime
    address: str


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What stands on a receipt: whose, what, and where to fetch it."""

    school: str
    name: str
    number: int
    given_at: datetime
    things: Sequence[tuple[str, str]]


def badge_pdf(facts: BadgeFacts, *, photo: bytes | None = None) -> bytes:
    """Print a badge of 90 × 60 mm; a photograph goes onto the paper and nowhere else.

    Raises `InvalidInput` on `photo` for what is no picture.
    """
    sheet = Sheet(_("Visitor"), size="badge")
    side, wide = 24.0, sheet.width
    sheet.paragraph(facts.school, bold=True, small=True)
    with sheet.area(0, 7, width=wide - side - 2, height=30):
        sheet.big_text(facts.name, points=18, lines=3, align="left")
        sheet.paragraph(facts.kind, bold=True)
    if photo is None:
        with sheet.area(wide - side, 7, width=side, height=side):
            sheet.qr(facts.address, side=side)
    else:
        with sheet.area(wide - side, 4, width=side, height=30):
            sheet.photo(photo, width=side, height=30)
        with sheet.area(wide - 16, 36, width=16, height=16):
            sheet.qr(facts.address, side=16)
    with sheet.area(0, 37, width=wide - 18, height=15):
        sheet.paragraph(
            " · ".join(
                filter(None, (_("Host: %(name)s", name=facts.host) if facts.host else "", facts.place))
            )
        )
        sheet.paragraph(
            _("No. %(number)s · valid on %(day)s only", number=facts.number, day=format_date(facts.on)),
            bold=True,
        )
    return sheet.finish()


def receipt_pdf(receipts: Sequence[ReceiptFacts], *, printed_by: str) -> bytes:
    """Print the receipts of one visit, one under another, on A6."""
    sheet = Sheet(_("Receipt"), size="a6", printed_by=printed_by)
    for place, facts in enumerate(receipts):
        if place:
            sheet.rule()
        sheet.heading(_("Receipt %(number)s", number=facts.number), level=1)
        sheet.paragraph(facts.school, muted=True)
        sheet.paragraph(facts.name, bold=True)
        sheet.paragraph(format_datetime(facts.given_at))
        sheet.bullets(" — ".join(filter(None, thing)) for thing in facts.things)
        sheet.paragraph(_("You get these back at the desk when you leave. Please show this receipt."))
    return sheet.finish()
