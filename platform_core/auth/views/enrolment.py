"""What a page shows of a secret that an authenticator app is to take over."""

from typing import Any

from platform_core.auth.codes import enrolment_address, grouped_key
from platform_core.i18n import gettext as _
from platform_core.paper import qr_svg


def enrolment_parts(secret: str, *, login: str) -> dict[str, Any]:
    """Return the key to type, the address to open on this device and the square to scan with another."""
    address = enrolment_address(secret, login=login)
    square = qr_svg(address, label=_("The key as a QR code"))
    return {"key": grouped_key(secret), "address": address, "square": square}
