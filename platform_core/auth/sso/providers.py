"""The network's providers: added, changed, closed, and given to branches, by the central office."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from platform_core.audit.recorder import record
from platform_core.auth.models import BranchProvider, IdentityProvider, ProviderLink
from platform_core.auth.sealing import seal_for
from platform_core.auth.services.trail import identities
from platform_core.auth.sso.http import SECRET_PURPOSE
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import gettext as _
from platform_core.isolation.actor import Actor

PROVIDER = "core_identity_provider"
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True)
class ProviderDetails:
    """A provider as it is typed in; without `client_secret` the one kept stays."""

    name: str
    issuer: str
    client_id: str
    client_secret: str | None
    algorithm: str = ALGORITHMS[0]
    hosts: tuple[str, ...] = ()
    factor_values: tuple[str, ...] = ()


def add_provider(code: str, details: ProviderDetails, *, branch: BranchInfo, actor: Actor) -> UUID:
    """Add a provider; raise `InvalidInput` naming every fault at once. Recorded in `branch`."""
    faults = _faults_of(details)
    if not _CODE.fullmatch(code):
        faults["code"] = [_("Use 2 to 40 small Latin letters, digits and hyphens.")]
    if not details.client_secret:
        faults["client_secret"] = [_("Please answer this.")]
    if faults:
        raise InvalidInput(faults)
    row = IdentityProvider(id=new_id(), code=code, created_at=now())
    _write(row, details)
    try:
        with identities(actor, at=branch.id):
            db.session.add(row)
            db.session.flush()
            record("core.provider_added", target=(PROVIDER, row.id), data={"provider": code})
    except IntegrityError:
        raise InvalidInput({"code": [_("There is a provider of this code already.")]}) from None
    return row.id


def change_provider(
    provider_id: UUID, details: ProviderDetails, *, version: int | None, branch: BranchInfo, actor: Actor
) -> None:
    """Change a provider; raise `InvalidInput`, `NotFound`, or `Conflict` if somebody did so meanwhile."""
    if faults := _faults_of(details):
        raise InvalidInput(faults)
    with identities(actor, at=branch.id):
        row = _row(provider_id)
        if version is not None and version != row.version:
            raise Conflict
        if details.issuer != row.issuer:
            _refuse_linked(row.id)
        data = {"provider": row.code, "secret_changed": bool(details.client_secret)}
        _write(row, details)
        record("core.provider_changed", target=(PROVIDER, row.id), data=data)


def close_provider(provider_id: UUID, *, branch: BranchInfo, actor: Actor) -> None:
    """Let nobody sign in with a provider any more; no branch requires it while it is closed."""
    with identities(actor, at=branch.id):
        row = _row(provider_id)
        row.closed_at = now()
        record("core.provider_closed", target=(PROVIDER, row.id), data={"provider": row.code})


def reopen_provider(provider_id: UUID, *, branch: BranchInfo, actor: Actor) -> None:
    """Open a closed provider again, for the branches that it was for."""
    with identities(actor, at=branch.id):
        row = _row(provider_id)
        row.closed_at = None
        record("core.provider_reopened", target=(PROVIDER, row.id), data={"provider": row.code})


def set_branch_way(place: BranchInfo, provider_id: UUID | None, *, is_required: bool, actor: Actor) -> None:
    """Say which provider the members of `place` may use, or must; none: they sign in as before.

    Recorded in `place`, whose members it concerns.
    """
    data: dict[str, Any] = {"provider": None, "required": is_required and provider_id is not None}
    with identities(actor, at=place.id):
        db.session.execute(delete(BranchProvider).where(BranchProvider.branch_id == place.id))
        if provider_id is not None:
            data["provider"] = _row(provider_id).code
            way = BranchProvider(branch_id=place.id, provider_id=provider_id, is_required=is_required)
            db.session.add(way)
        record("core.branch_provider_set", target=("core_branch", place.id), data=data)


def _refuse_linked(provider_id: UUID) -> None:
    """Keep the issuer while accounts are tied to it: another may give the same subject to somebody else."""
    linked = select(ProviderLink.id).where(ProviderLink.provider_id == provider_id).limit(1)
    if db.session.scalar(linked) is not None:
        reason = _("Accounts are connected to this address: close the provider and add the other one.")
        raise InvalidInput({"issuer": [reason]})


def _row(provider_id: UUID) -> IdentityProvider:
    row = db.session.scalar(select(IdentityProvider).where(IdentityProvider.id == provider_id))
    if row is None:
        raise NotFound
    return row


def _write(row: IdentityProvider, details: ProviderDetails) -> None:
    row.name, row.issuer, row.client_id = details.name, details.issuer, details.client_id
    row.hosts, row.algorithm = sorted(set(details.hosts)), details.algorithm
    row.factor_values = sorted(set(details.factor_values))
    if details.client_secret:
        row.client_secret = seal_for(f"{SECRET_PURPOSE}{row.id.hex}", details.client_secret.encode())


def _faults_of(details: ProviderDetails) -> dict[str, list[Any]]:
    faults: dict[str, list[Any]] = {}
    if not _is_issuer(details.issuer):
        faults["issuer"] = [_("Give the address as the provider does: https:// and a host by name.")]
    if not all(_HOST.fullmatch(host) for host in details.hosts):
        faults["hosts"] = [_("Give hosts by name alone, such as login.example.kz.")]
    if details.algorithm not in ALGORITHMS:
        faults["algorithm"] = [_("Choose one of the answers listed.")]
    return faults


def _is_issuer(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    is_bare = not parts.query and not parts.fragment and parts.username is None and port in (None, 443)
    return parts.scheme == "https" and is_bare and bool(_HOST.fullmatch(parts.hostname or ""))
