"""What is known of providers: for the sign-in page, for one's own account, for who manages them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from platform_core.auth.identity import MembershipInfo
from platform_core.auth.models import BranchProvider, IdentityProvider, ProviderLink
from platform_core.auth.sso.duty import BranchWay, required_provider, usable_providers
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as requests to it need it; `sealed_secret` opens for the provider's own id alone."""

    id: UUID
    code: str
    name: str
    issuer: str
    hosts: tuple[str, ...]
    client_id: str
    sealed_secret: bytes
    algorithm: str
    factor_values: frozenset[str]
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A provider that a user may sign in with; `linked_at` says since when it knows them."""

    provider_id: UUID
    code: str
    name: str
    linked_at: datetime | None
    last_used_at: datetime | None


def list_providers() -> list[Provider]:
    """List every provider, closed ones too, by name."""
    with as_role(Role.AUTH):
        rows = db.session.execute(_providers().order_by(IdentityProvider.name, IdentityProvider.id)).all()
    return [_provider_of(row) for row in rows]


def provider_by_id(provider_id: UUID) -> Provider:
    """Return a provider, closed or not; raise `NotFound`."""
    return _one(_providers().where(IdentityProvider.id == provider_id))


def open_provider(code: str) -> Provider:
    """Return an open provider; raise `NotFound`."""
    return _one(_providers().where(IdentityProvider.code == code, IdentityProvider.closed_at.is_(None)))


def login_providers() -> list[tuple[str, str]]:
    """List `(code, name)` of the open providers that some branch signs in with, by name."""
    used = select(BranchProvider.provider_id)
    wanted = select(IdentityProvider.code, IdentityProvider.name).where(
        IdentityProvider.closed_at.is_(None), IdentityProvider.id.in_(used)
    )
    with as_role(Role.AUTH):
        return [(row.code, row.name) for row in db.session.execute(wanted.order_by(IdentityProvider.name))]


def branch_ways() -> dict[UUID, BranchWay]:
    """Return how branches sign in that have an open provider."""
    ways = select(BranchProvider.branch_id, IdentityProvider.code, BranchProvider.is_required).join(
        IdentityProvider, IdentityProvider.id == BranchProvider.provider_id
    )
    with as_role(Role.AUTH):
        rows = db.session.execute(ways.where(IdentityProvider.closed_at.is_(None))).all()
    return {row.branch_id: BranchWay(row.code, row.is_required) for row in rows}


def provider_required_of(memberships: Collection[MembershipInfo]) -> str | None:
    """Return the code of the provider that somebody must sign in with, if any."""
    return required_provider(memberships, branch_ways())


def may_use(memberships: Collection[MembershipInfo], provider_code: str) -> bool:
    """Whether a branch of somebody's signs in with a provider."""
    return provider_code in usable_providers(memberships, branch_ways())


def links_of(user_id: UUID, memberships: Collection[MembershipInfo]) -> list[LinkRow]:
    """List the providers of somebody's branches, connected or not, by name."""
    usable = usable_providers(memberships, branch_ways())
    if not usable:
        return []
    own = (ProviderLink.provider_id == IdentityProvider.id) & (ProviderLink.user_id == user_id)
    columns = (IdentityProvider.id, IdentityProvider.code, IdentityProvider.name)
    rows = select(*columns, ProviderLink.created_at, ProviderLink.last_used_at).outerjoin(ProviderLink, own)
    rows = rows.where(IdentityProvider.code.in_(usable)).order_by(IdentityProvider.name)
    with as_role(Role.AUTH):
        return [LinkRow(*row) for row in db.session.execute(rows)]


def is_linked(user_id: UUID, provider_id: UUID) -> bool:
    """Whether a provider knows a user."""
    own = select(ProviderLink.id).where(
        ProviderLink.user_id == user_id, ProviderLink.provider_id == provider_id
    )
    with as_role(Role.AUTH):
        return db.session.scalar(own) is not None


def _providers() -> Select[*tuple[Any, ...]]:
    return select(
        IdentityProvider.id,
        IdentityProvider.code,
        IdentityProvider.name,
        IdentityProvider.issuer,
        IdentityProvider.hosts,
        IdentityProvider.client_id,
        IdentityProvider.client_secret,
        IdentityProvider.algorithm,
        IdentityProvider.factor_values,
        IdentityProvider.closed_at,
        IdentityProvider.version,
    )


def _one(query: Select[*tuple[Any, ...]]) -> Provider:
    with as_role(Role.AUTH):
        row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return _provider_of(row)


def _provider_of(row: Any) -> Provider:
    return Provider(
        id=row.id,
        code=row.code,
        name=row.name,
        issuer=row.issuer,
        hosts=tuple(row.hosts),
        client_id=row.client_id,
        sealed_secret=row.client_secret,
        algorithm=row.algorithm,
        factor_values=frozenset(row.factor_values),
        closed_at=row.closed_at,
        version=row.version,
    )
