"""Addresses: where the pages of a module lie, and that the gate knows whose they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask, url_for

from platform_core.hooks.manifest import Manifest
from platform_core.i18n.catalogues import domain_of_module
from platform_core.shell.blueprints import module_folders, register_blueprints, register_catalogues
from platform_core.shell.navigation import endpoint_url
from platform_core.tenancy.middleware import MODULE_OF_BLUEPRINT


def page(name: str) -> Blueprint:
    blueprint = Blueprint(name, __name__)
    blueprint.add_url_rule("/page", "page", lambda **values: str(values))
    return blueprint


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application with the pages of one module and nothing of the core."""
    monkeypatch.setattr("platform_core.shell.blueprints.CORE_ROOMS", ())
    app = Flask("x", static_folder=None)
    manifest = Manifest(
        "toy",
        "Toys",
        "star",
        "1",
        "tests",
        blueprints=(page("toy"),),
        public_blueprints=(page("toy_public"),),
        central_blueprints=(page("toy_central"),),
    )
    register_blueprints(app, {"toy": manifest})
    with app.test_request_context():
        yield app


def test_pages_lie_where_they_belong(site: Flask) -> None:
    assert url_for("toy.page", branch="alpha") == "/alpha/toy/page"
    assert url_for("toy_public.page", branch="alpha") == "/alpha/page"
    assert url_for("toy_central.page", branch="central") == "/central/toy/page"


def test_pages_of_the_centre_are_in_the_centres_scope(site: Flask) -> None:
    client = site.test_client()
    assert client.get("/central/toy/page").text == "{'branch': 'central'}"
    assert client.get("/alpha/toy/page").text == "{'branch': 'alpha'}"


def test_the_gate_knows_whose_each_page_is(site: Flask) -> None:
    assert site.extensions[MODULE_OF_BLUEPRINT] == dict.fromkeys(("toy", "toy_public", "toy_central"), "toy")


def test_a_page_of_the_centre_has_no_address_in_a_branch(site: Flask) -> None:
    site.url_defaults(lambda endpoint, values: values.setdefault("branch", "alpha"))
    assert endpoint_url("toy_central.page") is None
    assert endpoint_url("toy.page") == "/alpha/toy/page"
    assert endpoint_url("toy.other") is None


def test_folders_of_modules_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "far_away_toy"
    (package / "static").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    manifests = {"toy": Manifest("toy", "Toys", "star", "1", "far_away_toy")}
    assert module_folders(manifests, "static") == {"toy": package / "static"}
    assert module_folders(manifests, "templates") == {}
    register_catalogues(manifests)
    assert domain_of_module("far_away_toy.views.pages") == "toy"


def test_every_address_of_the_product_is_different(app: Flask) -> None:
    rules = [
        (str(rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    assert len(rules) == len(set(rules))
