"""The evacuation roll on paper: who is in the building, who is with them, and a box to tick (A5.4)."""

from collections.abc import Sequence
from datetime import datetime

from platform_core.sdk import PaperColumn, Sheet, current_locale, format_datetime, ngettext
from platform_core.sdk import gettext as _
from plugins.visitors import data
from plugins.visitors.queries.inside import RollRow

BOX = "☐"


def roll_pdf(
    inside: Sequence[RollRow], doubtful: Sequence[RollRow], *, school: str, at: datetime, printed_by: str
) -> bytes:
    """Print the roll: names large enough to call out, a number each, and who left unseen apart."""
    sheet = Sheet(_("Evacuation roll"), size="a4", printed_by=printed_by, printed_at=at)
    sheet.title()
    sheet.paragraph(f"{school} · {format_datetime(at)}", bold=True)
    count = ngettext("%(num)s visitor in the building", "%(num)s visitors in the building", len(inside))
    sheet.paragraph(count, bold=True)
    if inside:
        sheet.table(_columns(), _lines(inside))
    else:
        sheet.paragraph(_("No visitor is in the building."))
    if doubtful:
        sheet.heading(_("Nobody saw them leave"))
        sheet.table(_columns(), _lines(doubtful))
    return sheet.finish()


def roll_lines(rows: Sequence[RollRow]) -> list[tuple[str, str, str, str]]:
    """Write rows as the page and the paper show them: name, badge, with whom, where."""
    holders = data.texts("holder", current_locale())
    return [
        (row.name, str(row.badge or ""), _with(row, holders), " · ".join(filter(None, (row.place, row.host))))
        for row in rows
    ]


def _with(row: RollRow, holders: dict[str, str]) -> str:
    if row.holder is None:
        return _("Nobody")
    return " · ".join(filter(None, (holders[row.holder], row.holder_name)))


def _columns() -> tuple[PaperColumn, ...]:
    return (
        PaperColumn("", 0.5, "center"),
        PaperColumn(_("No."), 0.6, "right"),
        PaperColumn(_("Name"), 3.0),
        PaperColumn(_("Badge"), 1.3, "right"),
        PaperColumn(_("With whom"), 2.6),
        PaperColumn(_("Where"), 2.6),
    )


def _lines(rows: Sequence[RollRow]) -> list[tuple[str, ...]]:
    return [(BOX, str(place), *line) for place, line in enumerate(roll_lines(rows), start=1)]
