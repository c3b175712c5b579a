"""What a provider says of itself (OpenID Connect Discovery 1.0), and its keys; both kept for ten minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, current_app
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from platform_core.auth.faults import ProviderFault
from platform_core.auth.sso.http import fetch_json, hosts_of, is_inside
from platform_core.auth.sso.queries import Provider
from platform_core.clock import now

log = structlog.get_logger(__name__)

_CACHE = "qorgau_provider_metadata"
KEPT_FOR = timedelta(minutes=10)
_METHODS = ("client_secret_basic", "client_secret_post")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Where a provider takes what; `sends_issuer` promises `iss` beside each code (RFC 9207)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    auth_method: str
    sends_issuer: bool


def install_discovery(app: Flask) -> None:
    """Give the application its memory of providers."""
    cache: dict[tuple[Any, ...], tuple[datetime, Any]] = {}
    app.extensions[_CACHE] = cache
    app.extensions.setdefault("qorgau_test_resets", []).append(cache.clear)


def metadata_of(provider: Provider) -> Metadata:
    """Return what a provider says of itself; raise `ProviderFault` if it is not whom it should be."""
    key = ("metadata", provider.id, provider.version)
    known: Metadata | None = _kept(key)
    if known is not None:
        return known
    address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    return _keep(key, _metadata(provider, fetch_json(provider, address)))


def keys_of(provider: Provider, *, anew: bool = False) -> KeySet:
    """Return the keys that a provider signs with; `anew` asks it again, for it may have changed them."""
    key = ("keys", provider.id, provider.version)
    known: KeySet | None = None if anew else _kept(key)
    if known is not None:
        return known
    answer = fetch_json(provider, metadata_of(provider).jwks_uri)
    try:
        return _keep(key, KeySet.import_key_set(cast("Any", answer)))
    except (JoseError, ValueError, KeyError, TypeError) as fault:
        log.warning("provider_keys", provider=provider.code, fault=type(fault).__name__)
        raise ProviderFault("keys") from None


def _metadata(provider: Provider, answer: dict[str, Any]) -> Metadata:
    if answer.get("issuer") != provider.issuer:
        raise ProviderFault("issuer")
    endpoints = {name: str(answer.get(name, "")) for name in _ENDPOINTS}
    if not all(is_inside(address, hosts_of(provider)) for address in endpoints.values()):
        raise ProviderFault("hosts")
    offered = answer.get("token_endpoint_auth_methods_supported") or [_METHODS[0]]
    method = next((one for one in _METHODS if one in offered), None)
    if method is None:
        raise ProviderFault("client_auth")
    sends_issuer = bool(answer.get("authorization_response_iss_parameter_supported"))
    return Metadata(**endpoints, auth_method=method, sends_issuer=sends_issuer)


def _kept(key: tuple[Any, ...]) -> Any:
    kept = current_app.extensions[_CACHE].get(key)
    return kept[1] if kept is not None and now() - kept[0] < KEPT_FOR else None


def _keep(key: tuple[Any, ...], value: _Kept) -> _Kept:
    current_app.extensions[_CACHE][key] = (now(), value)
    return value
