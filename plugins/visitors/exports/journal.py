"""The visitor journal on paper: a table with who took it and when on every page (A5.3, P30.3)."""

from collections.abc import Sequence
from typing import Any

from platform_core.sdk import PaperColumn, Sheet, format_datetime, format_time
from platform_core.sdk import gettext as _


def journal_pdf(rows: Sequence[Any], *, printed_by: str, lead: str) -> bytes:
    """Write rows of the journal as a PDF, with a watermark; `lead` says what was filtered."""
    sheet = Sheet(_("Visitor journal"), size="a4-landscape", printed_by=printed_by, confidential=True)
    sheet.title()
    sheet.paragraph(lead, muted=True)
    sheet.table(_columns(), map(_cells, rows))
    return sheet.finish()


def _columns() -> Sequence[PaperColumn]:
    return (
        PaperColumn(_("Number"), 1.1),
        PaperColumn(_("Came"), 1.3),
        PaperColumn(_("Left"), 0.7),
        PaperColumn(_("Visitor"), 2.2),
        PaperColumn(_("Who the visitor is"), 1.4),
        PaperColumn(_("By which right"), 1.4),
        PaperColumn(_("Purpose"), 1.6),
        PaperColumn(_("Host"), 1.6),
        PaperColumn(_("Status"), 1.4),
    )


def _cells(row: Any) -> Sequence[object]:
    left = format_time(row.left) if row.left else ""
    came = format_datetime(row.at)
    return (row.number, came, left, row.name, row.visitor_type, row.entry, row.purpose, row.host, row.status)
