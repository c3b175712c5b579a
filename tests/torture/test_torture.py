"""Kill the real server at random moments under writes, and start it again (must show 4).

`TORTURE_ROUNDS` says how often (10 in the suite, 200 by `make torture`), `TORTURE_SEED` repeats a run.
"""

import faulthandler
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Event

import pytest

from platform_core.audit.seal import seal_branch
from platform_core.tenancy.directory import list_branches
from tests.torture.deeds import Child, Head, Ledger, Writer
from tests.torture.invariants import (
    check_acknowledged,
    check_jobs,
    check_journal,
    check_trail,
    count_waiting,
)
from tests.torture.server import TorturedServer
from tests.torture.town import Town, build_town

ROUNDS = int(os.environ.get("TORTURE_ROUNDS", "10"))
SEED = int(os.environ.get("TORTURE_SEED", "20260901"))
CHILDREN, HEADS = 3, 2
MOST_REPORTS, MOST_INCIDENTS, LONGEST_WAIT, LONGEST_MOMENT = 6, 3, 30.0, 0.08
REST_SECONDS = 120


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town of its own for the run."""
    built = build_town(tmp_path / "data")
    with built.app.app_context():
        yield built


@pytest.fixture
def server(town: Town) -> Iterator[TorturedServer]:
    """The server, ended whatever happens."""
    tortured = TorturedServer(town.environ)
    yield tortured
    tortured.stop()


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    town: Town, server: TorturedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    faulthandler.cancel_dump_traceback_later()  # many rounds take long, and are meant to
    ledger, rng = Ledger(), Random(SEED)
    writers = _writers(town, server, ledger)
    for writer in writers:
        writer.start()
    for round_number in range(1, ROUNDS + 1):
        server.start()
        ledger.wait_for(
            reports=rng.randrange(MOST_REPORTS), incidents=rng.randrange(MOST_INCIDENTS), timeout=LONGEST_WAIT
        )
        Event().wait(rng.uniform(0, LONGEST_MOMENT))
        server.kill()
        assert not ledger.faults, ledger.faults
        check_acknowledged(ledger)
        with capsys.disabled():
            print(f"\rkill {round_number}/{ROUNDS}: {_summary(ledger)} ", end="", flush=True)
    server.start()
    for writer in writers:
        writer.finish()
    _come_to_rest()
    server.stop()
    _check_everything(town, ledger)


def _writers(town: Town, server: TorturedServer, ledger: Ledger) -> list[Writer]:
    kinds = [(Child, CHILDREN), (Head, HEADS)]
    return [
        kind(f"{kind.__name__}-{number}", town, server=server, ledger=ledger, seed=SEED)
        for kind, many in kinds
        for number in range(many)
    ]


def _come_to_rest() -> None:
    """Wait until every message was delivered."""
    for _ in range(REST_SECONDS * 4):
        if count_waiting() == 0:
            return
        Event().wait(0.25)
    pytest.fail(f"{count_waiting()} messages still wait after {REST_SECONDS} s")


def _check_everything(town: Town, ledger: Ledger) -> None:
    assert not ledger.faults, ledger.faults
    assert len(ledger.receipts) >= ROUNDS
    assert ledger.numbers
    assert ledger.broken_lines, "no kill met a request: nothing was put to the test"
    check_acknowledged(ledger)
    check_journal()
    branches = list_branches(with_central=True)
    for branch in branches:
        seal_branch(branch.id, sweep=True)
    check_trail(branches)
    check_jobs(town)


def _summary(ledger: Ledger) -> str:
    return (
        f"{len(ledger.receipts)} reports, {len(ledger.incidents)} incidents acknowledged, "
        f"{ledger.broken_lines} requests cut off"
    )
