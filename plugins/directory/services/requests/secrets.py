"""The secret in a letter: made at random when the letter leaves, and kept as a keyed hash alone."""

import re
import secrets

from platform_core.sdk import NotFound, network_index
from plugins.directory.models import CheckRequest
from plugins.directory.queries.requests import get_request, letter_of

_PURPOSE = "directory.request.letter"
_LINK_BYTES = 16
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody takes for one another on paper."""
_CODE_LENGTH, _GROUP = 12, 4
_SHAPE = re.compile(rf"[0-9a-f]{{{2 * _LINK_BYTES}}}|[{_ALPHABET}]{{{_CODE_LENGTH}}}")


def new_link_secret() -> str:
    """Make the secret of an e-mail: 128 random bits as hexadecimal digits."""
    return secrets.token_hex(_LINK_BYTES)


def new_code() -> str:
    """Make the secret of a letter on paper: 59 random bits as twelve characters that can be typed."""
    return "".join(secrets.choice(_ALPHABET) for _place in range(_CODE_LENGTH))


def shown_code(code: str) -> str:
    """Write a code as it is printed, in groups."""
    groups = (code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
    return "-".join(groups).upper()


def read_secret(text: str) -> str | None:
    """Read a secret as somebody typed it, with or without dashes and blanks; None for any other text."""
    found = re.sub(r"[\s\-–—]", "", text).lower()
    return found if _SHAPE.fullmatch(found) else None


def index_of(secret: str) -> bytes:
    """Return the keyed hash under which a secret is kept."""
    return network_index(secret, purpose=_PURPOSE)


def request_by_secret(text: str) -> CheckRequest:
    """Return the request of a letter's secret; raise `NotFound` for any other text."""
    secret = read_secret(text)
    found = letter_of(index_of(secret)) if secret is not None else None
    if found is None:
        raise NotFound
    return get_request(found[0])


def letter_path(secret: str) -> str:
    """Return the path of the page behind a letter."""
    return f"/central/directory/letter/{secret}"
