"""From a code to a proven identity: redeemed with PKCE, the ID token checked in every particular."""

from dataclasses import dataclass
from typing import Any

import structlog
from authlib.integrations.base_client import OAuthError
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from platform_core.auth.faults import ProviderFault, ProviderRefused
from platform_core.auth.sso.discovery import keys_of, metadata_of
from platform_core.auth.sso.http import open_client
from platform_core.auth.sso.queries import Provider
from platform_core.clock import now

log = structlog.get_logger(__name__)

LEEWAY_SECONDS = 60
LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider vouches for; `email` only if it says that it verified it."""

    subject: str
    email: str | None
    has_second_factor: bool


def redeem_code(provider: Provider, code: str, *, verifier: str, nonce: str, back: str) -> Identity:
    """Exchange a code and return who it stands for; raise `ProviderRefused` or `ProviderFault`."""
    token = _exchange(provider, code, verifier=verifier, back=back)
    claims = _checked(provider, token, nonce=nonce)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ProviderRefused("token")
    email = claims.get("email")
    is_known = isinstance(email, str) and claims.get("email_verified") is True
    return Identity(subject, str(email).strip().casefold() if is_known else None, _factor(provider, claims))


def _factor(provider: Provider, claims: dict[str, Any]) -> bool:
    """Whether the provider says, in words that we agreed to take, that it asked for a second factor."""
    said = {str(one) for one in claims.get("amr") or ()} | {str(claims.get("acr"))}
    return bool(said & provider.factor_values)


def _exchange(provider: Provider, code: str, *, verifier: str, back: str) -> dict[str, Any]:
    metadata = metadata_of(provider)
    with open_client(provider, auth_method=metadata.auth_method, back=back) as client:
        try:
            token = client.fetch_token(
                metadata.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
            )
        except OAuthError as fault:
            log.info("provider_refused_code", provider=provider.code, fault=type(fault).__name__)
            raise ProviderRefused("code") from None
        except (RequestException, ValueError) as fault:
            log.warning("provider_unreachable", provider=provider.code, fault=type(fault).__name__)
            raise ProviderFault("unreachable") from None
    if not isinstance(token.get("id_token"), str):
        raise ProviderFault("answer")
    return dict(token)


def _checked(provider: Provider, token: dict[str, Any], *, nonce: str) -> dict[str, Any]:
    """Check signature, algorithm, issuer, audience, times and nonce (OpenID Connect Core, 3.1.3.7)."""
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    params = {
        "nonce": nonce,
        "client_id": provider.client_id,
        "access_token": token.get("access_token"),
    }
    try:
        read = _decoded(provider, token["id_token"])
        claims = CodeIDToken(read.claims, read.header, options, params)
        claims.validate(now=int(now().timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError) as fault:
        log.warning("provider_token_refused", provider=provider.code, fault=type(fault).__name__)
        raise ProviderRefused("token") from None
    return dict(claims)


def _decoded(provider: Provider, text: str) -> jwt.Token:
    """Verify the signature; with an unknown key the provider is asked once more which keys it has."""
    try:
        return _verified(provider, text, keys_of(provider))
    except InvalidKeyIdError:
        return _verified(provider, text, keys_of(provider, anew=True))


def _verified(provider: Provider, text: str, keys: KeySet) -> jwt.Token:
    return jwt.decode(text, keys, algorithms=[provider.algorithm])
