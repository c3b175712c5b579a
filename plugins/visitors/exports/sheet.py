"""The day sheet on paper: who is expected, then empty lines to write on (A5.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from platform_core.sdk import PaperColumn, Sheet, format_date, format_time
from platform_core.sdk import gettext as _
from plugins.visitors.queries.sheets import SheetRow

_ROOM_TO_WRITE = "\n\n…………………"


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """What stands on a sheet: its number, the day, the school, and each line with its purpose in words."""

    number: str
    day: date
    school: str
    rows: Sequence[SheetRow]
    purposes: Sequence[str]


def day_sheet_pdf(printed: PrintedSheet, *, printed_by: str) -> bytes:
    """Draw a day sheet; it is confidential as soon as a name stands on it."""
    title = _("Visitors' day sheet %(number)s", number=printed.number)
    sheet = Sheet(title, size="a4-landscape", printed_by=printed_by, confidential=True)
    sheet.title()
    sheet.paragraph(f"{printed.school} · {format_date(printed.day)}", bold=True)
    sheet.paragraph(
        _(
            "For a desk without network. See the identity document and write its kind and last digits only;"
            " have the visitor sign; enter every line later."
        ),
        muted=True,
        small=True,
    )
    lines = zip(printed.rows, printed.purposes, strict=True)
    sheet.table(_columns(), (_cells(row, purpose) for row, purpose in lines))
    return sheet.finish()


def _columns() -> Sequence[PaperColumn]:
    return (
        PaperColumn(_("No."), 0.45),
        PaperColumn(_("Name"), 2.6),
        PaperColumn(_("Document, last digits"), 1.5),
        PaperColumn(_("Purpose"), 1.7),
        PaperColumn(_("Host"), 1.6),
        PaperColumn(_("In"), 0.8),
        PaperColumn(_("Out"), 0.8),
        PaperColumn(_("Guidance read: signature"), 1.7),
    )


def _cells(row: SheetRow, purpose: str) -> Sequence[object]:
    name = "\n".join(filter(None, (row.name, row.organization)))
    due = f"({format_time(row.expected_from)})" if row.expected_from else ""
    return (
        row.line,
        name,
        "",
        purpose,
        " · ".join(filter(None, (row.host, row.place))),
        due,
        "",
        _ROOM_TO_WRITE,
    )
