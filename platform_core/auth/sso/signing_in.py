"""Signing in with a provider: there with state, nonce and PKCE; back with a code that counts once."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from authlib.common.security import generate_token

from platform_core.auth.accounts import Account, account_by_id
from platform_core.auth.ceremonies import begin_ceremony, take_ceremony
from platform_core.auth.faults import ProviderRefused
from platform_core.auth.secrets import new_secret
from platform_core.auth.services.signing_in import Browser, charge_network, refuse_sign_in, settle_attempt
from platform_core.auth.sso.discovery import metadata_of
from platform_core.auth.sso.http import open_client
from platform_core.auth.sso.linking import account_of, has_email, invited_by_email, link_account, note_use
from platform_core.auth.sso.queries import Provider, may_use, open_provider
from platform_core.auth.sso.tokens import Identity, redeem_code

AWAY = "provider.away"
SIGN_IN, CONNECT, LINK = "sign_in", "connect", "link"
_VERIFIER_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and the handle that it keeps meanwhile."""

    address: str
    handle: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back; `purpose` as they left, `is_proved_twice` if no second factor is to be asked."""

    account: Account
    purpose: str
    target: str | None
    is_proved_twice: bool


def depart(
    provider: Provider, *, back: str, purpose: str, user_id: UUID | None = None, target: str | None = None
) -> Departure:
    """Prepare a journey to a provider; raise `ProviderFault` if it cannot be reached.

    `purpose` is `sign_in`; `link` for who is signed in, `connect` for whose password was right.
    """
    metadata = metadata_of(provider)
    kept: dict[str, Any] = {"provider": provider.code, "purpose": purpose, "target": target, "back": back}
    kept |= {"state": new_secret(), "nonce": new_secret(), "verifier": generate_token(_VERIFIER_LENGTH)}
    kept["user"] = str(user_id) if user_id else None
    with open_client(provider, back=back) as client:
        address, _state = client.create_authorization_url(
            metadata.authorization_endpoint,
            state=kept["state"],
            code_verifier=kept["verifier"],
            nonce=kept["nonce"],
        )
    return Departure(address, begin_ceremony(AWAY, kept))


def arrive(
    provider_code: str,
    handle: str | None,
    said: Mapping[str, str],
    *,
    browser: Browser,
    user_id: UUID | None = None,
) -> Arrival:
    """Take in who comes back; `said` is the query of the address, `user_id` who is signed in here.

    Raises `ProviderRefused`, `ProviderFault`, `TooMany`, or `NotFound` for a provider closed meanwhile.
    """
    counters = charge_network(browser)
    kept = take_ceremony(handle, AWAY)
    if kept is None or kept["provider"] != provider_code:
        raise ProviderRefused("lost")
    provider = open_provider(provider_code)
    _check_answer(provider, kept, said)
    identity = redeem_code(
        provider, said["code"], verifier=kept["verifier"], nonce=kept["nonce"], back=kept["back"]
    )
    account = _account_for(provider, identity, kept, user_id)
    _refuse_outsider(account, provider)
    note_use(account, provider)
    settle_attempt(counters)
    is_trusted = identity.has_second_factor and kept["purpose"] == SIGN_IN
    return Arrival(account, kept["purpose"], kept["target"], is_trusted)


def _check_answer(provider: Provider, kept: Mapping[str, Any], said: Mapping[str, str]) -> None:
    if not hmac.compare_digest(said.get("state", "").encode(), str(kept["state"]).encode()):
        raise ProviderRefused("lost")
    issuer = said.get("iss")
    if issuer != provider.issuer and (issuer is not None or metadata_of(provider).sends_issuer):
        raise ProviderRefused("token")
    if "error" in said or not said.get("code"):
        raise ProviderRefused("denied")


def _account_for(
    provider: Provider, identity: Identity, kept: Mapping[str, Any], user_id: UUID | None
) -> Account:
    if kept["purpose"] == LINK:
        if user_id is None or kept["user"] != str(user_id):
            raise ProviderRefused("lost")
        return _linked(account_by_id(user_id), provider, identity, by="session")
    if kept["purpose"] == CONNECT:
        return _connected(account_by_id(UUID(kept["user"])), provider, identity)
    known = account_of(provider, identity)
    if known is not None:
        return known
    invited = invited_by_email(identity)
    if invited is None or not may_use(invited.memberships, provider.code):
        raise ProviderRefused("unknown")
    return _linked(invited, provider, identity, by="invitation")


def _connected(account: Account, provider: Provider, identity: Identity) -> Account:
    """Tie the account whose password was right, if the provider has verified the very e-mail kept here."""
    if not has_email(account, identity):
        refuse_sign_in(account, "provider_email")
        raise ProviderRefused("email")
    return _linked(account, provider, identity, by="password")


def _linked(account: Account, provider: Provider, identity: Identity, *, by: str) -> Account:
    _refuse_outsider(account, provider)
    known = account_of(provider, identity)
    if known is not None and known.id == account.id:
        return account
    link_account(account, provider, identity, by=by)
    return account


def _refuse_outsider(account: Account, provider: Provider) -> None:
    """Refuse a closed account, and one none of whose branches signs in with this provider."""
    if account.disabled_at is not None:
        refuse_sign_in(account)
        raise ProviderRefused("unknown")
    if not may_use(account.memberships, provider.code):
        refuse_sign_in(account, "provider_not_used")
        raise ProviderRefused("branch")
