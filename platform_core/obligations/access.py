"""Who sees what is due: what one's roles answer for, what was given to one, and for some all of it."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from platform_core.errors import Conflict
from platform_core.extensions import db
from platform_core.isolation.actor import Actor
from platform_core.obligations.models import Obligation
from platform_core.obligations.registry import Duty, codes_owned_by

READ, OVERSEE = "core.obligations.read", "core.obligations.oversee"
WAIVE, NETWORK = "core.obligations.waive", "core.obligations.network"


def is_mine(actor: Actor, duties: Mapping[str, Duty]) -> ColumnElement[bool]:
    """Return the condition of what the actor answers for, by a role or by name."""
    owned = Obligation.code.in_(codes_owned_by(actor.roles, duties))
    given = Obligation.code.in_(list(duties)) & (Obligation.assigned_to == actor.user_id)
    return or_(owned & Obligation.assigned_to.is_(None), given) if actor.user_id else owned


def is_visible(actor: Actor, duties: Mapping[str, Duty]) -> ColumnElement[bool]:
    """Return the condition of what the actor may see: one's own, or for who oversees everything active.

    What was given to a colleague in the same role stays visible to that role.
    """
    if actor.can(OVERSEE):
        return Obligation.code.in_(list(duties))
    return or_(Obligation.code.in_(codes_owned_by(actor.roles, duties)), is_mine(actor, duties))


def may_act_on(actor: Actor, duty: Duty, assigned_to: UUID | None) -> bool:
    """Return whether the actor may say that something is done: its owners, and who oversees."""
    is_owner = bool(actor.roles & set(duty.spec.owners))
    return is_owner or actor.can(OVERSEE) or (assigned_to is not None and assigned_to == actor.user_id)


def get_visible(obligation_id: UUID, actor: Actor, duties: Mapping[str, Duty]) -> Obligation:
    """Return an obligation that the actor may see; raise `NotFound`, also while its module is off."""
    wanted = select(Obligation).where(Obligation.id == obligation_id, is_visible(actor, duties))
    return db.require(wanted)


def lock_visible(
    obligation_id: UUID, actor: Actor, duties: Mapping[str, Duty], *, version: int
) -> Obligation:
    """Return an obligation for a change; raise `NotFound`, or `Conflict` if it changed since `version`."""
    wanted = select(Obligation).where(Obligation.id == obligation_id, is_visible(actor, duties))
    found = db.require(wanted.with_for_update().execution_options(populate_existing=True))
    if found.version != version or found.status != "open":
        raise Conflict
    return found
