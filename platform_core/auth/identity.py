"""Who asks: a browser's ticket or a program's token, looked up once a request.

Called at the edge, before the scope of the request opens; these functions open the sign-in role's
own short scopes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Request
from sqlalchemy import Select, and_, or_, select, update

from platform_core.auth.kit import current_kit
from platform_core.auth.models import ApiToken, BrowserSession, Membership, User
from platform_core.auth.roles import permissions_for
from platform_core.auth.secrets import TOKEN_PREFIX, hash_of, looks_like_secret
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, has_scope

TOUCH_EVERY = timedelta(minutes=1)
API_PREFIX = "/api/"
_SEEN, _TOKEN = "qorgau.signed_in", "qorgau.token"


@dataclass(frozen=True, slots=True)
class MembershipInfo:
    """What a user is in one branch, now."""

    id: UUID
    branch_id: UUID
    person_id: UUID | None
    display_name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class UserSession:
    """A signed-in browser: the session, its user and every membership in force."""

    id: UUID
    user_id: UUID
    login: str
    name: str
    email: str | None
    language: str
    chosen_branch_id: UUID | None
    created_at: datetime
    seen_at: datetime
    memberships: tuple[MembershipInfo, ...]

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Name the user as Flask-Login asks for it."""
        return str(self.user_id)

    def membership_in(self, branch_id: UUID) -> MembershipInfo | None:
        """Return what the user is in a branch, if anything."""
        return next((item for item in self.memberships if item.branch_id == branch_id), None)


@dataclass(frozen=True, slots=True)
class TokenUse:
    """A genuine token at work: where it counts and what it may do there."""

    id: UUID
    branch_id: UUID
    actor: Actor


def identify(request: Request) -> UserSession | None:
    """Return who is signed in by cookie; a request with a token is nobody here."""
    if bearer_of(request) is not None:
        return None
    if _SEEN not in request.environ:
        request.environ[_SEEN] = _find_session(request)
    found: UserSession | None = request.environ[_SEEN]
    return found


def forget_identity(request: Request) -> None:
    """Look again on the next question: the request has just signed in or out."""
    request.environ.pop(_SEEN, None)


def resolve_actor(request: Request, branch: BranchInfo) -> Actor | None:
    """Return who acts in `branch`; nobody for strangers to it, whether signed in or not."""
    if bearer_of(request) is not None:
        use = token_use(request)
        return use.actor if use and use.branch_id == branch.id else None
    session = identify(request)
    membership = session.membership_in(branch.id) if session else None
    if session is None or membership is None:
        return None
    return Actor(
        user_id=session.user_id,
        person_id=membership.person_id,
        display_name=membership.display_name,
        branch_id=branch.id,
        roles=membership.roles,
        permissions=permissions_for(membership.roles, current_kit().grants),
    )


def bearer_of(request: Request) -> str | None:
    """Return the token a program sent; only the API takes tokens."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    is_bearer = request.path.startswith(API_PREFIX) and scheme.lower() == "bearer"
    return token.strip() if is_bearer else None


def token_use(request: Request) -> TokenUse | None:
    """Return the genuine token of the request, whichever branch it is for."""
    if _TOKEN not in request.environ:
        token = bearer_of(request)
        request.environ[_TOKEN] = _find_token(token) if token else None
    found: TokenUse | None = request.environ[_TOKEN]
    return found


# --- browsers ------------------------------------------------------------------------------------


def _find_session(request: Request) -> UserSession | None:
    ticket = request.cookies.get(current_kit().sessions.cookie_name())
    if ticket is None or not looks_like_secret(ticket):
        return None
    with as_role(Role.AUTH):
        rows = db.session.execute(_session_query(hash_of(ticket))).all()
    if not rows:
        return None
    found = _session_of(rows)
    # inside an open scope a second writer could wait for the first: the next request will touch
    if now() - found.seen_at >= TOUCH_EVERY and not has_scope():
        _touch(found.id)
    return found


def _session_query(ticket_hash: bytes) -> Select[*tuple[Any, ...]]:
    moment = now()
    return (
        select(
            BrowserSession.id.label("session_id"),
            BrowserSession.chosen_branch_id,
            BrowserSession.created_at,
            BrowserSession.seen_at,
            User.id.label("user_id"),
            User.login,
            User.name,
            User.email,
            User.language,
            *MEMBERSHIP_COLUMNS,
        )
        .join(User, User.id == BrowserSession.user_id)
        .outerjoin(Membership, and_(Membership.user_id == User.id, *in_force(moment)))
        .where(
            BrowserSession.ticket_hash == ticket_hash,
            BrowserSession.revoked_at.is_(None),
            BrowserSession.expires_at > moment,
            BrowserSession.seen_at > moment - current_kit().idle,
            User.disabled_at.is_(None),
        )
        .order_by(Membership.valid_from, Membership.id)
    )


MEMBERSHIP_COLUMNS = (
    Membership.id.label("membership_id"),
    Membership.branch_id,
    Membership.person_id,
    Membership.display_name,
    Membership.roles,
)


def in_force(moment: datetime) -> tuple[Any, ...]:
    """Say which memberships count at a moment."""
    return (
        Membership.valid_from <= moment,
        or_(Membership.ended_at.is_(None), Membership.ended_at > moment),
    )


def _session_of(rows: Any) -> UserSession:
    first = rows[0]
    return UserSession(
        id=first.session_id,
        user_id=first.user_id,
        login=first.login,
        name=first.name,
        email=first.email,
        language=first.language,
        chosen_branch_id=first.chosen_branch_id,
        created_at=first.created_at,
        seen_at=first.seen_at,
        memberships=tuple(membership_of(row) for row in rows if row.membership_id is not None),
    )


def membership_of(row: Any) -> MembershipInfo:
    """Make the view of a membership from a row of `MEMBERSHIP_COLUMNS`."""
    return MembershipInfo(
        row.membership_id, row.branch_id, row.person_id, row.display_name, frozenset(row.roles)
    )


def _touch(session_id: UUID) -> None:
    with as_role(Role.AUTH, write=True):
        alive = update(BrowserSession).where(
            BrowserSession.id == session_id, BrowserSession.revoked_at.is_(None)
        )
        db.session.execute(alive.values(seen_at=now()))
        db.session.commit()


# --- programs ------------------------------------------------------------------------------------


def _find_token(token: str) -> TokenUse | None:
    if not looks_like_secret(token.removeprefix(TOKEN_PREFIX)):
        return None
    with as_role(Role.AUTH):
        row = db.session.execute(_token_query(hash_of(token))).one_or_none()
    if row is None:
        return None
    stale = row.last_used_at is None or now() - row.last_used_at >= TOUCH_EVERY
    if stale and not has_scope():
        _touch_token(row.id)
    return TokenUse(row.id, row.branch_id, _token_actor(row))


def _token_query(token_hash: bytes) -> Select[*tuple[Any, ...]]:
    moment = now()
    owner = and_(
        Membership.user_id == ApiToken.user_id,
        Membership.branch_id == ApiToken.branch_id,
        *in_force(moment),
    )
    return (
        select(
            ApiToken.id,
            ApiToken.branch_id,
            ApiToken.user_id,
            ApiToken.name,
            ApiToken.permissions,
            ApiToken.last_used_at,
            Membership.roles,
            Membership.person_id,
        )
        .outerjoin(User, User.id == ApiToken.user_id)
        .outerjoin(Membership, owner)
        .where(
            ApiToken.token_hash == token_hash,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > moment,
            User.disabled_at.is_(None),
        )
    )


def _token_actor(row: Any) -> Actor:
    """Give the token its permissions that exist and, if somebody owns it, that the owner still has."""
    kit = current_kit()
    permissions = frozenset(row.permissions) & kit.permissions.keys()
    if row.user_id is not None:
        permissions &= permissions_for(row.roles or (), kit.grants)
    return Actor(
        user_id=row.user_id,
        person_id=row.person_id,
        display_name=row.name,
        branch_id=row.branch_id,
        roles=frozenset(),
        permissions=frozenset(permissions),
        kind="token",
    )


def _touch_token(token_id: UUID) -> None:
    with as_role(Role.AUTH, write=True):
        db.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now()))
        db.session.commit()
