"""The only way out to a provider: HTTPS to its own hosts, no redirects, and never a long wait."""

from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlsplit

import structlog
from authlib.integrations.requests_client import OAuth2Session
from flask import current_app
from requests import PreparedRequest, RequestException, Response
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.exceptions import InvalidURL

from platform_core.auth.faults import ProviderFault
from platform_core.auth.sealing import open_sealed
from platform_core.auth.sso.queries import Provider

log = structlog.get_logger(__name__)

TRANSPORT = "qorgau_provider_transport"
"""Extension of the application that makes the adapter underneath; tests put a provider of their own there."""
TIMEOUTS = (3.05, 8.0)
"""Seconds to connect, and between two bytes of the answer."""
LONGEST_ANSWER = 512 * 1024
SECRET_PURPOSE = "provider secret "  # noqa: S105 - what a sealed value is bound to
SCOPE = "openid email profile"


class FencedAdapter(BaseAdapter):
    """Send requests over `inner`, but only by HTTPS, only to `hosts`, and always with time-outs."""

    def __init__(self, hosts: Collection[str], inner: BaseAdapter) -> None:
        super().__init__()
        self._hosts = frozenset(hosts)
        self._inner = inner

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        """Send a request; raise `InvalidURL` for an address outside the fence."""
        if not is_inside(request.url or "", self._hosts):
            raise InvalidURL(request=request)
        options["timeout"] = TIMEOUTS
        response: Response = self._inner.send(request, *args, **options)
        length = response.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LONGEST_ANSWER:
            response.close()
            raise RequestException(request=request)
        return response

    def close(self) -> None:
        """Close the adapter underneath."""
        self._inner.close()


def is_inside(address: str, hosts: Collection[str]) -> bool:
    """Whether an address is HTTPS, names no user, and leads to one of `hosts`."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    is_plain = parts.username is None and parts.password is None and port in (None, 443)
    return parts.scheme == "https" and is_plain and parts.hostname in hosts


def hosts_of(provider: Provider) -> frozenset[str]:
    """Return the hosts that requests for a provider may go to."""
    return frozenset({urlsplit(provider.issuer).hostname or "", *provider.hosts})


def open_client(provider: Provider, *, auth_method: str | None = None, back: str | None = None) -> Any:
    """Open a client of OAuth 2 for a provider, with PKCE and behind the fence."""
    secret = open_sealed(f"{SECRET_PURPOSE}{provider.id.hex}", provider.sealed_secret).decode()
    client = OAuth2Session(
        client_id=provider.client_id,
        client_secret=secret,
        token_endpoint_auth_method=auth_method,
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
    )
    client.trust_env = False  # neither a .netrc nor a proxy of the machine has a say in where secrets go
    client.max_redirects = 0
    make: Callable[[], BaseAdapter] = current_app.extensions.get(TRANSPORT, HTTPAdapter)
    for scheme in ("https://", "http://"):
        client.mount(scheme, FencedAdapter(hosts_of(provider), make()))
    return client


def fetch_json(provider: Provider, address: str) -> dict[str, Any]:
    """Fetch a JSON object from a provider; raise `ProviderFault`."""
    with open_client(provider) as client:
        try:
            response = client.get(address, withhold_token=True, headers={"Accept": "application/json"})
            response.raise_for_status()
            answer = response.json()
        except RequestException as fault:
            log.warning("provider_unreachable", provider=provider.code, fault=type(fault).__name__)
            raise ProviderFault("unreachable") from None
    if not isinstance(answer, dict):
        raise ProviderFault("answer")
    return answer
