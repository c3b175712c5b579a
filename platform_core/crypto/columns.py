"""A column type whose values are sealed by the branch's key; for simple fields such as identity numbers."""

from typing import Any

from sqlalchemy import Column, Dialect, LargeBinary
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from platform_core.crypto import envelope
from platform_core.crypto.current import current_keyring, owner_in_scope, refuse_foreign
from platform_core.crypto.envelope import Place
from platform_core.crypto.keys import Purpose

_COMPARABLE = (operators.is_, operators.is_not)


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

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> bytes | None:
        """Seal a text on its way to the database."""
        if value is None:
            return None
        key = current_keyring().branch_key(owner_in_scope(), Purpose.DATA)
        place = self._place(key.branch_id)
        return envelope.close(key.column, key.id, envelope.pad(value.encode()), place.aad())

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
