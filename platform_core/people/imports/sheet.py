"""What every stage of an import speaks of: sheets, findings and the faults of a whole file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Cell = str | int | float | bool | date | datetime | None

Progress = Callable[[int, int], None]
"""Told how many steps are done, of how many."""

MAX_BYTES = 8 * 1024 * 1024
MAX_UNPACKED_BYTES = 120 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 500


class UnreadableFile(ValueError):
    """Refuse a whole file; `code` is a reason of `data/reasons.toml`, `values` fill it in."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.language: str | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row with the number that a spreadsheet shows for it."""

    number: int
    cells: tuple[Cell, ...]

    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return all(cell is None or cell == "" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell about a row: in which column, why, and what stood there."""

    row: int
    column: str
    code: str
    value: str = ""
    values: tuple[tuple[str, str], ...] = ()
    severity: Literal["fault", "note"] = "fault"


@dataclass(slots=True)
class Findings:
    """Gather findings; of a bad file at most `limit` faults and notes are kept, yet all are counted."""

    limit: int = 1_000
    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    fault_count: int = 0
    note_count: int = 0

    def add(self, found: Finding) -> None:
        """Count a finding and keep it while there is room."""
        if found.severity == "fault":
            self.fault_count += 1
        else:
            self.note_count += 1
        kept = self.faults if found.severity == "fault" else self.notes
        if len(kept) < self.limit:
            kept.append(found)

    def extend(self, found: Iterable[Finding]) -> None:
        """Add several findings in their order."""
        for one in found:
            self.add(one)
