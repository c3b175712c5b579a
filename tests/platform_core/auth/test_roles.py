"""Roles and permissions are data that can be read, and their ceilings hold."""

import pytest

from platform_core.auth.permissions import CORE_PERMISSIONS
from platform_core.auth.roles import (
    BRANCH_ROLES,
    CENTRAL_ROLES,
    EVERYBODY_HOLDS,
    ROLES,
    Reach,
    grants_of,
    is_central,
    misgranted,
    permissions_for,
    reaches,
    roles_for,
    sees_only_assigned,
)
from platform_core.auth.titles import ROLE_TITLES
from platform_core.hooks.manifest import Permission


def test_every_role_has_a_title() -> None:
    assert set(ROLE_TITLES) == set(ROLES)


def test_a_role_is_of_a_branch_or_of_the_centre() -> None:
    assert set(BRANCH_ROLES) | set(CENTRAL_ROLES) == set(ROLES)
    assert not set(BRANCH_ROLES) & set(CENTRAL_ROLES)
    assert roles_for(central=True) == CENTRAL_ROLES
    assert roles_for(central=False) == BRANCH_ROLES
    assert is_central("auditor")
    assert not is_central("staff")
    assert not is_central("nobody")


def test_the_cores_own_permissions_respect_the_ceilings() -> None:
    grants = grants_of(CORE_PERMISSIONS)
    for role in ROLES:
        assert set(EVERYBODY_HOLDS) <= grants[role]


def test_permission_codes_are_unique_and_the_cores() -> None:
    codes = [item.code for item in CORE_PERMISSIONS]
    assert len(codes) == len(set(codes))
    assert all(code.startswith("core.") and code.count(".") == 2 for code in codes)


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        ("platform_admin", "incidents.journal.read"),
        ("platform_admin", "core.people.read"),
        ("deputy_chair", "incidents.journal.read"),
        ("deputy_chair", "core.audit.read"),
        ("auditor", "incidents.case.read"),
        ("auditor", "core.people.read"),
        ("headmaster", "core.policy.read"),
    ],
)
def test_a_grant_above_the_ceiling_stops_the_boot(role: str, permission: str) -> None:
    declared = (Permission(permission, "x", (role,)),)
    assert misgranted(declared) == (f"{permission} to {role}",)
    with pytest.raises(ValueError, match=f"{permission} to {role}"):
        grants_of(declared)


def test_roles_add_up_and_unknown_ones_give_nothing() -> None:
    grants = grants_of(
        (Permission("a.b.read", "x", ("staff", "curator")), Permission("a.b.write", "x", ("curator",)))
    )
    assert permissions_for(["staff"], grants) == {"a.b.read"}
    assert permissions_for(["staff", "curator"], grants) == {"a.b.read", "a.b.write"}
    assert permissions_for(["nobody"], grants) == frozenset()
    assert permissions_for([], grants) == frozenset()


def test_hr_sees_a_case_only_when_assigned() -> None:
    assert sees_only_assigned(["hr_officer"])
    assert sees_only_assigned(["hr_officer", "staff"])
    assert not sees_only_assigned(["hr_officer", "sss_member"])
    assert not sees_only_assigned(["staff"])
    assert reaches(["deputy_chair", "nobody"]) == {Reach.AGGREGATES}
