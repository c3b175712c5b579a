"""Passkeys and providers on PostgreSQL: the sign-in role keeps them there, and no other reads them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from platform_core.auth import passkeys
from platform_core.auth.faults import PasskeyRefused
from platform_core.auth.kit import current_kit, install_kit
from platform_core.auth.models import Ceremony, Passkey
from platform_core.auth.services import Browser
from platform_core.auth.sso.providers import add_provider, close_provider, set_branch_way
from platform_core.auth.sso.queries import branch_ways, list_providers
from platform_core.extensions import db
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.reach import IsolationBreach
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from tests.platform_core.auth.passkeys.conftest import rows, with_passkey
from tests.platform_core.auth.sso.conftest import details

BROWSER = Browser("198.51.100.7")


@pytest.fixture
def served(pg_app: Flask) -> Iterator[Flask]:
    kit = current_kit()
    install_kit(pg_app, replace(kit, public_url="https://qorgau.test"))
    yield pg_app
    install_kit(pg_app, kit)


def test_the_life_of_a_passkey(served: Flask) -> None:
    session, device, codes = with_passkey()
    assert len(codes) == 10
    asked = passkeys.ask_to_sign_in()
    answer = device.answer(asked.options)
    assert passkeys.sign_in_with_passkey(asked.handle, answer, browser=BROWSER).id == session.user_id
    with pytest.raises(PasskeyRefused):
        passkeys.sign_in_with_passkey(asked.handle, answer, browser=BROWSER)
    [row] = rows()
    assert row.sign_count == 1
    passkeys.remove_passkey(session, row.id)
    assert rows() == []


def test_a_branch_reads_no_key_and_no_question(served: Flask) -> None:
    with_passkey()
    passkeys.ask_to_sign_in()
    with in_branch(branch_by_code("alpha").id):
        for column in (Passkey.credential_id, Ceremony.sealed):
            with pytest.raises(IsolationBreach):
                db.session.scalars(select(column)).all()


def test_a_provider_is_given_to_a_branch_and_taken_away(served: Flask) -> None:
    alpha, centre = branch_by_code("alpha"), branch_by_code("central")
    made = add_provider("school", details(), branch=centre, actor=SYSTEM_ACTOR)
    for is_required in (False, True):
        set_branch_way(alpha, made, is_required=is_required, actor=SYSTEM_ACTOR)
        assert branch_ways()[alpha.id].is_required is is_required
    close_provider(made, branch=centre, actor=SYSTEM_ACTOR)
    assert branch_ways() == {}
    assert [one.code for one in list_providers()] == ["school"]
