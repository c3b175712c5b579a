"""A column type whose values are sealed by the branch's key; for simple fields such as identity numbers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Dialect, LargeBinary, Table
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from platform_core.crypto import envelope
from platform_core.crypto.current import current_keyring, owner_in_scope, refuse_foreign
from platform_core.crypto.envelope import Place
from platform_core.crypto.keys import Purpose

_COMPARABLE = (operators.is_, operators.is_not)


@dataclass(frozen=True, slots=True)
class SealedText:
    """A text sealed beforehand for a branch that is not the scope's own; the core alone makes one."""

    blob: bytes


def seal_for_branch(model: type[DeclarativeBase], column: str, branch_id: UUID, text: str) -> SealedText:
    """Seal a text for an `EncryptedText` column of another branch's row."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - models map tables and nothing else
    return SealedText(_sealed(Place(table.name, column, branch_id), text))


def _sealed(place: Place, text: str) -> bytes:
    key = current_keyring().branch_key(place.branch, Purpose.DATA)
    return envelope.close(key.column, key.id, envelope.pad(text.encode()), place.aad())


class EncryptedText(TypeDecorator[str]):
    """Store a text sealed by the key of the scope's branch, tied to its table, column and branch.

    The key's id in the ciphertext tells the branch on reading, so central reads work. A value cannot
    be compared in SQL: keep a blind index beside it.
    """

    impl = LargeBinary
    cache_ok = True
    _column: Column[Any] | None = None

    def _set_parent(self, parent: Any, outer: bool = False, **kw: Any) -> None:  # noqa: FBT001, FBT002 - SQLAlchemy's
        super()._set_parent(parent, outer=outer, **kw)
        if isinstance(parent, Column):
            self._column = parent

    def process_bind_param(self, value: str | SealedText | None, _dialect: Dialect) -> bytes | None:
        """Seal a text on its way to the database."""
        if value is None or isinstance(value, SealedText):
            return value.blob if value is not None else None
        owner = owner_in_scope()
        return _sealed(self._place(owner), value)

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> str | None:
        """Unseal a text on its way back; raise `KeyRefused` for another branch's."""
        if value is None:
            return None
        key = current_keyring().branch_key_by_id(envelope.key_id_of(value))
        refuse_foreign(key.branch_id)
        place = self._place(key.branch_id)
        return envelope.unpad(envelope.open_with(key.column, value, place.aad())).decode()

    def _place(self, branch_id: Any) -> Place:
        if self._column is None:
            message = "EncryptedText belongs on a column"
            raise TypeError(message)
        return Place(self._column.table.name, self._column.name, branch_id)

    class Comparator(TypeDecorator.Comparator[str]):
        """Allow `IS NULL` only: two ciphertexts of one text differ."""

        def operate(self, op: Any, *other: Any, **options: Any) -> Any:
            """Refuse every comparison but `is_(None)` and `is_not(None)`."""
            if op not in _COMPARABLE:
                message = "a sealed column cannot be compared: search by its blind index"
                raise TypeError(message)
            return super().operate(op, *other, **options)

    comparator_factory = Comparator
