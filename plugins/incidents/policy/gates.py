"""Open explained gates: each says what was found and what level follows.

A gate opens on *presence* only — at least so many of these, and at least one of those — so
one more fact can open gates and never close one: the highest open gate is monotone by
construction.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

L = TypeVar("L", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class GateRule(Generic[L]):
    """Describe when a gate opens: ``need`` of ``any_of``, and one of ``along_with`` if given."""

    code: str
    level: L
    any_of: tuple[str, ...]
    need: int = 1
    along_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate(Generic[L]):
    """Hold an open gate: its code, the level it sets, and the codes found, in protocol order."""

    code: str
    level: L
    because: tuple[str, ...]


def open_gates(rules: Iterable[GateRule[L]], present: Collection[str]) -> tuple[Gate[L], ...]:
    """List the gates that the present codes open, in the order of the rules."""
    return tuple(
        Gate(rule.code, rule.level, _found(rule, present)) for rule in rules if _is_open(rule, present)
    )


def highest_level(gates: Iterable[Gate[L]], *, order: Sequence[L]) -> L:
    """Give the highest level among gates; the first of ``order`` when none is open."""
    return max((gate.level for gate in gates), key=order.index, default=order[0])


def _is_open(rule: GateRule[L], present: Collection[str]) -> bool:
    enough = sum(code in present for code in rule.any_of) >= rule.need
    return enough and (not rule.along_with or any(code in present for code in rule.along_with))


def _found(rule: GateRule[L], present: Collection[str]) -> tuple[str, ...]:
    codes = dict.fromkeys((*rule.any_of, *rule.along_with))
    return tuple(code for code in codes if code in present)
