"""Who may do what, as pure data: the roles, what each can see of a case, and what it may ever hold.

No Flask, no database, no translation. Titles in the three languages live in `titles.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from types import MappingProxyType

from platform_core.hooks.manifest import Permission

Grants = Mapping[str, frozenset[str]]
"""Role code → the permission codes it is granted."""


class Reach(StrEnum):
    """How far a role sees into cases; permissions say what, reach says whose."""

    NONE = "none"
    OWN = "own"
    ASSIGNED = "assigned"
    BRANCH = "branch"
    AGGREGATES = "aggregates"
    TRAIL = "trail"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """A role: `ceiling` holds patterns of the only permissions it may ever be granted."""

    code: str
    reach: Reach
    central: bool = False
    ceiling: tuple[str, ...] = ("*",)

    def may_hold(self, permission: str) -> bool:
        """Whether `permission` lies under this role's ceiling."""
        return any(fnmatchcase(permission, pattern) for pattern in self.ceiling)


EVERYBODY_HOLDS = ("core.account.own", "core.inbox.read", "core.policy.read")
"""Permissions of every signed-in person; they reveal nothing of a case."""

_FIGURES = ("*.figures.*", "*.central.figures", "*.indicators.*", "*.aggregates.*")
_AGGREGATES = (*EVERYBODY_HOLDS, *_FIGURES, "core.branches.read")
_TRAIL = (*EVERYBODY_HOLDS, "core.audit.*", "core.branches.read")
_SWITCHED = ("modules", "users", "tokens", "branches", "jobs", "settings")
_SWITCHBOARD = (*EVERYBODY_HOLDS, *(f"core.{noun}.*" for noun in _SWITCHED))

ROLES: Mapping[str, RoleSpec] = MappingProxyType(
    {
        spec.code: spec
        for spec in (
            RoleSpec("staff", Reach.OWN),
            RoleSpec("curator", Reach.OWN),
            RoleSpec("psychologist", Reach.BRANCH),
            RoleSpec("sss_member", Reach.BRANCH),
            RoleSpec("sss_head", Reach.BRANCH),
            RoleSpec("branch_head", Reach.BRANCH),
            RoleSpec("front_desk", Reach.NONE),
            # A2 gives HR the cases about staff; it sees one only when it is assigned to it.
            RoleSpec("hr_officer", Reach.ASSIGNED),
            RoleSpec("visit_leader", Reach.OWN),
            RoleSpec("visits_coordinator", Reach.NONE),
            RoleSpec("training_coordinator", Reach.NONE),
            RoleSpec("branch_admin", Reach.NONE),
            RoleSpec("wellbeing_officer", Reach.NETWORK, central=True),
            RoleSpec("central_hr", Reach.ASSIGNED, central=True),
            RoleSpec("deputy_chair", Reach.AGGREGATES, central=True, ceiling=_AGGREGATES),
            RoleSpec("auditor", Reach.TRAIL, central=True, ceiling=_TRAIL),
            RoleSpec("platform_admin", Reach.NONE, central=True, ceiling=_SWITCHBOARD),
        )
    }
)

BRANCH_ROLES = tuple(code for code, spec in ROLES.items() if not spec.central)
CENTRAL_ROLES = tuple(code for code, spec in ROLES.items() if spec.central)


def roles_for(*, central: bool) -> tuple[str, ...]:
    """List the roles a membership may hold in the central office, or in a branch."""
    return CENTRAL_ROLES if central else BRANCH_ROLES


def is_central(role: str) -> bool:
    """Whether `role` belongs to the central office; an unknown role belongs nowhere."""
    return role in CENTRAL_ROLES


def grants_of(permissions: Iterable[Permission]) -> Grants:
    """Turn declared permissions into grants by role; raise `ValueError` naming every wrong one.

    A grant is wrong when the role is unknown or the permission is above the role's ceiling: the
    auditor sees the trail only, the deputy chair aggregates only, the platform administrator
    modules and users only.
    """
    declared = tuple(permissions)
    faults = misgranted(declared)
    if faults:
        message = "permissions granted wrongly: " + "; ".join(faults)
        raise ValueError(message)
    return MappingProxyType(
        {role: frozenset(item.code for item in declared if role in item.roles) for role in ROLES}
    )


def misgranted(permissions: Iterable[Permission]) -> tuple[str, ...]:
    """Name each grant to an unknown role or above a role's ceiling."""
    return tuple(
        f"{item.code} to {role}"
        for item in permissions
        for role in item.roles
        if role not in ROLES or not ROLES[role].may_hold(item.code)
    )


def permissions_for(roles: Iterable[str], grants: Grants) -> frozenset[str]:
    """Gather the permissions of a set of roles; unknown roles give nothing."""
    return frozenset().union(*(grants.get(role, frozenset()) for role in roles))


def reaches(roles: Iterable[str]) -> frozenset[Reach]:
    """Say how far into cases a set of roles sees, all together."""
    return frozenset(ROLES[role].reach for role in roles if role in ROLES)


def sees_only_assigned(roles: Iterable[str]) -> bool:
    """Whether these roles open a case only when assigned to it (A2: HR and cases about staff)."""
    reach = reaches(roles)
    return Reach.ASSIGNED in reach and not reach & {Reach.BRANCH, Reach.NETWORK}
