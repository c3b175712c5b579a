"""What a user can prove beside a password: an app's codes, passkeys, recovery codes."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from platform_core.auth.models import Passkey, SecondFactor
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role


@dataclass(frozen=True, slots=True)
class Factors:
    """What a user has set up; passkeys that were suspended are not counted."""

    has_codes: bool
    has_recovery: bool
    passkeys: int

    @property
    def any(self) -> bool:
        """Whether a password alone no longer opens the account."""
        return self.has_codes or self.passkeys > 0


def factors_of(user_id: UUID) -> Factors:
    """Look up what a user has set up, in the sign-in role's own scope."""
    with as_role(Role.AUTH):
        return factors_in_scope(user_id)


def factors_in_scope(user_id: UUID) -> Factors:
    """Look up what a user has set up, within a scope of the sign-in role."""
    usable = (Passkey.user_id == user_id, Passkey.suspended_at.is_(None))
    passkeys = db.session.scalar(select(func.count()).select_from(Passkey).where(*usable)) or 0
    columns = (SecondFactor.secret.is_not(None).label("has_codes"), SecondFactor.recovery)
    row = db.session.execute(select(*columns).where(SecondFactor.user_id == user_id)).one_or_none()
    if row is None:
        return Factors(has_codes=False, has_recovery=False, passkeys=passkeys)
    return Factors(has_codes=bool(row.has_codes), has_recovery=bool(row.recovery), passkeys=passkeys)
