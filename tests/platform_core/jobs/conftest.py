"""An application that runs the made-up module's jobs, on either database."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.platform_core.jobs.bench import Bench, make_bench


@pytest.fixture
def bench(app: Flask) -> Iterator[Bench]:
    """The bench over SQLite."""
    yield from make_bench(app)


@pytest.fixture(params=["app", "pg_app"], ids=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """The bench over each database in turn."""
    yield from make_bench(request.getfixturevalue(request.param))
