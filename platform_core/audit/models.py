"""The trail's tables: entries, the personal facts beside them, the leaves and heads that seal them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    BigInteger,
    Boolean,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from platform_core.crypto.columns import EncryptedText
from platform_core.db.base import Model
from platform_core.isolation.mixins import BranchScoped, branch_fk
from platform_core.isolation.roles import INSERT, SELECT, Role

_WRITERS = {role: frozenset({INSERT}) for role in (Role.RECORDER, Role.CATALOGUE, Role.REGISTER, Role.AUTH)}
_CORE = {"info": {"plugin": "core"}, "sqlite_with_rowid": False}
_READ = frozenset({SELECT})


def canonical_json(value: Any) -> str:
    """Write a value as JSON one way only, so that its text can be hashed: sorted keys, no blanks."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def table_of(model: type[Model]) -> Table:
    """Give the table of one of the trail's models, for the core's own statements beside the ORM."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - models map tables and nothing else
    return table


class CanonicalJSON(TypeDecorator[Any]):
    """Keep JSON as its canonical text, byte for byte, on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002 - SQLAlchemy's signature
        """Write the canonical text."""
        return canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - likewise
        """Read the text back."""
        return None if value is None else orjson.loads(value)


class AuditEntry(BranchScoped, Model):
    """One thing that somebody did or saw; `data` holds codes, counts and ids, never content.

    `commitments` maps the names of personal facts to salted hashes, which stay when the facts go.
    `mac` is the code of the branch's key over all of it, made when the entry was written.
    """

    __tablename__ = "core_audit_entry"
    __append_only__ = True
    __also__ = {**_WRITERS, Role.CENTRAL_READ: _READ}

    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(80))
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_user_id: Mapped[UUID | None]
    actor_branch_id: Mapped[UUID | None]
    target_type: Mapped[str] = mapped_column(String(63))
    target_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]] = mapped_column(CanonicalJSON)
    commitments: Mapped[dict[str, str]] = mapped_column(CanonicalJSON)
    request_id: Mapped[str] = mapped_column(String(40))
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))

    __table_args__ = (
        Index(None, "branch_id", "at", "id"),
        Index(None, "branch_id", "target_id", "at"),
        Index(None, "branch_id", "actor_user_id", "at"),
        _CORE,
    )


class AuditFact(BranchScoped, Model):
    """A personal value of an entry, with the salt of its hash; it may be deleted, never changed."""

    __tablename__ = "core_audit_fact"
    __also__ = _WRITERS

    entry_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(40))
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    value: Mapped[str] = mapped_column(EncryptedText)
    subject_id: Mapped[UUID | None]

    __table_args__ = (
        branch_fk("entry_id", "core_audit_entry"),
        UniqueConstraint("branch_id", "entry_id", "name"),
        Index(None, "branch_id", "subject_id"),
        _CORE,
    )


class AuditLeaf(BranchScoped, Model):
    """The place of an entry in the branch's Merkle tree; its id is the entry's.

    `is_flawed` says that the entry's code was wrong when it was sealed: somebody else wrote it.
    """

    __tablename__ = "core_audit_leaf"
    __append_only__ = True
    __also__ = {Role.CENTRAL_READ: _READ}

    position: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    is_flawed: Mapped[bool] = mapped_column(Boolean)

    __table_args__ = (
        branch_fk("id", "core_audit_entry"),
        UniqueConstraint("branch_id", "position"),
        _CORE,
    )


class AuditHead(BranchScoped, Model):
    """A signed head: the root over the first `size` leaves and the hash of the head before.

    `peaks` are the roots of the perfect subtrees (32 bytes each), from which appending goes on;
    `scan_from` is an entry id below which everything was sealed.
    """

    __tablename__ = "core_audit_head"
    __append_only__ = True
    __also__ = {Role.CENTRAL_READ: _READ}

    size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    signed_at: Mapped[datetime]
    key_id: Mapped[UUID]
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    peaks: Mapped[bytes] = mapped_column(LargeBinary)
    scan_from: Mapped[UUID]

    __table_args__ = (UniqueConstraint("branch_id", "size"), _CORE)


class AuditCheck(BranchScoped, Model):
    """What one check of the whole trail found, kept as the trail itself is: for good, and unchanged.

    `size` sealed entries under `heads` were looked at, the newest of them `until_id` of `until_at`, and
    `unsealed` newer ones. `faults` holds the first of `fault_count` as `[what, position, entry]`; `mark` is
    the hash of them all, by which the next check tells whether something new is wrong.
    """

    __tablename__ = "core_audit_check"
    __append_only__ = True
    __also__ = {Role.CENTRAL_READ: _READ}

    checked_at: Mapped[datetime]
    size: Mapped[int] = mapped_column(BigInteger)
    heads: Mapped[int] = mapped_column(BigInteger)
    unsealed: Mapped[int] = mapped_column(BigInteger)
    until_id: Mapped[UUID | None]
    until_at: Mapped[datetime | None]
    fault_count: Mapped[int] = mapped_column(Integer)
    faults: Mapped[list[list[Any]]] = mapped_column(CanonicalJSON)
    mark: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index(None, "branch_id", "checked_at", "id"), _CORE)
