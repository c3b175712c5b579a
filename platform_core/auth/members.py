"""Who in the branch at hand may do something: for notices and for choosing a colleague."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from platform_core.auth.identity import in_force
from platform_core.auth.kit import current_kit
from platform_core.auth.models import Membership
from platform_core.auth.roles import permissions_for
from platform_core.clock import now
from platform_core.extensions import db


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague in the branch at hand, as feature code may know one."""

    user_id: UUID
    person_id: UUID | None
    name: str
    roles: frozenset[str]


def members_with(permission: str) -> list[Member]:
    """List who holds `permission` in the branch of the open scope now, by name."""
    columns = (Membership.user_id, Membership.person_id, Membership.display_name, Membership.roles)
    rows = db.session.execute(
        select(*columns).where(*in_force(now())).order_by(Membership.display_name, Membership.id)
    )
    grants = current_kit().grants
    return [
        Member(row.user_id, row.person_id, row.display_name, frozenset(row.roles))
        for row in rows
        if permission in permissions_for(row.roles, grants)
    ]


def users_of(person_id: UUID) -> list[UUID]:
    """Return the accounts that a person has, or had, in the branch of the open scope."""
    return list(
        db.session.scalars(select(Membership.user_id).where(Membership.person_id == person_id).distinct())
    )


def member_names(user_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of users in the branch of the open scope, of former ones too, in one query."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Membership.user_id, Membership.display_name).where(Membership.user_id.in_(wanted))
    )
    return {row.user_id: row.display_name for row in rows}
