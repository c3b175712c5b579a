"""Measure files made of many rows: `python -m bench exports [rows]`.

A list of people as the product gives it, in turn with a bare floor over the same rows: JSON beside
`orjson` alone, XLSX beside `xlsxwriter` alone, and the offline export of a trail beside writing as many
bare lines. Prints rows a second of our own work, the ratio, and the memory that each needed at its peak.
"""

import argparse
import io
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from time import process_time
from typing import NamedTuple
from uuid import UUID

import orjson
import xlsxwriter

from platform_core.audit.chain import Sealed
from platform_core.audit.entries import SEPARATOR
from platform_core.audit.export import entry_line
from platform_core.db.base import new_id
from platform_core.web.exports import Column, json_bytes, xlsx_bytes

ROUNDS = 5
COLUMNS = tuple(Column(name, name) for name in ("id", "family_name", "given_name", "grade", "born"))


class Row(NamedTuple):
    """A person as a list has it."""

    id: UUID
    family_name: str
    given_name: str
    grade: int
    born: date


def bare_xlsx(rows: list[Row]) -> bytes:
    """Write the same cells and nothing around them."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        days = book.add_format({"num_format": "dd.mm.yyyy"})
        for line, row in enumerate(rows):
            sheet.write_string(line, 0, str(row.id))
            sheet.write_string(line, 1, row.family_name)
            sheet.write_string(line, 2, row.given_name)
            sheet.write_number(line, 3, row.grade)
            sheet.write_datetime(line, 4, row.born, days)
    return buffer.getvalue()


def sealed(number: int) -> list[Sealed]:
    """Make leaves of the length that entries have."""
    text = SEPARATOR.join(("1", *("0" * 32,) * 3, *("core.page_seen",) * 8, '{"rows":50}'))
    return [Sealed(place, "0" * 32, bytes(32), False, text, bytes(32)) for place in range(number)]  # noqa: FBT003


def kinds(rows: list[Row]) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """Give each file's floor and ours."""
    bare = [row._asdict() for row in rows]
    leaves = sealed(len(rows))
    told = orjson.loads(entry_line(leaves[0]))
    return {
        "JSON": (lambda: orjson.dumps(bare), lambda: json_bytes(COLUMNS, rows)),
        "XLSX": (lambda: bare_xlsx(rows), lambda: xlsx_bytes(COLUMNS, rows, title="People")),
        "trail": (
            lambda: sum(len(orjson.dumps(told)) for _leaf in leaves),
            lambda: sum(len(entry_line(leaf)) for leaf in leaves),
        ),
    }


def peak_of(run: Callable[[], object]) -> float:
    """Return the megabytes that a run needs at its peak; tracing slows it, so it is not timed."""
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024**2


def work_of(run: Callable[[], object]) -> float:
    """Return the seconds of work of one run."""
    started = process_time()
    run()
    return process_time() - started


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=20_000)
    number = parser.parse_args().rows
    first = date(2008, 1, 1)
    rows = [
        Row(new_id(), f"Ахметова {place}", "Айгерім", 1 + place % 11, first + timedelta(days=place % 4000))
        for place in range(number)
    ]
    for name, runs in kinds(rows).items():
        spent = [[work_of(run) for run in runs] for _ in range(ROUNDS)]
        floor, ours = (median(values) for values in zip(*spent, strict=True))
        speed = f"{number / ours:10,.0f} rows/s  {ours / floor:6.2f}x the bare writer's work"
        print(f"{name:6} {speed}  peak {peak_of(runs[1]):6.1f} MB")


if __name__ == "__main__":
    main()
