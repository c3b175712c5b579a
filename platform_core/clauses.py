"""The policy's clauses, and the mark that ties a rule to the clause it keeps.

Pure: standard library only, so that `policy.py` rooms may import it and stay pure themselves.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

_SHAPE = re.compile(r"(?P<part>[PA])(?P<number>[1-9]\d?)(?:\.(?P<item>[1-9]\d?))?")
_LAST = {"P": 49, "A": 10}
_MARK = "__enforces__"

Rule = TypeVar("Rule", bound=Callable[..., object])
R = TypeVar("R", bound=StrEnum)
"""A module's own reasons."""


@dataclass(frozen=True, slots=True, order=True)
class Clause:
    """A paragraph (`P26`), an item of it (`P26.3`) or an appendix (`A8`); sorts in document order.

    `part` is 0 for paragraphs and 1 for appendices; `item` is 0 for the whole.
    """

    part: int
    number: int
    item: int = 0

    @classmethod
    def parse(cls, code: str) -> "Clause":
        """Read `P26.3` or `A8`; raise `ValueError` for a clause that the policy does not have."""
        match = _SHAPE.fullmatch(code)
        if match is None or int(match["number"]) > _LAST[match["part"]]:
            raise ValueError(f"{code!r} is no clause of the policy (P1 to P49, A1 to A10, with items: P26.3)")
        return cls("PA".index(match["part"]), int(match["number"]), int(match["item"] or 0))

    @property
    def whole(self) -> "Clause":
        """The paragraph or appendix that the item stands in; itself for a whole."""
        return Clause(self.part, self.number)

    def covers(self, other: "Clause") -> bool:
        """Return whether `other` is this clause or an item of it."""
        return self == other or (not self.item and self == other.whole)

    def __str__(self) -> str:
        return f"{'PA'[self.part]}{self.number}" + (f".{self.item}" if self.item else "")


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Say where a clause is kept: the module and the name in it of the rule marked with `enforces`."""

    module: str
    name: str
    clauses: tuple[Clause, ...]


_evidence: dict[tuple[str, str], Evidence] = {}


def enforces(*codes: str) -> Callable[[Rule], Rule]:
    """Mark a function or a class as keeping the clauses; raise `ValueError` for an unknown clause.

    >>> @enforces("P26.3", "P25")
    ... def approve_trip(plan): ...
    """
    if not codes:
        raise ValueError("name at least one clause")
    clauses = tuple(sorted({Clause.parse(code) for code in codes}))

    def mark(rule: Rule) -> Rule:
        setattr(rule, _MARK, clauses)
        module, name = rule.__module__, rule.__qualname__
        _evidence[module, name] = Evidence(module, name, clauses)
        return rule

    return mark


def enforced_by(rule: Callable[..., object]) -> tuple[Clause, ...]:
    """Return the clauses that a function or class is marked with; none when it is not marked."""
    clauses: tuple[Clause, ...] = getattr(rule, _MARK, ())
    return clauses


def evidence() -> tuple[Evidence, ...]:
    """List every marked rule of the modules imported so far, sorted by where it stands."""
    return tuple(sorted(_evidence.values()))


@dataclass(frozen=True)  # a generic with slots cannot be made by its alias `Decision[Reason]`
class Decision(Generic[R]):
    """Hold one answer of a policy: whether it is allowed, why, and by which clause (``P33``)."""

    allowed: bool
    reason_code: R
    clause: str


@dataclass(frozen=True)
class Fault(Generic[R]):
    """Hold one thing wrong with an input: the field's name, why, and the clause."""

    field: str
    reason_code: R
    clause: str


def refuse(clause: str, reason: R) -> Decision[R]:
    """Answer no under a clause, with the reason."""
    return Decision(allowed=False, reason_code=reason, clause=clause)
