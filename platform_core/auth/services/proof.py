"""Who signed in a short while ago may change what one signs in with; who did long ago proves it again."""

from datetime import timedelta

from sqlalchemy import select, update

from platform_core.audit.recorder import record
from platform_core.auth.accounts import account_by_id, actor_at_home
from platform_core.auth.factors import factors_of
from platform_core.auth.faults import ProofStale
from platform_core.auth.identity import UserSession
from platform_core.auth.kit import current_kit
from platform_core.auth.models import BrowserSession
from platform_core.auth.services.second_factor import check_second_factor
from platform_core.auth.services.signing_in import Browser, charge_attempt, settle_attempt
from platform_core.auth.services.trail import USER, identities
from platform_core.clock import now
from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role

FRESH_FOR = timedelta(minutes=10)


def has_fresh_proof(session: UserSession) -> bool:
    """Whether the user signed in, or proved it again, within the last ten minutes."""
    proved_at = select(BrowserSession.proved_at).where(BrowserSession.id == session.id)
    with as_role(Role.AUTH):
        latest = db.session.scalar(proved_at)
    return now() - (latest or session.created_at) <= FRESH_FOR


def require_fresh_proof(session: UserSession) -> None:
    """Raise `ProofStale` unless `has_fresh_proof`."""
    if not has_fresh_proof(session):
        raise ProofStale


def prove_by_secret(session: UserSession, secret: str, *, browser: Browser) -> None:
    """Prove again by a code, where codes or recovery codes are set up, else by the password.

    Raises `SignInRefused` for a wrong code, `InvalidInput` for a wrong password, or `TooMany`.
    """
    by_code = asks_code(session)
    if by_code:
        check_second_factor(session, secret)
    else:
        _check_password(session, secret, browser)
    mark_proved(session, by="code" if by_code else "password")


def asks_code(session: UserSession) -> bool:
    """Whether a proof takes a code: a password alone would be less than what the sign-in took."""
    return factors_of(session.user_id).any


def mark_proved(session: UserSession, *, by: str) -> None:
    """Note that the user has just proved who they are."""
    with identities(actor_at_home(session)):
        own = update(BrowserSession).where(BrowserSession.id == session.id)
        db.session.execute(own.values(proved_at=now()))
        record("core.identity_proved", target=(USER, session.user_id), data={"by": by})


def _check_password(session: UserSession, password: str, browser: Browser) -> None:
    counters = charge_attempt(session.login, browser)
    known_hash = account_by_id(session.user_id).password_hash
    if not current_kit().passwords.is_right(password, known_hash):
        raise InvalidInput({"secret": [_("This is not your password.")]})
    settle_attempt(counters)
