"""What every stage of an import speaks of: sheets, findings and the faults of a whole file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Cell = str | int | float | bool | date | datetime | None

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
    """Gather findings; a bulk file keeps at most `limit` of them but counts them all."""

    limit: int = 1_000
    kept: list[Finding] = field(default_factory=list)
    faults: int = 0
    notes: int = 0

    def add(self, found: Finding) -> None:
        """Count a finding and keep it while there is room."""
        if found.severity == "fault":
            self.faults += 1
        else:
            self.notes += 1
        if len(self.kept) < self.limit:
            self.kept.append(found)

    def extend(self, found: Sequence[Finding]) -> None:
        """Add several findings in their order."""
        for one in found:
            self.add(one)
