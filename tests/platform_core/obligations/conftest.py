"""An application with a module of duties, on either database."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.platform_core.obligations.bench import Bench, made_bench


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
