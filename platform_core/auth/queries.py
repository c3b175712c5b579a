"""Reads for the account page and for the administration of users, as view models."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, not_, or_, select

from platform_core.auth.identity import in_force
from platform_core.auth.kit import current_kit
from platform_core.auth.models import ApiToken, BrowserSession, Membership, ProviderLink, User
from platform_core.auth.titles import ROLE_TITLES
from platform_core.clock import now
from platform_core.db.collation import fold
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.web.lists import Filter, ListQuery, ListSpec, Page, Sort


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session of one's own that is still open."""

    id: UUID
    device: str
    created_at: datetime
    seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token that is in force."""

    id: UUID
    name: str
    branch_id: UUID
    permissions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody who is something in a branch; `state` is active, invited, waiting or closed."""

    id: UUID
    user_id: UUID
    name: str
    login: str
    roles: tuple[str, ...]
    state: str
    version: int


def open_sessions(user_id: UUID, *, current: UUID | None) -> list[SessionRow]:
    """List a user's open sessions, the latest used first."""
    moment = now()
    columns = (BrowserSession.id, BrowserSession.device, BrowserSession.created_at, BrowserSession.seen_at)
    query = select(*columns).where(
        BrowserSession.user_id == user_id,
        BrowserSession.revoked_at.is_(None),
        BrowserSession.expires_at > moment,
        BrowserSession.seen_at > moment - current_kit().idle,
    )
    with as_role(Role.AUTH):
        rows = db.session.execute(query.order_by(BrowserSession.seen_at.desc())).all()
    return [SessionRow(*row, is_current=row.id == current) for row in rows]


def tokens_of_user(user_id: UUID) -> list[TokenRow]:
    """List a user's own tokens in force, in every branch."""
    return _tokens(ApiToken.user_id == user_id)


def tokens_of_branch(branch_id: UUID) -> list[TokenRow]:
    """List every token in force in a branch."""
    return _tokens(ApiToken.branch_id == branch_id)


def _tokens(condition: ColumnElement[bool]) -> list[TokenRow]:
    columns = (
        ApiToken.id,
        ApiToken.name,
        ApiToken.branch_id,
        ApiToken.permissions,
        ApiToken.created_at,
        ApiToken.expires_at,
        ApiToken.last_used_at,
    )
    query = select(*columns).where(
        condition,
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > now(),
    )
    with as_role(Role.AUTH):
        rows = db.session.execute(query.order_by(ApiToken.created_at.desc())).all()
    return [TokenRow(row.id, row.name, row.branch_id, tuple(row.permissions), *row[4:]) for row in rows]


def page_of_members(branch_id: UUID, query: ListQuery) -> Page[MemberRow]:
    """Return a page of those who are something in a branch now."""
    statement = members().where(Membership.branch_id == branch_id, *in_force(now()))
    with as_role(Role.AUTH):
        return query.fetch(db.session, statement, make=member_of)


def _with_role(role: str) -> ColumnElement[bool]:
    return cast(Membership.roles, String).contains(f'"{role}"', autoescape=True)


def _named(words: str) -> ColumnElement[bool]:
    folded = fold(words)
    return or_(
        Membership.folded_name.contains(folded, autoescape=True), User.login.contains(folded, autoescape=True)
    )


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "closed":
        return User.disabled_at.is_not(None)
    return and_(User.disabled_at.is_(None), _is_waiting() if state == "waiting" else not_(_is_waiting()))


def _is_waiting() -> ColumnElement[bool]:
    """Say who has nothing yet to sign in with: neither a password nor a provider that knows them."""
    return and_(User.password_hash.is_(None), ~exists().where(ProviderLink.user_id == User.id))


STATES = {"active": _l("active"), "waiting": _l("waits for an invitation"), "closed": _l("closed")}
MEMBER_LIST = ListSpec(
    filters=(
        Filter("q", _l("Name or login"), apply=_named),
        Filter("role", _l("Role"), apply=_with_role, kind="select", options=tuple(ROLE_TITLES.items())),
        Filter("state", _l("State"), apply=_in_state, kind="select", options=tuple(STATES.items())),
    ),
    sorts=(Sort("name", Membership.folded_name), Sort("login", User.login)),
    default_sort="name",
    tie=(Membership.id,),
)
"""How the list of accounts may be narrowed and sorted."""


def find_member(branch_id: UUID, membership_id: UUID) -> MemberRow:
    """Return one membership of a branch in force; raise `NotFound`."""
    query = members().where(
        Membership.branch_id == branch_id, Membership.id == membership_id, *in_force(now())
    )
    with as_role(Role.AUTH):
        row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return member_of(row)


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as the command line lists one: roles by branch id."""

    login: str
    name: str
    is_closed: bool
    roles: dict[UUID, tuple[str, ...]]


def list_users() -> list[UserRow]:
    """List every user with the memberships in force, by login."""
    columns = (User.login, User.name, User.disabled_at, Membership.branch_id, Membership.roles)
    joined = and_(Membership.user_id == User.id, *in_force(now()))
    query = select(*columns).outerjoin(Membership, joined).order_by(User.login)
    found: dict[str, UserRow] = {}
    with as_role(Role.AUTH):
        rows = db.session.execute(query).all()
    for row in rows:
        user = found.setdefault(row.login, UserRow(row.login, row.name, row.disabled_at is not None, {}))
        if row.branch_id is not None:
            user.roles[row.branch_id] = tuple(row.roles)
    return list(found.values())


def members() -> Select[*tuple[Any, ...]]:
    """Select memberships as `member_of` reads them; the caller says of which branch and when."""
    return select(
        Membership.id,
        Membership.user_id,
        Membership.display_name,
        User.login,
        Membership.roles,
        _is_waiting().label("is_waiting"),
        User.invite_expires_at,
        User.disabled_at,
        Membership.folded_name,
        Membership.version,
    ).join(User, User.id == Membership.user_id)


def member_of(row: Any) -> MemberRow:
    """Make the view of one row of `members()`."""
    is_invited = row.invite_expires_at is not None and row.invite_expires_at > now()
    state = "active"
    if row.disabled_at is not None:
        state = "closed"
    elif row.is_waiting:
        state = "invited" if is_invited else "waiting"
    return MemberRow(row.id, row.user_id, row.display_name, row.login, tuple(row.roles), state, row.version)
