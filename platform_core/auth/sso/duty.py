"""Who may sign in with which provider, and who must: a rule without a database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

BREAK_GLASS = "platform_admin"
"""The central role that always gets in by password and second factor: providers can be down."""


class Place(Protocol):
    """What somebody is in one branch, as far as this rule asks."""

    @property
    def branch_id(self) -> UUID:
        """The branch."""

    @property
    def roles(self) -> frozenset[str]:
        """Codes of the roles held there."""


@dataclass(frozen=True, slots=True)
class BranchWay:
    """How a branch signs in: with an open provider, which its members must use or only may."""

    provider_code: str
    is_required: bool


def required_provider(memberships: Collection[Place], ways: Mapping[UUID, BranchWay]) -> str | None:
    """Return the provider that somebody must sign in with: the one that any of their branches requires."""
    if any(BREAK_GLASS in item.roles for item in memberships):
        return None
    found = (ways[item.branch_id] for item in memberships if item.branch_id in ways)
    return next((way.provider_code for way in found if way.is_required), None)


def usable_providers(memberships: Iterable[Place], ways: Mapping[UUID, BranchWay]) -> frozenset[str]:
    """Return the providers that somebody may sign in with: those of their branches."""
    return frozenset(ways[item.branch_id].provider_code for item in memberships if item.branch_id in ways)
