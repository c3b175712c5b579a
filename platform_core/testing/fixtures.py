"""The pytest plugin: an application over SQLite or PostgreSQL, branches, scopes and clients."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from platform_core.hooks.types import BranchInfo
    from platform_core.testing.world import World

# imports stand inside the fixtures: this module loads in every pytest run, also of other projects


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> "tuple[World, Path]":
    """Build the SQLite world once; each test starts from a copy of its files."""
    from platform_core.app import create_app
    from platform_core.extensions import db
    from platform_core.testing.world import World, build_schema, plant_branches, world_settings

    root = tmp_path_factory.mktemp("world")
    settings = world_settings(root / "live")
    app = create_app(settings)
    app.testing = True
    build_schema(settings)
    plant_branches(app)
    _let_go(app)
    (root / "live").rename(root / "template")
    assert db is not None
    return World(app, settings), root / "template"


def _let_go(app: "Flask") -> None:
    """Close pooled connections and forget cached keys, so that the files can be replaced."""
    from platform_core.extensions import db

    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    if keyring := app.extensions.get("qorgau_keyring"):
        keyring.close()
    for reset in app.extensions.get("qorgau_test_resets", ()):
        reset()


@pytest.fixture
def world(_template: "tuple[World, Path]") -> "Iterator[World]":
    """A fresh SQLite world."""
    from platform_core.testing.world import copy_files

    live, template = _template
    copy_files(template, live.folder)
    yield live
    _let_go(live.app)


@pytest.fixture
def app(world: "World") -> "Iterator[Flask]":
    """The application of a fresh SQLite world, with its context pushed."""
    with world.app.app_context():
        yield world.app


@pytest.fixture(scope="session")
def _pg_world(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> "World":
    from platform_core.app import create_app
    from platform_core.testing.world import World, build_schema, world_settings

    settings = world_settings(tmp_path_factory.mktemp("pg"), database_url=postgres_url)
    app = create_app(settings)
    app.testing = True
    build_schema(settings)
    return World(app, settings)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The owner's address of a new database on a private PostgreSQL server."""
    from platform_core.testing.servers import PrivatePostgres

    with PrivatePostgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server.create_database("qorgau")


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a private Redis server."""
    from platform_core.testing.servers import PrivateRedis

    with PrivateRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture
def pg_world(_pg_world: "World") -> "Iterator[World]":
    """An emptied PostgreSQL world with its branches planted anew."""
    from platform_core.isolation.owner import owner_connection
    from platform_core.testing.world import empty_tables, plant_branches

    with owner_connection(_pg_world.settings) as connection:
        empty_tables(connection)
    plant_branches(_pg_world.app)
    yield _pg_world
    _let_go(_pg_world.app)


@pytest.fixture
def pg_app(pg_world: "World") -> "Iterator[Flask]":
    """The application over PostgreSQL, with its context pushed."""
    with pg_world.app.app_context():
        yield pg_world.app


def _branch(code: str) -> "BranchInfo":
    from platform_core.tenancy.directory import branch_by_code

    return branch_by_code(code)


@pytest.fixture
def branch_a(app: "Flask") -> "BranchInfo":
    """The branch `alpha`."""
    return _branch("alpha")


@pytest.fixture
def branch_b(app: "Flask") -> "BranchInfo":
    """The branch `beta`."""
    return _branch("beta")


@pytest.fixture
def central(app: "Flask") -> "BranchInfo":
    """The central office."""
    return _branch("central")


@pytest.fixture
def scope_a(branch_a: "BranchInfo") -> Iterator[None]:
    """An open write scope of `alpha`."""
    from platform_core.isolation.scope import in_branch

    with in_branch(branch_a.id, write=True):
        yield


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    """A client of the application."""
    return app.test_client()


@pytest.fixture
def login(app: "Flask") -> "Callable[..., str]":
    """Sign a client in: `login(client, role, branch_code) -> login name`; makes the user at need."""
    from platform_core.testing.people import sign_in

    return sign_in
