"""Give a list as a file: XLSX that no spreadsheet runs as formulas, or JSON."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import orjson
from werkzeug.wrappers import Response

from platform_core.i18n import current_timezone, format_datetime
from platform_core.i18n import gettext as _

ExportFormat = Literal["xlsx", "json"]
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON_TYPE = "application/json"
_SHEET_NAME_LENGTH = 31
_FORBIDDEN_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST = 60


class Column(NamedTuple):
    """A column of an export: the key of the row and its heading."""

    key: str
    label: Any


def xlsx_bytes(
    columns: Sequence[Column], rows: Iterable[Any], *, title: str, notes: Sequence[str] = ()
) -> bytes:
    """Write rows (mappings or objects) as one sheet; memory stays flat, texts stay texts.

    `notes` are lines above the table: what it shows, for whom, when.
    """
    import xlsxwriter  # noqa: PLC0415 - heavy: loaded with the first export

    buffer = io.BytesIO()
    options = {"in_memory": True, "constant_memory": False, "remove_timezone": True}
    options |= {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "created": datetime(2000, 1, 1, tzinfo=UTC)})
        sheet = book.add_worksheet(_sheet_name(title))
        _write_sheet(book, sheet, columns, rows, notes=notes)
    return buffer.getvalue()


def json_bytes(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """Write rows as a JSON array of objects with the columns' keys; moments are UTC, days ISO."""
    keys = [column.key for column in columns]
    items = [
        {key: row[key] for key in keys}
        if isinstance(row, Mapping)
        else {key: getattr(row, key) for key in keys}
        for row in rows
    ]
    return orjson.dumps(items, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_INDENT_2)


def export_response(content: bytes, *, file_name: str, export_format: ExportFormat) -> Response:
    """Answer with a file to save; never kept by a cache, for exports are confidential."""
    kind = XLSX_TYPE if export_format == "xlsx" else JSON_TYPE
    response = Response(content, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=f"{file_name}.{export_format}")
    response.headers["Cache-Control"] = "no-store"
    return response


def export_note(*, now: datetime, by: str) -> str:
    """Say who took an export and when: the first line of every file."""
    return _("Exported by %(name)s on %(when)s. Confidential.", name=by, when=format_datetime(now))


def _write_sheet(
    book: Any, sheet: Any, columns: Sequence[Column], rows: Iterable[Any], *, notes: Sequence[str]
) -> None:
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        "date": book.add_format({"num_format": "dd.mm.yyyy"}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
    }
    for line, note in enumerate(notes):
        sheet.write_string(line, 0, note)
    top = len(notes) + (1 if notes else 0)
    widths = [len(str(column.label)) for column in columns]
    for index, column in enumerate(columns):
        sheet.write_string(top, index, str(column.label), heading)
    last = top
    for last, row in enumerate(rows, start=top + 1):
        for index, column in enumerate(columns):
            value = _of(row, column.key)
            _write_cell(sheet, last, index, value, formats=formats)
            widths[index] = max(widths[index], len(str(value)) if value is not None else 0)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, min(width + 2, _WIDEST))
    sheet.freeze_panes(top + 1, 0)
    if columns:
        sheet.autofilter(top, 0, last, len(columns) - 1)


def _write_cell(sheet: Any, line: int, index: int, value: Any, *, formats: Mapping[str, Any]) -> None:
    if value is None:
        sheet.write_blank(line, index, None)
    elif isinstance(value, bool):
        sheet.write_string(line, index, _("yes") if value else _("no"))
    elif isinstance(value, int | float):
        sheet.write_number(line, index, value)
    elif isinstance(value, datetime):
        local = value.astimezone(current_timezone()).replace(tzinfo=None) if value.tzinfo else value
        sheet.write_datetime(line, index, local, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(line, index, value, formats["date"])
    else:
        sheet.write_string(line, index, str(value))


def _of(row: Any, key: str) -> Any:
    value = row[key] if isinstance(row, Mapping) else getattr(row, key)
    return str(value) if isinstance(value, UUID) else value


def _sheet_name(title: str) -> str:
    return title.translate(_FORBIDDEN_IN_SHEET_NAMES).strip()[:_SHEET_NAME_LENGTH] or "Qorgau"
