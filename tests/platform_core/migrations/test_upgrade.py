"""A migration happens whole or not at all, on both databases."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from platform_core.app import create_app
from platform_core.hooks.gate import manifests
from platform_core.isolation.owner import owner_connection
from platform_core.migrations import run
from platform_core.settings import Settings
from platform_core.testing.world import world_settings


class Killed(RuntimeError):
    """Stand for the power going."""


def _tables(settings: Settings) -> set[str]:
    with owner_connection(settings) as connection:
        return set(inspect(connection).get_table_names())


def test_what_did_not_end_is_taken_back_and_can_be_run_again(tmp_path: Path) -> None:
    settings = world_settings(tmp_path)
    app = create_app(settings)
    with app.app_context():
        found = list(manifests().values())
    seen: list[str] = []

    def tick(unit: str) -> None:
        seen.append(unit)
        if len(seen) == 2:
            raise Killed

    with pytest.raises(Killed):
        run.upgrade(settings, found, tick=tick)
    assert _tables(settings) == set()
    run.upgrade(settings, found)
    assert {"core_branch", "incidents_incident", "alembic_version_core"} <= _tables(settings)
    with owner_connection(settings) as connection:
        assert run.outdated_units(connection, found) == []
