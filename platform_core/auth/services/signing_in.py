"""Signing in: throttled, in the same work for known and unknown logins, and recorded."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete, update

from platform_core.audit.recorder import record
from platform_core.auth.accounts import Account, account_by_login, actor_at_home, fold_login
from platform_core.auth.faults import SignInRefused
from platform_core.auth.kit import AuthKit, current_kit
from platform_core.auth.models import BrowserSession, User
from platform_core.auth.secrets import hash_of, new_secret
from platform_core.auth.services.trail import USER, identities
from platform_core.auth.sessions import DEVICE_LIFETIME
from platform_core.auth.throttle import (
    Counter,
    address_bucket,
    charge,
    code_counter,
    counters_of,
    network_counter,
    settle,
)
from platform_core.clock import now
from platform_core.errors import TooMany
from platform_core.extensions import db
from platform_core.isolation.actor import PUBLIC_ACTOR
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role

log = structlog.get_logger(__name__)

LONGEST_LOGIN, LONGEST_PASSWORD = 80, 256
KEEP_ENDED_SESSIONS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where an attempt comes from: `device` is the device cookie, `ticket` the session cookie as sent."""

    address: str | None
    device: str | None = None
    ticket: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a right password gives: a new ticket and a device cookie, both for this browser only."""

    ticket: str
    device: str


def check_password(login: str, password: str, *, browser: Browser) -> Account:
    """Return the account that a login and a password open; raise `SignInRefused` or `TooMany`.

    Unknown, closed and uninvited accounts cost the same work and get the same answer.
    """
    kit = current_kit()
    folded = fold_login(login)[: LONGEST_LOGIN + 1]
    counters = charge_attempt(folded, browser)
    account = account_by_login(folded)
    is_open = account is not None and account.disabled_at is None
    known_hash = account.password_hash if account and is_open else None
    is_right = kit.passwords.is_right(password[: LONGEST_PASSWORD + 1], known_hash)
    if account is None or not is_right:
        refuse_sign_in(account)
        raise SignInRefused
    _settle(account, password, counters)
    return account


def _settle(account: Account, password: str, counters: tuple[Counter, ...]) -> None:
    """Take back the charge, and hash the password anew if the costs have changed."""
    kit = current_kit()
    stale = kit.passwords.needs_rehash(account.password_hash or "")
    better_hash = kit.passwords.hash(password) if stale else None
    with as_role(Role.AUTH, write=True):
        settle(counters)
        if better_hash is not None:
            db.session.execute(update(User).where(User.id == account.id).values(password_hash=better_hash))
        db.session.commit()


def open_session(account: Account, *, browser: Browser, by: str = "password") -> SignedIn:
    """Open a session for somebody who has proved who they are, with a ticket never used before.

    `by` says how, for the trail: `password`, `passkey` or `provider`.
    """
    kit = current_kit()
    ticket = new_secret()
    with identities(actor_at_home(account)):
        _end_previous(browser.ticket)
        db.session.add(new_session(account.id, ticket, kit=kit, label=browser.label))
        record("core.signed_in", target=(USER, account.id), data={"by": by})
    return SignedIn(ticket, make_device(kit, account.login, browser.device))


def charge_attempt(login: str, browser: Browser) -> tuple[Counter, ...]:
    """Charge an attempt to its counters before any password is checked; raise `TooMany`."""
    kit = current_kit()
    counters = counters_of(
        login=login,
        bucket=address_bucket(browser.address),
        device=_device_of(kit, login, browser.device),
        secret=kit.secret,
    )
    return _charged(counters)


def charge_network(browser: Browser) -> tuple[Counter, ...]:
    """Charge an attempt that names no login to its network; raise `TooMany`."""
    return _charged((network_counter(address_bucket(browser.address), secret=current_kit().secret),))


def charge_code(user_id: UUID) -> tuple[Counter, ...]:
    """Charge an attempt at a user's second factor; raise `TooMany`."""
    return _charged((code_counter(str(user_id), secret=current_kit().secret),))


def _charged(counters: tuple[Counter, ...]) -> tuple[Counter, ...]:
    with as_role(Role.AUTH, write=True):
        wait = charge(counters)
        db.session.commit()
    if wait:
        log.info("sign_in_throttled", kinds=[counter.kind for counter in counters])
        raise TooMany(wait)
    return counters


def settle_attempt(counters: tuple[Counter, ...]) -> None:
    """Take back the charge of an attempt that succeeded."""
    with as_role(Role.AUTH, write=True):
        settle(counters)
        db.session.commit()


def refuse_sign_in(account: Account | None, reason: str = "wrong_password") -> None:
    """Record a refusal in the trail of the account's home; strangers' logins only leave a log line.

    Otherwise anybody outside could fill the trail with entries about nobody.
    """
    if account is None:
        log.info("sign_in_refused", reason="unknown_login")
        return
    reason = "account_closed" if account.disabled_at else reason
    with identities(PUBLIC_ACTOR, at=actor_at_home(account).branch_id):
        record("core.sign_in_refused", target=(USER, account.id), data={"reason": reason})


def new_session(user_id: UUID, ticket: str, *, kit: AuthKit, label: str) -> BrowserSession:
    """Make the row of a session that begins now."""
    moment = now()
    return BrowserSession(
        ticket_hash=hash_of(ticket),
        user_id=user_id,
        device=label[:80],
        created_at=moment,
        seen_at=moment,
        expires_at=moment + kit.lifetime,
    )


def _end_previous(ticket: str | None) -> None:
    """End the session that the browser came with, and forget sessions long over."""
    moment = now()
    if ticket is not None:
        previous = update(BrowserSession).where(BrowserSession.ticket_hash == hash_of(ticket))
        db.session.execute(previous.where(BrowserSession.revoked_at.is_(None)).values(revoked_at=moment))
    over = delete(BrowserSession).where(BrowserSession.expires_at < moment - KEEP_ENDED_SESSIONS)
    db.session.execute(over)


# --- devices -------------------------------------------------------------------------------------


def make_device(kit: AuthKit, login: str, previous: str | None) -> str:
    """Sign the cookie that lets this login's own counter be used from this browser."""
    device = _device_of(kit, login, previous) or new_secret()
    return str(_signer(kit).dumps([device, _mark_of(kit, login)]))


def _device_of(kit: AuthKit, login: str, cookie: str | None) -> str | None:
    """Return the id in a genuine device cookie of this very login."""
    if not cookie:
        return None
    try:
        device, mark = _signer(kit).loads(cookie, max_age=int(DEVICE_LIFETIME.total_seconds()))
    except (BadData, ValueError):
        return None
    return str(device) if hmac.compare_digest(str(mark), _mark_of(kit, login)) else None


def _mark_of(kit: AuthKit, login: str) -> str:
    return hmac.new(kit.secret, f"device\n{login}".encode(), "sha256").hexdigest()


def _signer(kit: AuthKit) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(kit.secret, salt="qorgau device")
