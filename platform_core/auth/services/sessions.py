"""Ending sessions, on this device or everywhere, and choosing where one works."""

from uuid import UUID

from sqlalchemy import select, update

from platform_core.audit.recorder import record
from platform_core.auth.accounts import actor_at_home
from platform_core.auth.identity import UserSession
from platform_core.auth.models import BrowserSession
from platform_core.auth.secrets import hash_of, new_secret
from platform_core.auth.services.trail import SESSION, USER, identities
from platform_core.clock import now
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role


def sign_out(session: UserSession) -> None:
    """End the session at hand."""
    with identities(actor_at_home(session)):
        _revoke(session.user_id, only=session.id)
        record("core.signed_out", target=(USER, session.user_id))


def sign_out_everywhere(session: UserSession) -> None:
    """End every session of the user, the one at hand too."""
    with identities(actor_at_home(session)):
        end_all_sessions(session.user_id)
        record("core.signed_out_everywhere", target=(USER, session.user_id))


def end_session(session: UserSession, session_id: UUID) -> None:
    """End one of the user's own sessions; raise `NotFound` for anybody else's."""
    with as_role(Role.AUTH):
        owner = db.session.scalar(select(BrowserSession.user_id).where(BrowserSession.id == session_id))
    if owner != session.user_id:
        raise NotFound
    with identities(actor_at_home(session)):
        _revoke(session.user_id, only=session_id)
        record("core.session_revoked", target=(SESSION, session_id))


def choose_branch(session: UserSession, branch_id: UUID) -> None:
    """Remember where the user works; raise `NotFound` without a membership there.

    The address decides the rights of every page, so this only chooses where one starts.
    """
    if session.membership_in(branch_id) is None:
        raise NotFound
    with as_role(Role.AUTH, write=True):
        own = update(BrowserSession).where(BrowserSession.id == session.id)
        db.session.execute(own.values(chosen_branch_id=branch_id))
        db.session.commit()


def end_all_sessions(user_id: UUID) -> None:
    """End every session of a user; the caller holds the sign-in role's write scope and commits."""
    _revoke(user_id, only=None)


def rotate_ticket(session: UserSession) -> str:
    """Give the session a new ticket, so that a stolen old one is worth nothing; the caller commits.

    The session's end does not move.
    """
    ticket = new_secret()
    own = update(BrowserSession).where(BrowserSession.id == session.id)
    db.session.execute(own.values(ticket_hash=hash_of(ticket), revoked_at=None, seen_at=now()))
    return ticket


def _revoke(user_id: UUID, *, only: UUID | None) -> None:
    query = update(BrowserSession).where(
        BrowserSession.user_id == user_id, BrowserSession.revoked_at.is_(None)
    )
    if only is not None:
        query = query.where(BrowserSession.id == only)
    db.session.execute(query.values(revoked_at=now()))
