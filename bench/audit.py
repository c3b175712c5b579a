"""Measure the trail: `python -m bench.audit [entries] [--postgres]`.

Prints, against a bare floor in the same run: what one entry adds to an insert (in turn, a transaction
each; alone, and with eight writers on one branch while the trail is being sealed), sealing, and
verifying. The aims: an insert with its entry at least 0.9× of two plain inserts, its p99 at most 1.3×; a
million entries verified in 2.5 s. Beside the seconds stand those of our own work: on a busy machine only
they, and the ratios, can be compared.
"""

import argparse
import hashlib
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from flask import Flask
from sqlalchemy import String, insert
from sqlalchemy.orm import Mapped, mapped_column

from platform_core import clock
from platform_core.app import create_app
from platform_core.audit.chain import LeafCheck, Sealed
from platform_core.audit.entries import entry_mac, entry_text
from platform_core.audit.events import register_events
from platform_core.audit.heads import NO_HEAD, Head
from platform_core.audit.leaves import stream_leaves
from platform_core.audit.merkle import Frontier
from platform_core.audit.models import AuditEntry
from platform_core.audit.recorder import record
from platform_core.audit.report import Findings
from platform_core.audit.seal import seal_branch
from platform_core.audit.verify import verify_branch
from platform_core.crypto import current_keyring
from platform_core.crypto.keys import Purpose
from platform_core.db.base import Model, new_id
from platform_core.extensions import db
from platform_core.hooks.manifest import AuditEvent
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.mixins import BranchScoped
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.servers import PrivatePostgres
from platform_core.testing.world import build_schema, plant_branches, world_settings

CHUNK = 20_000
WRITERS = 8


class Plain(BranchScoped, Model):
    """A table like any other, of the size of an entry; it exists in this measurement alone."""

    __tablename__ = "core_bench_plain"
    __table_args__ = ({"info": {"plugin": "core"}},)

    code: Mapped[str] = mapped_column(String(80))
    data: Mapped[str] = mapped_column(String(400))


def main() -> None:
    """Build a world in a folder of its own and measure in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("entries", nargs="?", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true", help="On a private PostgreSQL; SQLite without.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        url = None
        if options.postgres:
            server = servers.enter_context(PrivatePostgres(Path(folder) / "postgres"))
            url = server.create_database("qorgau")
        settings = world_settings(Path(folder) / "data", database_url=url)
        app = create_app(settings, modules=[])
        build_schema(settings)
        plant_branches(app)
        with app.app_context():
            measure(app, options.entries)


def measure(app: Flask, entries: int) -> None:
    """Print every figure."""
    register_events([AuditEvent("bench.looked", "Looked at a record")])
    branch = branch_by_code("alpha")
    measure_append(branch)
    measure_writers(app, branch)
    started = perf_counter()
    fill(branch, entries)
    say("filling (not measured)", perf_counter() - started, entries)
    started = perf_counter()
    sealed = seal_branch(branch.id)
    say("sealing", perf_counter() - started, sealed)
    measure_verify(branch)


def measure_append(branch: BranchInfo, rounds: int = 400) -> None:
    """Compare one plain insert, two, and one with its entry; a transaction each, in turn."""
    kinds: dict[str, Callable[[], None]] = {
        "one plain insert": lambda: plain(1),
        "two plain inserts": lambda: plain(2),
        "an insert with its entry": with_entry,
    }
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(rounds):
        for name, work in kinds.items():
            started = perf_counter()
            with in_branch(branch.id, write=True):
                work()
                db.session.commit()
            times[name].append(perf_counter() - started)
    floor = median(times["two plain inserts"])
    for name, taken in times.items():
        ninety_nine = sorted(taken)[int(len(taken) * 0.99)]
        print(
            f"{name:28} p50 {median(taken) * 1e3:6.2f} ms  p99 {ninety_nine * 1e3:6.2f} ms"
            f"  {floor / median(taken):5.2f}× of two plain"
        )


def measure_writers(app: Flask, branch: BranchInfo, rounds: int = 6, each: int = 25) -> None:
    """Compare eight writers at once, in turn: two plain inserts, and one with its entry."""
    kinds: dict[str, Callable[[], None]] = {"plain": lambda: plain(2), "entry": with_entry}
    times: dict[str, list[float]] = {name: [] for name in kinds}
    spans: dict[str, float] = dict.fromkeys(kinds, 0.0)
    for _ in range(rounds):
        for name, work in kinds.items():
            started = perf_counter()
            with ThreadPoolExecutor(WRITERS) as pool:
                runs = [pool.submit(write_many, app, branch, work, each) for _ in range(WRITERS)]
                seal_branch(branch.id)
                times[name] += [taken for run in runs for taken in run.result()]
            spans[name] += perf_counter() - started
    tail = {name: sorted(taken)[int(len(taken) * 0.99)] for name, taken in times.items()}
    print(
        f"{WRITERS} writers on one branch       {spans['plain'] / spans['entry']:.2f}× of two plain inserts,"
        f" p99 {tail['entry'] / tail['plain']:.2f}×"
    )


def write_many(app: Flask, branch: BranchInfo, work: Callable[[], None], number: int) -> list[float]:
    """Run transactions one after another and return the seconds of each."""
    taken = []
    with app.app_context():
        for _ in range(number):
            started = perf_counter()
            with in_branch(branch.id, write=True):
                work()
                db.session.commit()
            taken.append(perf_counter() - started)
    return taken


def plain(number: int) -> None:
    """Insert rows as a service does."""
    for _ in range(number):
        db.session.add(Plain(code="bench.looked", data="x" * 100))
        db.session.flush()


def with_entry() -> None:
    """Insert one row and record it."""
    plain(1)
    record("bench.looked", target=("core_bench_plain", new_id()), data={"rows": 50})


def fill(branch: BranchInfo, entries: int) -> None:
    """Write many entries quickly, as the recorder would have written each."""
    key = current_keyring().branch_key(branch.id, Purpose.TRAIL).mac
    with in_branch(branch.id, write=True):
        record("bench.looked", target=("core_bench_plain", new_id()), data={"rows": 50})
        model = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        values = {column.key: getattr(model, column.key) for column in AuditEntry.__table__.columns}
        db.session.commit()
    for start in range(0, entries, CHUNK):
        rows = []
        for _ in range(min(CHUNK, entries - start)):
            row = values | {"id": new_id(), "target_id": new_id()}
            row["mac"] = entry_mac(key, entry_text(row))
            rows.append(row)
        with in_branch(branch.id, write=True):
            db.session.execute(insert(AuditEntry), rows)
            db.session.commit()


def measure_verify(branch: BranchInfo) -> None:
    """Time reading alone, hashing alone, and the whole check."""
    started, worked = perf_counter(), process_time()
    with in_branch(branch.id):
        leaves = [Sealed._make(leaf) for window in stream_leaves() for leaf in window]
    say("reading the leaves", perf_counter() - started, len(leaves), work=process_time() - worked)
    floor = hash_floor(leaves)
    say("one SHA-256 an entry (floor)", floor, len(leaves))
    taken = hash_only(leaves)
    say("hashing alone, tree included", taken, len(leaves), note=f"{taken / floor:.2f}× of the floor")
    started, worked = perf_counter(), process_time()
    report = verify_branch(branch.id)
    assert report.ok, report.faults
    work = process_time() - worked
    note = f"{work / floor:.2f}× of the floor"
    say("verifying", perf_counter() - started, report.size, work=work, note=note)


def hash_floor(leaves: list[Sealed]) -> float:
    """Hash as many strings of that length, and nothing else."""
    contents = [(leaf.text or "").encode() for leaf in leaves]
    started = process_time()
    for content in contents:
        hashlib.sha256(content).digest()
    return process_time() - started


def hash_only(leaves: list[Sealed]) -> float:
    """Check the leaves against one head, from memory."""
    root = Frontier().extend(leaf.hash for leaf in leaves).root()
    newest = Head(new_id(), len(leaves), root, NO_HEAD, clock.now(), new_id())
    check = LeafCheck([newest], Findings())
    started = process_time()
    for start in range(0, len(leaves), 10_000):
        check.take(leaves[start : start + 10_000])
    check.finish()
    taken = process_time() - started
    assert not check.findings.faults
    return taken


def say(what: str, seconds: float, number: int, *, work: float | None = None, note: str = "") -> None:
    """Print one line, scaled to a million."""
    scale = 1e6 / max(number, 1)
    worked = f" ({work * scale:6.2f} s of work)" if work is not None else ""
    print(
        f"{what:28} {seconds:7.2f} s for {number:>9,}  = {seconds * scale:6.2f} s a million{worked}  {note}"
    )


if __name__ == "__main__":
    main()
