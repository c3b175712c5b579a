"""A directory loaded with the entries of A10."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR, Actor
from platform_core.isolation.scope import catalogue_write
from plugins.directory.services.loading import Loaded, load_shipped

SignIn = Callable[..., str]


@pytest.fixture
def keeper(central: BranchInfo) -> Actor:
    """Somebody whose changes are told in the centre's trail."""
    return replace(SYSTEM_ACTOR, branch_id=central.id, display_name="Keeper")


@pytest.fixture
def catalogue(keeper: Actor) -> Iterator[None]:
    """An open catalogue scope."""
    with catalogue_write(actor=keeper):
        yield


@pytest.fixture
def loaded(app: Flask, keeper: Actor) -> Loaded:
    """The shipped entries, loaded."""
    with catalogue_write(actor=keeper):
        found = load_shipped()
        db.session.commit()
    return found


@pytest.fixture
def curator(client: FlaskClient, login: SignIn, loaded: Loaded) -> FlaskClient:
    """The centre's wellbeing officer, before a loaded directory."""
    login(client, "wellbeing_officer", "central")
    return client


@pytest.fixture
def head(client: FlaskClient, login: SignIn, loaded: Loaded) -> FlaskClient:
    """The head of alpha's safety team, before a loaded directory."""
    login(client, "sss_head", "alpha")
    return client
