"""The one way to write an entry as bytes: in Python when it is recorded, in SQL when it is checked."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, case, func, literal, type_coerce

from platform_core.audit.models import AuditEntry, canonical_json

SEPARATOR = "\x1f"
FORMAT = "1"
COLUMNS = (
    "branch_id",
    "id",
    "at",
    "event",
    "actor_kind",
    "actor_user_id",
    "actor_branch_id",
    "target_type",
    "target_id",
    "request_id",
    "commitments",
    "data",
)
_NULLABLE = frozenset({"actor_user_id", "actor_branch_id", "target_id"})
_JSON = frozenset({"commitments", "data"})


def entry_text(row: Mapping[str, Any]) -> str:
    """Write a row of the trail as its canonical text: the columns of `COLUMNS`, parted by 0x1f.

    No column of an honest entry holds the separator, so that two entries never share a text.
    """
    return SEPARATOR.join((FORMAT, *(_plain(name, row[name]) for name in COLUMNS)))


def fields_of(text: str) -> dict[str, str]:
    """Take a canonical text apart into the columns of `COLUMNS`; raise `ValueError` for anything else."""
    form, *values = text.split(SEPARATOR)
    if form != FORMAT or len(values) != len(COLUMNS):
        raise ValueError("no entry")
    return dict(zip(COLUMNS, values, strict=True))


def text_of_fields(fields: Mapping[str, str]) -> str:
    """Put together what `fields_of` took apart."""
    return SEPARATOR.join((FORMAT, *(fields[name] for name in COLUMNS)))


def _plain(name: str, value: Any) -> str:
    if name in _JSON:
        return canonical_json(value)
    if value is None:
        return ""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]
    return str(value)


def entry_text_in_sql(dialect: str) -> ColumnElement[str]:
    """Build the same text in SQL, so that a million entries are checked without a million objects."""
    columns = [_sql(name, dialect) for name in COLUMNS]
    separator = literal(SEPARATOR, String)
    if dialect != "sqlite":  # in one piece: half the cost of joining part by part
        whole: ColumnElement[str] = func.concat_ws(separator, literal(FORMAT, String), *columns, type_=String)
        # where the entry is gone there is no text, while concat_ws leaves out what is null
        return case((AuditEntry.id.is_not(None), whole))
    result: ColumnElement[str] = literal(FORMAT, String)
    for column in columns:
        result = result + separator + column
    return result


def _sql(name: str, dialect: str) -> ColumnElement[str]:
    column = getattr(AuditEntry, name)
    text: ColumnElement[str]
    if name.endswith("id") and name != "request_id":
        # SQLite keeps a UUID as its hexadecimal digits already
        text = (
            type_coerce(column, String)
            if dialect == "sqlite"
            else func.encode(func.uuid_send(column), "hex", type_=String)
        )
    elif name == "at" and dialect != "sqlite":
        text = func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24:MI:SS.US")
    else:
        text = type_coerce(column, String)
    return func.coalesce(text, "") if name in _NULLABLE else text


def entry_mac(key: bytes, text: str) -> bytes:
    """Give the code of a branch's key over an entry's text: 32 bytes."""
    return hmac.digest(key, text.encode(), "sha256")


def leaf_bytes(text: str, mac: bytes, *, is_flawed: bool) -> bytes:
    """Give what a leaf hashes: the entry's text, its code, and whether the code was wrong at sealing."""
    return text.encode() + mac + (b"\x01" if is_flawed else b"\x00")


def commitment(salt: bytes, name: str, value: str) -> str:
    """Give the salted hash that stands in an entry for a personal fact: 64 hexadecimal digits."""
    return sha256(salt + name.encode() + b"\x1f" + value.encode()).hexdigest()
