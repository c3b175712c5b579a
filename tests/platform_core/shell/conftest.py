"""A module made of nothing but hooks, so that the frame is tested without any real one."""

from types import SimpleNamespace

import pytest
from flask import Flask

from platform_core.hooks.manifest import Manifest
from platform_core.hooks.types import DashboardCard, NavItem, PublicLink, SearchHit
from tests.platform_core.web.gallery.pages import blueprint


@pytest.fixture
def toy(app: Flask, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The module `toy`, on everywhere; its hooks may be replaced by a test."""
    hooks = SimpleNamespace(
        navigation_items=lambda scope, user: [
            NavItem("Toys", "shell.dashboard", "star", order=1),
            NavItem("Secrets", "shell.dashboard", "lock", "toy.secrets.read", order=2),
            NavItem("Nowhere", "toy.nowhere", "x", order=3),
        ],
        dashboard_cards=lambda scope, user: [
            DashboardCard("Second", "core/_flashes.html", {}, order=20),
            DashboardCard("First", "core/_flashes.html", {}, order=10),
            DashboardCard("Hidden", "core/_flashes.html", {}, permission="toy.secrets.read"),
        ],
        search_records=lambda scope, user, query, limit: [
            SearchHit(f"{query} {n}", f"/{n}", "Toy") for n in range(limit + 5)
        ],
        public_links=lambda branch: [
            PublicLink("Late", "/late", order=9),
            PublicLink("Tell us", "/report", "No name", order=1),
        ],
    )
    gate = app.extensions["qorgau_gate"]
    monkeypatch.setitem(gate.manager.manifests, "toy", Manifest("toy", "Toys", "star", "1", "tests"))
    monkeypatch.setattr(gate.manager, "callables", lambda hook, names=None: _implementing(hooks, hook))
    monkeypatch.setattr(gate, "_kept", {})
    return hooks


def _implementing(hooks: SimpleNamespace, hook: str) -> tuple[tuple[str, object], ...]:
    return (("toy", getattr(hooks, hook)),) if hasattr(hooks, hook) else ()


@pytest.fixture(scope="session")
def _gallery_on() -> dict[str, bool]:
    return {"done": False}


@pytest.fixture
def gallery(app: Flask, _gallery_on: dict[str, bool]) -> Flask:
    """The application with the pages that show every macro."""
    if "gallery" not in app.blueprints:
        app._got_first_request = False
        app.register_blueprint(blueprint, url_prefix="/<branch>/x")
    return app
