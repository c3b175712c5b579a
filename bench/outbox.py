"""Measure the outbox: `python -m bench.outbox [rows]`.

On SQLite and on a private PostgreSQL, three rounds interleaved: the floor (the same rows locked and
marked by bare SQL in batches), the relay with jobs that do nothing, and with jobs that leave a row.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import bindparam, create_engine, text

from platform_core.app import create_app
from platform_core.extensions import db
from platform_core.hooks.gate import current_gate
from platform_core.hooks.manifest import JobSpec
from platform_core.isolation.scope import in_branch
from platform_core.jobs.execute import run_batch
from platform_core.jobs.outbox import enqueue
from platform_core.jobs.registry import install_jobs, runnable_names
from platform_core.jobs.relay import BATCH, drain
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.servers import PrivatePostgres
from platform_core.testing.world import build_schema, plant_branches, world_settings

FAR = datetime(2999, 1, 1, tzinfo=UTC)
AIM_PER_SECOND = 5_000
ROUNDS = 3


def leave_row(payload: Mapping[str, Any]) -> None:
    """Leave an effect in the database: one row."""
    enqueue("bench.nobody", payload, not_before=FAR)


JOBS = (
    JobSpec("bench.nothing", lambda _payload: None, "Do nothing"),
    JobSpec("bench.row", leave_row, "Leave a row"),
)


def fill(name: str, rows: int) -> None:
    """Write the messages of one run, a thousand a transaction."""
    branch_id = branch_by_code("alpha").id
    for start in range(0, rows, 1000):
        with in_branch(branch_id, write=True):
            for number in range(start, min(start + 1000, rows)):
                enqueue(name, {"n": number})
            db.session.commit()


def relay() -> None:
    """Lease and run whatever is due."""
    drain(run_batch, lambda branch: runnable_names(branch, outside=False), keep_going=lambda: True)


def floor(url: str) -> None:
    """Lock and mark the same rows with nothing around: no lease, no job, no guard."""
    waiting = "name = 'bench.floor' AND done_at IS NULL AND failed_at IS NULL"
    find = text(f"SELECT id FROM core_outbox WHERE {waiting} LIMIT {BATCH} FOR UPDATE SKIP LOCKED")
    mark = text("UPDATE core_outbox SET done_at = created_at WHERE id IN :ids")
    mark = mark.bindparams(bindparam("ids", expanding=True))
    engine, found = create_engine(url), [None]
    while found:
        with engine.begin() as connection:
            found = [row.id for row in connection.execute(find)]
            if found:
                connection.execute(mark, {"ids": found})
    engine.dispose()


def settle(url: str) -> None:
    """Do what autovacuum does each minute, and would not in so short a run."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE core_outbox"))
    engine.dispose()


def measure(rows: int, *, floor_url: str | None) -> Iterator[tuple[str, float]]:
    """Yield `(run, rows a second)`, each run once a round."""
    runs: dict[str, Callable[[], None]] = {
        "bench.nothing": relay,
        "bench.row": relay,
    }
    if floor_url is not None:
        runs = {"bench.floor": lambda: floor(floor_url), **runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            fill(name, rows)
            if floor_url is not None:
                settle(floor_url)
            started = perf_counter()
            run()
            yield name, rows / (perf_counter() - started)


@contextmanager
def world(folder: Path, database_url: str | None) -> Iterator[Flask]:
    """Make an application over a fresh database, and stand in its context."""
    settings = world_settings(folder, database_url=database_url)
    app = create_app(settings, modules=())
    build_schema(settings)
    plant_branches(app)
    with app.app_context():
        install_jobs(app, JOBS, current_gate().manager.manifests)
        yield app


def report(database: str, speeds: dict[str, list[float]]) -> None:
    """Print the median of each run and its share of the floor."""
    base = median(speeds["bench.floor"]) if "bench.floor" in speeds else None
    for name, measured in speeds.items():
        speed = median(measured)
        share = f"{speed / base:5.2f}x floor" if base else ""
        mark = "" if name != "bench.nothing" else "ok" if speed >= AIM_PER_SECOND else "BELOW THE AIM"
        print(f"{database:10} {name:14} {speed:9,.0f} rows/s {share:12} {mark}")


def main() -> None:
    """Run the measurement on both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=5_000)
    rows = parser.parse_args().rows
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(PrivatePostgres(folder))
        places = {"sqlite": None, "postgresql": server.create_database("bench")}
        for database, url in places.items():
            with world(folder / database, url):
                speeds: dict[str, list[float]] = {}
                for name, speed in measure(rows, floor_url=url and server.url("bench")):
                    speeds.setdefault(name, []).append(speed)
                report(database, speeds)


if __name__ == "__main__":
    main()
