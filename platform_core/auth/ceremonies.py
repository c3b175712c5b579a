"""Questions put to a device or to a provider: remembered here, answered once, within minutes.

The browser that asked holds a random handle in its sealed notes, and those are bound to its ticket. So an
answer counts in the browser and session that asked, and nowhere else; a second one finds nothing.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import delete

from platform_core.auth.models import Ceremony
from platform_core.auth.sealing import open_sealed, seal_for
from platform_core.auth.secrets import hash_of, looks_like_secret, new_secret
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role

PATIENCE = timedelta(minutes=5)


def begin_ceremony(kind: str, content: Mapping[str, Any]) -> str:
    """Remember `content` (of JSON's types) for five minutes and return its handle."""
    handle = new_secret()
    row = Ceremony(
        handle_hash=hash_of(handle),
        kind=kind,
        sealed=seal_for(kind, orjson.dumps(content)),
        expires_at=now() + PATIENCE,
    )
    with as_role(Role.AUTH, write=True):
        over = delete(Ceremony).where(Ceremony.expires_at < now())
        db.session.execute(over.execution_options(synchronize_session=False))
        db.session.add(row)
        db.session.commit()
    return handle


def take_ceremony(handle: str | None, kind: str) -> dict[str, Any] | None:
    """Return what was remembered and forget it; nothing if unknown, taken, too old or of another kind."""
    if handle is None or not looks_like_secret(handle):
        return None
    own = delete(Ceremony).where(Ceremony.handle_hash == hash_of(handle), Ceremony.kind == kind)
    taken = own.returning(Ceremony.sealed, Ceremony.expires_at)
    with as_role(Role.AUTH, write=True):
        row = db.session.execute(taken.execution_options(synchronize_session=False)).one_or_none()
        db.session.commit()
    if row is None or row.expires_at < now():
        return None
    content: dict[str, Any] = orjson.loads(open_sealed(kind, row.sealed))
    return content
