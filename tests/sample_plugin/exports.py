"""Files made of view models: pure bytes."""

from collections.abc import Iterable
from typing import Any

from platform_core.sdk import Column, xlsx_bytes
from platform_core.sdk import gettext as _


def notes_workbook(rows: Iterable[Any], *, note: str) -> bytes:
    """Write the list of notes as XLSX, with a line above that says who took it."""
    columns = [
        Column("kind", _("Kind")),
        Column("title", _("Title")),
        Column("noted_on", _("When")),
        Column("closed_on", _("Closed")),
    ]
    return xlsx_bytes(columns, rows, title=_("Notes"), notes=[note])
