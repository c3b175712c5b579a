"""The secret in a visitor's link and QR code: 128 random bits by which one visit is found, and nothing else.

The row keeps a keyed hash to find the visit by, and the secret itself sealed by the branch's key, so
that the same link can be mailed when its job runs, shown to the host and printed. Both go when the
link is made void, and on the evening of the day.
"""

import re
import secrets
from datetime import datetime

from sqlalchemy import update

from platform_core.sdk import BranchInfo, NotFound, blind_index, db
from plugins.visitors.models import Visit
from plugins.visitors.policy.scanning import typed_readings
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE
from plugins.visitors.queries.visitors import visit_with_index

_LOOK_UP = "visitors.visit.token"
_BYTES = 16
_DIGITS = 2 * _BYTES
_TOKEN = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{_DIGITS}}}(?![0-9a-f])")


def give_token(visit: Visit) -> str:
    """Give a visit a secret of its own, 32 hexadecimal digits; one that it had before is void from now on.

    Hexadecimal, because a scanner is a keyboard: digits survive a caps lock and can be read back from
    another layout.
    """
    token = secrets.token_hex(_BYTES)
    visit.token_index, visit.link_secret = token_index(token), token
    return token


def token_of(visit: Visit) -> str | None:
    """Return a visit's secret, to show its link to the host or to mail it; None where there is none now."""
    return visit.link_secret


def end_link(visit: Visit) -> None:
    """Destroy a visit's secret: its link leads from now on where an unknown one does."""
    visit.token_index = visit.link_secret = None


def end_links(before: datetime) -> None:
    """Destroy the secrets of all visits that were to be over before a moment and are not under way."""
    here = [status.value for status in (*AT_THE_DESK, *INSIDE)]
    over = update(Visit).where(
        Visit.token_index.is_not(None), Visit.expected_until < before, Visit.status.not_in(here)
    )
    rows = over.values(token_index=None, link_secret=None)
    db.session.flush()
    db.session.execute(rows.execution_options(synchronize_session=False))
    db.session.expire_all()


def token_index(token: str) -> bytes:
    """Return the keyed hash under which a secret is looked up."""
    return blind_index(token, purpose=_LOOK_UP)


def read_token(text: str) -> str | None:
    """Find the secret in what a scanner read or somebody pasted: a link, or the bare digits.

    A scanner that types while the keyboard is set to Kazakh or Russian is understood too.
    """
    for reading in typed_readings(text.strip().lower()):
        found = _TOKEN.findall(reading)
        if found:
            return str(found[0]) if len(found) == 1 else None
    return None


def visit_by_token(text: str) -> Visit:
    """Return the visit of a secret or of a link with it; raise `NotFound` for any other text."""
    token = read_token(text)
    visit = visit_with_index(token_index(token)) if token is not None else None
    if visit is None:
        raise NotFound
    return visit


def link_path(token: str, branch: BranchInfo) -> str:
    """Return the path of the visitor's page: `/<branch>/visit/<token>`."""
    return f"/{branch.code}/visit/{token}"
