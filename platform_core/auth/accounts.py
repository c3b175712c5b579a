"""Read accounts in the sign-in role's scope: who has a login, and in which branch they are at home."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from platform_core.auth.identity import (
    MEMBERSHIP_COLUMNS,
    MembershipInfo,
    UserSession,
    in_force,
    membership_of,
)
from platform_core.auth.models import Membership, User
from platform_core.clock import now
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.isolation.actor import Actor
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.tenancy.directory import central_branch


@dataclass(frozen=True, slots=True)
class Account:
    """A user as sign-in and administration see one, with the memberships in force."""

    id: UUID
    login: str
    name: str
    language: str
    password_hash: str | None
    invite_expires_at: datetime | None
    disabled_at: datetime | None
    memberships: tuple[MembershipInfo, ...]


def account_by_login(login: str) -> Account | None:
    """Return the account of a login, spelled in any case."""
    return _one(User.login == fold_login(login))


def account_by_id(user_id: UUID) -> Account:
    """Return an account; raise `NotFound`."""
    found = _one(User.id == user_id)
    if found is None:
        raise NotFound
    return found


def account_by_invitation(invite_hash: bytes) -> Account | None:
    """Return the account that an invitation in force was made for."""
    found = _one(User.invite_hash == invite_hash)
    if found is None or found.disabled_at or not found.invite_expires_at:
        return None
    return found if found.invite_expires_at > now() else None


def fold_login(login: str) -> str:
    """Spell a login as it is kept."""
    return login.strip().casefold()


def actor_at_home(account: Account | UserSession) -> Actor:
    """Return the user as an actor where the user's own deeds are recorded.

    That is the branch chosen last, else the first membership's, else the central office.
    """
    chosen = account.chosen_branch_id if isinstance(account, UserSession) else None
    ordered = sorted(account.memberships, key=lambda item: item.branch_id != chosen)
    home = ordered[0] if ordered else None
    return Actor(
        user_id=account.user_id if isinstance(account, UserSession) else account.id,
        person_id=home.person_id if home else None,
        display_name=home.display_name if home else account.name,
        branch_id=home.branch_id if home else central_branch().id,
        roles=home.roles if home else frozenset(),
        permissions=frozenset(),
    )


def _one(condition: ColumnElement[bool]) -> Account | None:
    counts = and_(Membership.user_id == User.id, *in_force(now()))
    columns = (
        User.id,
        User.login,
        User.name,
        User.language,
        User.password_hash,
        User.invite_expires_at,
        User.disabled_at,
    )
    query = select(*columns, *MEMBERSHIP_COLUMNS).outerjoin(Membership, counts).where(condition)
    with as_role(Role.AUTH):
        rows = db.session.execute(query.order_by(Membership.valid_from, Membership.id)).all()
    return _account_of(rows) if rows else None


def _account_of(rows: Any) -> Account:
    first = rows[0]
    return Account(
        id=first.id,
        login=first.login,
        name=first.name,
        language=first.language,
        password_hash=first.password_hash,
        invite_expires_at=first.invite_expires_at,
        disabled_at=first.disabled_at,
        memberships=tuple(membership_of(row) for row in rows if row.membership_id is not None),
    )
