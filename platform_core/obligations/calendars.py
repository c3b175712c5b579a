"""Secret addresses of calendars: made once, kept as a hash, revoked at once."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from platform_core.audit.recorder import record
from platform_core.auth.identity import in_force
from platform_core.auth.kit import current_kit
from platform_core.auth.models import Membership, User
from platform_core.auth.roles import permissions_for
from platform_core.auth.secrets import hash_of, looks_like_secret, new_secret
from platform_core.clock import now
from platform_core.errors import Conflict, Forbidden, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.isolation.actor import Actor
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, current_branch_id
from platform_core.obligations.access import OVERSEE, READ
from platform_core.obligations.models import CalendarToken

TARGET = "core_calendar_token"
MINE, BRANCH = "mine", "branch"
MOST_ADDRESSES = 5


@dataclass(frozen=True, slots=True)
class CalendarReader:
    """Whose calendar asks: the member as an actor, in which language, and how far it may see."""

    actor: Actor
    language: str
    reach: str


def own_calendars(user_id: UUID) -> list[CalendarToken]:
    """List a member's addresses that are in force, the newest first."""
    own = select(CalendarToken).where(CalendarToken.user_id == user_id, CalendarToken.revoked_at.is_(None))
    return list(db.session.scalars(own.order_by(CalendarToken.created_at.desc(), CalendarToken.id.desc())))


def make_calendar(actor: Actor, *, reach: str) -> str:
    """Make an address and return its secret, which nobody can read again; the caller commits.

    Raises `Forbidden` for who may not see so far, `InvalidInput` for one address too many.
    """
    if actor.user_id is None or (reach == BRANCH and not actor.can(OVERSEE)):
        raise Forbidden(OVERSEE)
    if len(own_calendars(actor.user_id)) >= MOST_ADDRESSES:
        raise InvalidInput({"reach": [_("Revoke an address first: there are %(max)s.", max=MOST_ADDRESSES)]})
    secret = new_secret()
    row = CalendarToken(user_id=actor.user_id, token_hash=hash_of(secret), reach=reach)
    db.session.add(row)
    db.session.flush()
    record("core.calendar_opened", target=(TARGET, row.id), data={"reach": reach})
    return secret


def revoke_calendar(calendar_id: UUID, actor: Actor) -> None:
    """Revoke one's own address; raise `NotFound` for another's, `Conflict` the second time."""
    own = select(CalendarToken).where(CalendarToken.id == calendar_id, CalendarToken.user_id == actor.user_id)
    row = db.require(own)
    if row.revoked_at is not None:
        raise Conflict
    row.revoked_at = now()
    db.session.flush()
    record("core.calendar_closed", target=(TARGET, row.id))


def reader_of(secret: str) -> CalendarReader:
    """Return whose calendar asks with a secret; raise `NotFound` for every secret that does not count.

    The hash is what is compared, so how long that takes says nothing of the secret. An address counts as
    long as its member does, and may do what it was made for.
    """
    row = _token(secret)
    language = _language_of(row.user_id)
    member = db.session.execute(
        select(Membership.person_id, Membership.display_name, Membership.roles).where(
            Membership.user_id == row.user_id, *in_force(now())
        )
    ).one_or_none()
    if member is None:
        raise NotFound
    permissions = permissions_for(member.roles, current_kit().grants)
    actor = Actor(
        user_id=row.user_id,
        person_id=member.person_id,
        display_name=member.display_name,
        branch_id=current_branch_id(),
        roles=frozenset(member.roles),
        permissions=permissions,
    )
    if not actor.can(OVERSEE if row.reach == BRANCH else READ):
        raise NotFound
    return CalendarReader(actor, language, row.reach)


def _token(secret: str) -> CalendarToken:
    if not looks_like_secret(secret):
        raise NotFound
    known = select(CalendarToken).where(
        CalendarToken.token_hash == hash_of(secret), CalendarToken.revoked_at.is_(None)
    )
    return db.require(known)


def _language_of(user_id: UUID) -> str:
    """Return the language of a user who is not shut out; raise `NotFound` else."""
    wanted = select(User.language).where(User.id == user_id, User.disabled_at.is_(None))
    with as_role(Role.AUTH):
        language = db.require(wanted)
    return str(language)
