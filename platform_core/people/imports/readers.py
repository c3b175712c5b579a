"""Read the cells out of a file as schools send it: XLSX, or CSV in any of its habits.

CSV arrives as UTF-8 with or without a mark, as UTF-16 from "Unicode text", or in the one-byte
code page of a Kazakh Windows. That page, KZ-1048, is cp1251 with the Kazakh letters in the places
of Ukrainian and Serbian ones, so one decoder reads both.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from platform_core.people.imports.sheet import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    Cell,
    SheetRow,
    UnreadableFile,
)

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ";,\t|"


def read_sheets(data: bytes) -> Iterator[tuple[SheetRow, ...]]:
    """Give the sheets of a file one after another; raise `UnreadableFile` for what is none.

    The content decides what the file is, never its name.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile("file.too_large", limit=str(MAX_BYTES // 1024 // 1024))
    if data.startswith(_OLE):
        raise UnreadableFile("file.legacy_xls")
    if data.startswith(_ZIP):
        yield from _read_workbook(data)
    else:
        yield _read_csv(data)


def _read_workbook(data: bytes) -> Iterator[tuple[SheetRow, ...]]:
    """Give the sheets of a workbook; whatever openpyxl raises over a damaged one means that it is damaged."""
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy: loaded with the first workbook

    try:
        _refuse_bomb(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = book.worksheets
    except UnreadableFile:
        raise
    except Exception as fault:
        raise UnreadableFile("file.broken") from fault
    for sheet in sheets:
        yield _read_sheet(sheet)


def _read_sheet(sheet: Any) -> tuple[SheetRow, ...]:
    try:
        sheet.reset_dimensions()
        return _rows(sheet.iter_rows(values_only=True))
    except UnreadableFile:
        raise
    except Exception as fault:
        raise UnreadableFile("file.broken") from fault


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableFile("file.too_large", limit=str(MAX_BYTES // 1024 // 1024))


def _read_csv(data: bytes) -> tuple[SheetRow, ...]:
    text = _decode(data)
    if "\x00" in text:
        raise UnreadableFile("file.broken")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return _rows(reader)
    except csv.Error as fault:
        raise UnreadableFile("file.broken") from fault


def _decode(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "kz1048"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("file.encoding")


def _delimiter(text: str) -> str:
    """Tell the delimiter from the fullest of the first lines; titles above hold none."""
    lines = list(islice(io.StringIO(text), 40))
    sample = "".join(line for line in lines if any(mark in line for mark in _DELIMITERS))
    try:
        return csv.Sniffer().sniff(sample, delimiters=_DELIMITERS).delimiter
    except csv.Error:
        return max(_DELIMITERS, key=sample.count)


def _rows(source: Iterable[Iterable[Any]]) -> tuple[SheetRow, ...]:
    """Give the rows their numbers, cut empty tails and refuse tables over the limits."""
    kept: list[SheetRow] = []
    for number, cells in enumerate(source, start=1):
        row = SheetRow(number, _trim([_clean(cell) for cell in cells]))
        if not row.cells:
            continue
        if len(row.cells) > MAX_COLUMNS:
            raise UnreadableFile("file.too_many_columns", limit=str(MAX_COLUMNS))
        if len(kept) >= MAX_ROWS:
            raise UnreadableFile("file.too_many_rows", limit=f"{MAX_ROWS}")
        kept.append(row)
    return tuple(kept)


def _clean(cell: Any) -> Cell:
    if isinstance(cell, str):
        return cell.replace("\u00a0", " ").strip()[: MAX_CELL + 1] or None
    kept: Cell = cell
    return kept


def _trim(cells: list[Cell]) -> tuple[Cell, ...]:
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)
