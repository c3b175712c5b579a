"""The registry and the switchboard as the roles of PostgreSQL allow them."""

from pathlib import Path

import pytest
from flask import Flask

from platform_core.extensions import db
from platform_core.hooks.gate import manifests
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.switchboard import services
from platform_core.tenancy.directory import branch_by_code, list_branches
from platform_core.tenancy.registry import sync

SHIPPED = Path(__file__).parents[3] / "tenants"


@pytest.fixture(autouse=True)
def meetings() -> None:
    """No other module than is installed."""


def test_branches_are_seeded_and_switched(pg_app: Flask) -> None:
    for apply in (False, True, False):
        with catalogue_write():
            report = sync(SHIPPED, manifests(), apply=apply)
            db.session.commit()
    assert report.created == report.drift == ()
    assert len(list_branches()) == 24
    taraz = branch_by_code("taraz-phys-math")
    assert "incidents" in taraz.enabled_modules
    with in_branch(taraz.id, write=True):
        assert services.disable_module("incidents")
        db.session.commit()
    assert "incidents" not in branch_by_code("taraz-phys-math").enabled_modules
    assert "incidents" in branch_by_code("semey-phys-math").enabled_modules
