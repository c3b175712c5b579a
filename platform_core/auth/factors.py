"""What a user can prove beside a password: an app's codes, passkeys, recovery codes."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from platform_core.auth.models import Passkey, SecondFactor
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role


@dataclass(frozen=True, slots=True)
class Factors:
    """What a user has set up; `passkeys` can be used, `suspended` ones cannot."""

    has_codes: bool
    has_recovery: bool
    passkeys: int
    suspended: int

    @property
    def any(self) -> bool:
        """Whether a password alone no longer opens the account, not even after a passkey was suspended."""
        return self.has_codes or self.passkeys + self.suspended > 0

    @property
    def can_be_shown(self) -> bool:
        """Whether there is a factor to show again and again: recovery codes run out."""
        return self.has_codes or self.passkeys > 0


def factors_of(user_id: UUID) -> Factors:
    """Look up what a user has set up, in the sign-in role's own scope."""
    with as_role(Role.AUTH):
        return factors_in_scope(user_id)


def factors_in_scope(user_id: UUID) -> Factors:
    """Look up what a user has set up, within a scope of the sign-in role."""
    own = select(Passkey.suspended_at).where(Passkey.user_id == user_id)
    suspended = [moment is not None for moment in db.session.scalars(own)]
    columns = (SecondFactor.secret.is_not(None).label("has_codes"), SecondFactor.recovery)
    row = db.session.execute(select(*columns).where(SecondFactor.user_id == user_id)).one_or_none()
    return Factors(
        has_codes=row is not None and bool(row.has_codes),
        has_recovery=row is not None and bool(row.recovery),
        passkeys=suspended.count(False),
        suspended=suspended.count(True),
    )
