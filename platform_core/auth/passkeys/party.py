"""The relying party: under which name and from which address devices know us."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from platform_core.auth.codes import ISSUER
from platform_core.auth.kit import current_kit
from platform_core.errors import NotFound

LOCAL = "localhost"


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """`id` is the host that keys are bound to, `origin` the only address that answers may come from."""

    id: str
    origin: str
    name: str = ISSUER


def passkeys_work_here() -> bool:
    """Whether browsers offer passkeys under the public address: a host by name, and HTTPS or this machine."""
    parts = urlsplit(current_kit().public_url)
    is_safe = parts.scheme == "https" or parts.hostname == LOCAL
    return is_safe and not _is_number(parts.hostname or "")


def relying_party() -> RelyingParty:
    """Return who we are to devices; raise `NotFound` where passkeys cannot work."""
    if not passkeys_work_here():
        raise NotFound
    parts = urlsplit(current_kit().public_url)
    return RelyingParty(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
