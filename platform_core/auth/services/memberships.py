"""What users are in a branch; every change and its entry share one transaction."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from platform_core.audit.recorder import record
from platform_core.auth.accounts import account_by_login
from platform_core.auth.faults import OwnRoles
from platform_core.auth.identity import in_force
from platform_core.auth.models import Membership, Passkey, ProviderLink
from platform_core.auth.roles import roles_for
from platform_core.auth.services.trail import MEMBERSHIP, identities
from platform_core.clock import now
from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import gettext as _
from platform_core.isolation.actor import Actor


def check_roles(roles: Sequence[str], branch: BranchInfo) -> list[str]:
    """Say what is wrong with a choice of roles for a branch, or for the central office."""
    if not roles:
        return [_("Choose at least one role.")]
    if set(roles) - set(roles_for(central=branch.is_central)):
        return [_("Choose one of the answers listed.")]
    return []


def give_roles(login: str, *, name: str, roles: Sequence[str], branch: BranchInfo, actor: Actor) -> UUID:
    """Give an existing user roles in a branch; raise `InvalidInput`, or `Forbidden` for one's own."""
    if faults := check_roles(roles, branch):
        raise InvalidInput({"roles": faults})
    account = account_by_login(login)
    if account is None:
        raise InvalidInput({"login": [_("Nobody has this login.")]})
    _refuse_own(account.id, actor)
    with identities(actor, at=branch.id):
        add_membership(account.id, branch_id=branch.id, name=name.strip() or account.name, roles=roles)
    return account.id


def add_membership(
    user_id: UUID, *, branch_id: UUID, name: str, roles: Sequence[str], person_id: UUID | None = None
) -> Membership:
    """Add a membership, or revive one that ended, within `identities()`."""
    known = select(Membership).where(Membership.user_id == user_id, Membership.branch_id == branch_id)
    row = db.session.scalar(known)
    if row is not None and row.ended_at is None:
        raise InvalidInput({"login": [_("This user already has roles here.")]})
    if row is None:
        row = Membership(branch_id=branch_id, user_id=user_id, person_id=person_id)
        db.session.add(row)
    row.display_name, row.roles = name, sorted(set(roles))
    row.valid_from, row.ended_at = now(), None
    db.session.flush()
    record(
        "core.membership_added", target=(MEMBERSHIP, row.id), facts={"name": name}, data={"roles": row.roles}
    )
    return row


def change_roles(
    membership_id: UUID,
    *,
    name: str,
    roles: Sequence[str],
    branch: BranchInfo,
    actor: Actor,
    version: int | None = None,
) -> None:
    """Change somebody's name and roles in a branch; nobody changes their own.

    `version` is what the editor read: raise `Conflict` if somebody changed it since.
    """
    if faults := check_roles(roles, branch):
        raise InvalidInput({"roles": faults})
    with identities(actor, at=branch.id):
        row = _editable(membership_id, branch, actor)
        if version is not None and version != row.version:
            raise Conflict
        data = {"before": row.roles, "after": sorted(set(roles))}
        row.display_name, row.roles = name.strip() or row.display_name, sorted(set(roles))
        target = (MEMBERSHIP, row.id)
        record("core.membership_changed", target=target, facts={"name": row.display_name}, data=data)


def end_membership(membership_id: UUID, *, branch: BranchInfo, actor: Actor) -> None:
    """End what somebody is in a branch, at once; nobody ends their own.

    With the last of their roles go their passkeys and what ties them to providers.
    """
    with identities(actor, at=branch.id):
        row = _editable(membership_id, branch, actor)
        row.ended_at = now()
        db.session.flush()
        _forget_keys_of_leaver(row.user_id)
        target, facts = (MEMBERSHIP, row.id), {"name": row.display_name}
        record("core.membership_ended", target=target, facts=facts, data={"roles": row.roles})


def _forget_keys_of_leaver(user_id: UUID) -> None:
    left = select(Membership.id).where(Membership.user_id == user_id, *in_force(now())).limit(1)
    if db.session.scalar(left) is None:
        for model in (Passkey, ProviderLink):
            db.session.execute(delete(model).where(model.user_id == user_id))


def _editable(membership_id: UUID, branch: BranchInfo, actor: Actor) -> Membership:
    own = (Membership.branch_id == branch.id, Membership.id == membership_id)
    row = db.session.scalar(select(Membership).where(*own))
    if row is None or row.ended_at is not None:
        raise NotFound
    _refuse_own(row.user_id, actor)
    return row


def _refuse_own(user_id: UUID, actor: Actor) -> None:
    """Nobody gives roles to themselves: an administrator's rights would be anybody's."""
    if user_id == actor.user_id:
        raise OwnRoles
