"""An application with a module of duties, on either database."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from platform_core.obligations.owing import owe
from tests.platform_core.obligations.bench import ENTRY, Bench, made_bench


@pytest.fixture
def bench(app: Flask) -> Iterator[Bench]:
    """The bench over SQLite."""
    with made_bench(app) as bench:
        yield bench


@pytest.fixture(params=["app", "pg_app"], ids=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """The bench over each database in turn."""
    with made_bench(request.getfixturevalue(request.param)) as bench:
        yield bench


@pytest.fixture
def planned(bench: Bench) -> Bench:
    """A branch whose duties are planned on 2 November, seen on 9 November."""
    bench.plan(date(2026, 11, 2))
    bench.do(lambda: owe(ENTRY, key="entry-1", due_on=date(2026, 11, 11)))
    bench.do(lambda: owe(ENTRY, key="entry-9", due_on=date(2026, 12, 11)))
    bench.go_to(date(2026, 11, 9))
    return bench
