"""Pure: fold what modules answer of one subject into one clearance; silence never clears anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from platform_core.hooks.types import ClearanceFinding

ClearanceState = Literal["cleared", "not_cleared", "ask_central", "unknown"]


@dataclass(frozen=True, slots=True)
class Clearance:
    """One answer for the gate: never a fact, never a reason.

    `valid_until` is the earliest day that any finding names, inclusive; `sources` are the modules
    that said something, `silent` those that failed to answer.
    """

    state: ClearanceState
    valid_until: date | None = None
    sources: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


def fold_findings(findings: Sequence[ClearanceFinding], silent: Sequence[str] = (), *, on: date) -> Clearance:
    """Fold findings for a day: the gravest counts, and whoever did not answer leaves it unknown.

    `not_cleared` outweighs all, a missing answer too: a fault elsewhere takes no warning back. Then
    a module that failed makes it `unknown`, then `ask_central`, then `cleared`; nothing said at all is
    `unknown`. A finding whose last day is over clears nobody.
    """
    states = {_standing(one, on) for one in findings}
    return Clearance(
        _gravest(states, is_complete=not silent),
        min((one.valid_until for one in findings if one.valid_until is not None), default=None),
        tuple(sorted({one.source for one in findings})),
        tuple(sorted(set(silent))),
    )


def _standing(finding: ClearanceFinding, on: date) -> ClearanceState:
    is_over = finding.valid_until is not None and finding.valid_until < on
    return "not_cleared" if finding.state == "cleared" and is_over else finding.state


def _gravest(states: set[ClearanceState], *, is_complete: bool) -> ClearanceState:
    if "not_cleared" in states:
        return "not_cleared"
    if not is_complete:
        return "unknown"
    if "ask_central" in states:
        return "ask_central"
    return "cleared" if "cleared" in states else "unknown"
