"""API tokens: a branch, a few permissions, an end; shown once, kept as a hash."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from platform_core.audit.recorder import record
from platform_core.auth.accounts import account_by_id
from platform_core.auth.kit import current_kit
from platform_core.auth.models import NAME_LENGTH, ApiToken
from platform_core.auth.roles import permissions_for
from platform_core.auth.secrets import hash_of, new_token
from platform_core.auth.services.trail import TOKEN, identities
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.errors import InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import gettext as _
from platform_core.isolation.actor import Actor
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role

LONGEST_LIFE = timedelta(days=366)


def issue_token(
    name: str,
    *,
    branch: BranchInfo,
    permissions: Sequence[str],
    lifetime: timedelta,
    actor: Actor,
    user_id: UUID | None = None,
) -> str:
    """Make a token and return its text, the only time; raise `InvalidInput`.

    A token of a user holds at most what that user may do in the branch, now and whenever it is used.
    """
    _check(name, permissions, lifetime, allowed=_allowed(branch, user_id))
    token = new_token()
    moment = now()
    row = ApiToken(
        id=new_id(),
        token_hash=hash_of(token),
        branch_id=branch.id,
        user_id=user_id,
        name=name.strip(),
        permissions=sorted(set(permissions)),
        created_at=moment,
        expires_at=moment + lifetime,
    )
    data = {"permissions": row.permissions, "days": lifetime.days}
    with identities(actor, at=branch.id):
        db.session.add(row)
        record("core.token_issued", target=(TOKEN, row.id), data=data)
    return token


def revoke_token(
    token_id: UUID, *, actor: Actor, user_id: UUID | None = None, branch_id: UUID | None = None
) -> None:
    """End a token at once; raise `NotFound` unless it is the user's, or the branch's."""
    with as_role(Role.AUTH):
        row = db.session.execute(
            select(ApiToken.branch_id, ApiToken.user_id).where(ApiToken.id == token_id)
        ).one_or_none()
    is_own = row is not None and user_id is not None and row.user_id == user_id
    is_of_branch = row is not None and branch_id is not None and row.branch_id == branch_id
    if row is None or not (is_own or is_of_branch):
        raise NotFound
    with identities(actor, at=row.branch_id):
        alive = update(ApiToken).where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        db.session.execute(alive.values(revoked_at=now()))
        record("core.token_revoked", target=(TOKEN, token_id))


def _allowed(branch: BranchInfo, user_id: UUID | None) -> frozenset[str]:
    kit = current_kit()
    if user_id is None:
        return frozenset(kit.permissions)
    here = [item for item in account_by_id(user_id).memberships if item.branch_id == branch.id]
    return permissions_for(here[0].roles, kit.grants) if here else frozenset()


def _check(name: str, permissions: Sequence[str], lifetime: timedelta, *, allowed: frozenset[str]) -> None:
    faults: dict[str, list[str]] = {}
    if not name.strip() or len(name.strip()) > NAME_LENGTH:
        faults["name"] = [_("Give a name of 1 to 80 characters.")]
    if not permissions:
        faults["permissions"] = [_("Choose at least one permission.")]
    elif refused := sorted(set(permissions) - allowed):
        faults["permissions"] = [_("Not allowed here: %(codes)s.", codes=", ".join(refused))]
    if not timedelta(0) < lifetime <= LONGEST_LIFE:
        faults["expires"] = [_("A token lives from 1 to 366 days.")]
    if faults:
        raise InvalidInput(faults)
