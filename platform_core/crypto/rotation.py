"""Rotation without downtime: new keys for new writes at once, older contents resealed batch by batch.

Of the master key: put the new one second in `QORGAU_MASTER_KEY` of every process, then first, then
run `qorgau keys rotate-master`, and take the older one out. Of a branch's key: `qorgau keys rotate`.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from platform_core.crypto import envelope
from platform_core.crypto.columns import EncryptedText, sealed_value, unseal_value
from platform_core.crypto.current import current_keyring, owner_in_scope
from platform_core.crypto.keys import Purpose
from platform_core.db.base import Model
from platform_core.extensions import db
from platform_core.isolation.mixins import BranchScoped

BATCH = 500
_START = UUID(int=0)


def sealed_columns() -> Iterator[Any]:
    """Give every `EncryptedText` attribute of the branches' tables."""
    for mapper in Model.registry.mappers:
        if issubclass(mapper.class_, BranchScoped):
            for attribute in mapper.column_attrs:
                if isinstance(attribute.columns[0].type, EncryptedText):
                    yield getattr(mapper.class_, attribute.key)


def reseal_batch(column: Any, *, after: UUID = _START, limit: int = BATCH) -> tuple[int, UUID | None]:
    """Seal a column's older values of the scope's branch by the newest key, in the order of ids.

    Look at up to `limit` rows behind `after`; return how many were resealed, and where to go on (None
    at the end). The edit is no change of the record: its version stays.
    """
    model = column.class_
    newest = current_keyring().branch_key(owner_in_scope(), Purpose.DATA).id
    chosen = select(model.id, sealed_value(column)).where(column.is_not(None), model.id > after)
    rows = db.session.execute(chosen.order_by(model.id).limit(limit)).all()
    stale = [(row_id, blob) for row_id, blob in rows if envelope.key_id_of(blob) != newest]
    for row_id, blob in stale:
        value = {column.key: unseal_value(column, blob)}
        changed = update(model).where(model.id == row_id, sealed_value(column) == blob).values(value)
        db.session.execute(changed.execution_options(synchronize_session=False))
    return len(stale), rows[-1].id if len(rows) == limit else None
