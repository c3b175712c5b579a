"""Say what an import found, in the language of the file's own headings."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import xlsxwriter

from platform_core.people.imports.sheet import Finding, UnreadableFile
from platform_core.people.imports.vocabulary import load_data


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of the report, in words; `row` is the number that a spreadsheet shows."""

    row: int
    column: str
    reason: str
    value: str
    is_fault: bool


@cache
def _reasons() -> Mapping[str, Mapping[str, str]]:
    return {
        f"{group}.{name}": texts
        for group, named in load_data("reasons.toml").items()
        for name, texts in named.items()
    }


def say(code: str, language: str, **values: str) -> str:
    """Say a reason of `data/reasons.toml` in a language."""
    return _reasons()[code][language].format(**values)


def describe(found: Iterable[Finding], language: str) -> list[ReportLine]:
    """Put findings into words, ordered by row."""
    return sorted((_line(one, language) for one in found), key=lambda line: line.row)


def describe_refusal(refusal: UnreadableFile, language: str) -> str:
    """Say why a whole file was refused, in its own language if that is known."""
    return say(refusal.code, refusal.language or language, **refusal.values)


def export_report(lines: Iterable[ReportLine], language: str) -> bytes:
    """Write the report as XLSX; every cell is text, so nothing in it can run as a formula."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_row(
            0, 0, [say(f"heading.{name}", language) for name in ("row", "column", "value", "reason")], bold
        )
        for place, line in enumerate(lines, start=1):
            _write_line(sheet, place, line, wrap)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, 2, 24)
        sheet.set_column(3, 3, 70)
    return target.getvalue()


def _write_line(sheet: Any, place: int, line: ReportLine, wrap: Any) -> None:
    sheet.write_number(place, 0, line.row, wrap)
    for column, text in enumerate((line.column, line.value, line.reason), start=1):
        sheet.write_string(place, column, text, wrap)


def _line(found: Finding, language: str) -> ReportLine:
    reason = say(found.code, language, value=found.value, **dict(found.values))
    return ReportLine(found.row, found.column, reason, found.value, found.severity == "fault")
