"""Turn a policy's decisions into the product's refusals, in the reader's language."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Generic, TypeVar

from platform_core.clauses import Decision, Fault
from platform_core.errors import Conflict, Forbidden, InvalidInput
from platform_core.i18n import WordBook, current_locale

R = TypeVar("R", bound=StrEnum)


class Refusals(Generic[R]):
    """Refuse in the words that a module ships for its reasons (the group ``reason`` of its book).

    `forbidden` are the reasons that make a refusal a 403, `conflicts` those that make it a 409; any
    other is a fault of the input and names its field.
    """

    def __init__(
        self, book: WordBook, *, forbidden: Collection[R] = (), conflicts: Collection[R] = ()
    ) -> None:
        self._book = book
        self._forbidden = frozenset(forbidden)
        self._conflicts = frozenset(conflicts)

    def text(self, reason: R) -> str:
        """Return the words of a reason in the reader's language."""
        return self._book.text(f"reason.{reason.value}", current_locale())

    def refuse_faults(self, faults: Iterable[Fault[R]]) -> None:
        """Raise `InvalidInput` naming each faulty field, if there is any."""
        errors: dict[str, list[str]] = defaultdict(list)
        for fault in faults:
            errors[fault.field].append(self.text(fault.reason_code))
        if errors:
            raise InvalidInput(errors)

    def refuse_unless(self, decision: Decision[R], *, field: str) -> None:
        """Raise `Forbidden`, `Conflict`, or `InvalidInput` naming `field`, unless it is allowed."""
        if decision.allowed:
            return
        if decision.reason_code in self._forbidden:
            raise Forbidden(code=decision.reason_code.value)
        if decision.reason_code in self._conflicts:
            raise Conflict(decision.reason_code.value)
        raise InvalidInput({field: [self.text(decision.reason_code)]})
