"""Measure the import of a school's file: `python bench/people_import.py [rows]`.

Builds an XLSX of students with both parents, then prints the seconds of the dry run, of the import
and of importing the same file again, on a fresh SQLite database.
"""

import argparse
import io
import random
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID

from xlsxwriter import Workbook

from platform_core.app import create_app
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.people.iin import Sex, make_iin
from platform_core.people.imports import import_people
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.world import build_schema, plant_branches, world_settings

HEADINGS = (
    "р/с", "Тегі", "Аты", "Әкесінің аты", "ЖСН", "Туған күні", "Сынып", "Жатақхана",
    "Анасының аты-жөні", "Анасының ЖСН", "Анасының телефоны", "Әкесінің аты-жөні", "Әкесінің телефоны",
)  # fmt: skip
AIM_SECONDS = 10.0


def number_of(born: date, sex: Sex, serial: int) -> str:
    """Give the first valid identity number at or after a serial."""
    while (number := make_iin(born, sex=sex, serial=serial % 10_000)) is None:
        serial += 1
    return number


def school_file(rows: int) -> bytes:
    """Write a workbook as schools keep it."""
    rng = random.Random(7)
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Оқушылар")
    sheet.write_row(0, 0, ["2026-2027 оқу жылы"])
    sheet.write_row(1, 0, HEADINGS)
    for place in range(rows):
        born = date(2008 + place % 10, 1 + place % 12, 1 + place % 28)
        mother = date(1975 + place % 15, 1 + place % 12, 1 + place % 28)
        sheet.write_row(place + 2, 0, [
            place + 1, "Ахметов", "Берік", "Серікұлы", number_of(born, "male", place),
            f"{born:%d.%m.%Y}", f"{7 + place % 5}{rng.choice('АӘБВ')}", rng.choice(["иә", "жоқ"]),
            "Ахметова Айгүл Маратқызы", number_of(mother, "female", place), f"8701{place:07d}",
            "Ахметов Серік", f"+7702{place:07d}",
        ])  # fmt: skip
    book.close()
    return target.getvalue()


def measure(data: bytes, branch_id: UUID) -> None:
    """Print the seconds of the three runs."""
    today = datetime.now(UTC).date()
    for label, dry_run in (("dry run", True), ("import", False), ("again", False)):
        started, worked = perf_counter(), process_time()
        with in_branch(branch_id, write=True):
            result = import_people(data, today=today, dry_run=dry_run)
            db.session.commit()
        seconds, work = perf_counter() - started, process_time() - worked
        mark = "ok" if seconds < AIM_SECONDS else "ABOVE THE AIM"
        spent = f"{label:8} {seconds:6.2f} s ({work:5.2f} s of work)"
        print(f"{spent} {result.created:6} new {result.unchanged:6} same {result.fault_count} faults: {mark}")


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=10_000)
    data = school_file(parser.parse_args().rows)
    with tempfile.TemporaryDirectory() as folder:
        settings = world_settings(Path(folder))
        app = create_app(settings, modules=())
        build_schema(settings)
        plant_branches(app)
        with app.app_context():
            measure(data, branch_by_code("alpha").id)


if __name__ == "__main__":
    main()
