"""A column type whose values are sealed by the branch's key; for simple fields such as identity numbers."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Dialect, LargeBinary, type_coerce
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from platform_core.crypto import envelope
from platform_core.crypto.current import current_keyring, owner_in_scope, refuse_foreign
from platform_core.crypto.envelope import Place
from platform_core.crypto.keys import NETWORK, Purpose

_COMPARABLE = (operators.is_, operators.is_not)


@dataclass(frozen=True, slots=True)
class SealedText:
    """A text sealed beforehand for a branch that is not the scope's own; the core alone makes one."""

    blob: bytes


def seal_for_branch(column: Any, branch_id: UUID, text: str) -> SealedText:
    """Seal a text for an `EncryptedText` attribute (`Model.column`) of another branch's row."""
    return SealedText(_sealed(Place(column.class_.__tablename__, column.key, branch_id), text))


def sealed_value(column: Any) -> Any:
    """Select the ciphertext of an `EncryptedText` attribute instead of its text."""
    return type_coerce(column, LargeBinary)


def unseal_value(column: Any, blob: bytes) -> str:
    """Unseal what `sealed_value` selected; raise `KeyRefused` for another branch's."""
    return _unsealed(Place(column.class_.__tablename__, column.key, NETWORK), blob)


def _sealed(place: Place, text: str) -> bytes:
    key = current_keyring().branch_key(place.branch, Purpose.DATA)
    return envelope.close(key.column, key.id, envelope.pad(text.encode()), place.aad())


def _unsealed(place: Place, blob: bytes) -> str:
    """Unseal by the key that the envelope names; its branch, not the place's, is what counts."""
    key = current_keyring().branch_key_by_id(envelope.key_id_of(blob))
    refuse_foreign(key.branch_id)
    aad = replace(place, branch=key.branch_id).aad()
    return envelope.unpad(envelope.open_with(key.column, blob, aad)).decode()


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
        return _unsealed(self._place(NETWORK), value)

    def _place(self, branch_id: UUID) -> Place:
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
