"""The secret in a visitor's link and QR code: 128 bits by which one visit is found, and nothing else."""

import re

from platform_core.sdk import BranchInfo, NotFound, blind_index
from plugins.visitors.models import Visit
from plugins.visitors.queries.visitors import visit_with_index

_LINK, _LOOK_UP = "visitors.visit.link", "visitors.visit.token"
_DIGITS = 32
_TOKEN = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{_DIGITS}}}(?![0-9a-f])")


def give_token(visit: Visit) -> str:
    """Give a visit its secret: 32 hexadecimal digits; the row keeps the keyed hash alone.

    The secret comes from the visit's id by the branch's key, so that the same one can be mailed
    again, shown to the host and printed, and yet is nowhere to be read.
    """
    token = token_of(visit)
    visit.token_index = token_index(token)
    return token


def token_of(visit: Visit) -> str:
    """Return a visit's secret again, to show its link to the host or to mail it once more."""
    return blind_index(str(visit.id), purpose=_LINK).hex()[:_DIGITS]


def token_index(token: str) -> bytes:
    """Return the keyed hash under which a secret is looked up."""
    return blind_index(token, purpose=_LOOK_UP)


def read_token(text: str) -> str | None:
    """Find the secret in what a scanner read or somebody pasted: a link, or the bare digits."""
    found = _TOKEN.findall(text.strip().lower())
    return str(found[0]) if len(found) == 1 else None


def visit_by_token(text: str) -> Visit:
    """Return the visit of a secret or of a link with it; raise `NotFound` for any other text."""
    token = read_token(text)
    visit = visit_with_index(token_index(token)) if token is not None else None
    if visit is None:
        raise NotFound
    return visit


def link_path(visit: Visit, branch: BranchInfo) -> str:
    """Return the path of the visitor's page: `/<branch>/visit/<token>`."""
    return f"/{branch.code}/visit/{token_of(visit)}"
