"""Labels of a route's checkpoints: a QR code each, to be stuck on the wall (P12)."""

from collections.abc import Sequence
from dataclasses import dataclass

from platform_core.sdk import Sheet
from platform_core.sdk import gettext as _

_COLUMNS, _ROWS = 2, 3
_GAP = 6.0
_SIDE = 42.0


@dataclass(frozen=True, slots=True)
class Label:
    """One label: where it hangs, what kind of place it is, and the address in its code."""

    name: str
    zone: str
    address: str


def labels_pdf(labels: Sequence[Label], *, route: str, school: str, printed_by: str) -> bytes:
    """Draw six labels a page, with the route and the school on each."""
    sheet = Sheet(_("Labels: %(route)s", route=route), printed_by=printed_by)
    width = (sheet.width - _GAP * (_COLUMNS - 1)) / _COLUMNS
    height = (sheet.room - _GAP * (_ROWS - 1)) / _ROWS
    for number, label in enumerate(labels):
        place = number % (_COLUMNS * _ROWS)
        if number and place == 0:
            sheet.new_page()
        x = place % _COLUMNS * (width + _GAP)
        y = place // _COLUMNS * (height + _GAP)
        with sheet.area(x, y, width=width, height=height):
            sheet.qr(label.address, side=_SIDE)
            sheet.big_text(label.name, points=15, lines=2)
            sheet.paragraph(f"{label.zone} · {route}", align="center", small=True)
            sheet.paragraph(school, align="center", small=True, muted=True)
    return sheet.finish()
