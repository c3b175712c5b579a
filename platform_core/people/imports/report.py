"""Say what an import found, in the language of the file's own headings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from platform_core.people.imports.sheet import Finding, UnreadableFile
from platform_core.people.imports.vocabulary import load_data
from platform_core.web.exports import Column, xlsx_bytes


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
    columns = [
        Column(name, say(f"heading.{name}", language)) for name in ("row", "column", "value", "reason")
    ]
    return xlsx_bytes(columns, lines, title=say("heading.report", language))


def _line(found: Finding, language: str) -> ReportLine:
    reason = say(found.code, language, value=found.value, **dict(found.values))
    return ReportLine(found.row, found.column, reason, found.value, found.severity == "fault")
