"""Import a file of people: read, understand, plan, and write all of it or nothing."""

from dataclasses import dataclass
from datetime import date

from platform_core.audit.recorder import record
from platform_core.crypto import blind_index
from platform_core.db.base import new_id
from platform_core.people.imports.apply import apply_plan, load_register
from platform_core.people.imports.headings import Headings, find_headings, is_total
from platform_core.people.imports.plan import Plan, Planner, identity_numbers
from platform_core.people.imports.readers import read_sheets
from platform_core.people.imports.report import ReportLine, describe
from platform_core.people.imports.rows import ParsedRow, RowReader, guess_kind
from platform_core.people.imports.sheet import Finding, Findings, Progress, SheetRow, UnreadableFile
from platform_core.people.queries import IDENTITY_PURPOSE

_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do: counts, and the report in the file's own language."""

    language: str
    rows: int
    created: int
    updated: int
    unchanged: int
    guardians: int
    fault_count: int
    note_count: int
    faults: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    unread_columns: tuple[str, ...]
    applied: bool

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands in the way of importing."""
        return self.fault_count == 0

    def report(self) -> list[ReportLine]:
        """Put every kept finding into words, by row."""
        return describe((*self.faults, *self.notes), self.language)


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def import_people(
    data: bytes,
    *,
    today: date,
    default_kind: str | None = None,
    dry_run: bool = False,
    progress: Progress = _silent,
) -> ImportResult:
    """Import the people of a CSV or XLSX file into the branch of the open write scope.

    Any fault in any row means that nothing is written; with `dry_run` nothing is written anyway.
    `default_kind` (student, staff …) serves files whose columns do not tell. Raises `UnreadableFile`
    for a file that is no table of people. The caller commits.
    """
    headings, rows = _find_table(data)
    kind = default_kind or guess_kind(headings)
    if kind is None and "kind" not in headings.fields():
        raise _in_language(UnreadableFile("file.unknown_kind"), headings)
    findings = Findings()
    parsed = _read_rows(rows, RowReader(headings, default_kind=kind, today=today), findings, progress)
    plan = _plan(parsed, findings)
    applied = not dry_run and findings.fault_count == 0
    if applied:
        written = len(plan.of("create")) + len(plan.of("update"))
        apply_plan(plan, done=len(rows), total=len(rows) + written, progress=progress)
    result = _result(headings, len(rows), plan, findings, applied=applied)
    _record(result)
    return result


def _find_table(data: bytes) -> tuple[Headings, list[SheetRow]]:
    """Take the first sheet that has headings, less blank, repeated and closing rows."""
    refusal = UnreadableFile("file.empty")
    for sheet in read_sheets(data):
        try:
            headings = find_headings(sheet)
        except UnreadableFile as fault:
            refusal = fault if sheet else refusal
            continue
        body = [
            row
            for row in sheet[headings.first_row :]
            if not is_total(row) and not headings.is_repeated_in(row)
        ]
        rows = [row for row in body if _says_anything(row, headings)]
        if not rows:
            raise _in_language(UnreadableFile("file.no_rows"), headings)
        return headings, rows
    raise refusal


def _says_anything(row: SheetRow, headings: Headings) -> bool:
    return any(index < len(row.cells) and row.cells[index] is not None for index in headings.columns)


def _in_language(fault: UnreadableFile, headings: Headings) -> UnreadableFile:
    fault.language = headings.language
    return fault


def _read_rows(
    rows: list[SheetRow], reader: RowReader, findings: Findings, progress: Progress
) -> list[ParsedRow]:
    parsed: list[ParsedRow] = []
    for place, row in enumerate(rows, start=1):
        person, found = reader.read(row)
        findings.extend(found)
        if person is not None:
            parsed.append(person)
        if place % _TOLD_EVERY == 0:
            progress(place, len(rows) * 2)
    return parsed


def _plan(parsed: list[ParsedRow], findings: Findings) -> Plan:
    indexes = {number: blind_index(number, purpose=IDENTITY_PURPOSE) for number in identity_numbers(parsed)}
    planner = Planner(load_register(), indexes=indexes, new_id=new_id, findings=findings)
    for row in parsed:
        planner.add(row)
    return planner.plan


def _result(headings: Headings, rows: int, plan: Plan, findings: Findings, *, applied: bool) -> ImportResult:
    return ImportResult(
        language=headings.language,
        rows=rows,
        created=len(plan.of("create")),
        updated=len(plan.of("update")),
        unchanged=len(plan.of("same")),
        guardians=len(plan.links),
        fault_count=findings.fault_count,
        note_count=findings.note_count,
        faults=tuple(findings.faults),
        notes=tuple(findings.notes),
        unread_columns=headings.unread,
        applied=applied,
    )


def _record(result: ImportResult) -> None:
    event = "core.people_imported" if result.applied else "core.people_import_checked"
    counts = {
        "rows": result.rows,
        "created": result.created,
        "updated": result.updated,
        "faults": result.fault_count,
    }
    record(event, data=counts)
