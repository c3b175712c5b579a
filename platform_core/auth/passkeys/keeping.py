"""One's own passkeys: listed and removed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from platform_core.audit.recorder import record
from platform_core.auth.accounts import actor_at_home
from platform_core.auth.factors import factors_in_scope
from platform_core.auth.identity import UserSession
from platform_core.auth.models import Passkey
from platform_core.auth.passkeys.registering import PASSKEY
from platform_core.auth.services.proof import require_fresh_proof
from platform_core.auth.services.second_factor import forget_bare_recovery, must_have_second_factor
from platform_core.auth.services.trail import identities
from platform_core.errors import InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    is_synced: bool
    created_at: datetime
    last_used_at: datetime | None
    suspended_at: datetime | None


def passkeys_of(user_id: UUID) -> list[PasskeyRow]:
    """List a user's passkeys, the newest first."""
    columns = (
        Passkey.id,
        Passkey.name,
        Passkey.is_synced,
        Passkey.created_at,
        Passkey.last_used_at,
        Passkey.suspended_at,
    )
    own = select(*columns).where(Passkey.user_id == user_id).order_by(Passkey.created_at.desc(), Passkey.id)
    with as_role(Role.AUTH):
        return [PasskeyRow(*row) for row in db.session.execute(own)]


def remove_passkey(session: UserSession, passkey_id: UUID) -> None:
    """Remove one's own passkey; raise `NotFound`, `ProofStale`, or `InvalidInput` for a last factor."""
    require_fresh_proof(session)
    is_duty = must_have_second_factor(session)
    with identities(actor_at_home(session)):
        own = delete(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == session.user_id)
        if not db.session.execute(own.returning(Passkey.id)).all():
            raise NotFound
        if is_duty and not factors_in_scope(session.user_id).can_be_shown:
            raise InvalidInput({"_schema": [_("Your role needs a second factor: set up another one first.")]})
        forget_bare_recovery(session.user_id)
        record("core.passkey_removed", target=(PASSKEY, passkey_id))
