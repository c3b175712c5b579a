"""Pure: set the clauses against the evidence, and say of each whether it is covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from platform_core.clauses import Clause
from platform_core.coverage.requirements import Requirement


class Status(StrEnum):
    """How far a clause is kept; `CONTEXT` is a clause that no software can keep."""

    COVERED = "covered"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True, order=True)
class Proof:
    """One thing in the product that keeps a clause: a marked rule, a dated duty, a figure."""

    kind: Literal["rule", "obligation", "indicator"]
    where: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Line:
    """A clause, what keeps it, and how far."""

    requirement: Requirement
    proofs: tuple[Proof, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """Every clause in the order of the document."""

    lines: tuple[Line, ...]

    def counts(self) -> dict[Status, int]:
        """Count the clauses by status, every status named."""
        counts = dict.fromkeys(Status, 0)
        for line in self.lines:
            counts[line.status] += 1
        return counts

    def as_dict(self, language: str) -> dict[str, Any]:
        """Return plain values, titles in one language, for JSON."""
        return {
            "counts": {status.value: count for status, count in self.counts().items()},
            "clauses": [_line_as_dict(line, language) for line in self.lines],
        }


def _line_as_dict(line: Line, language: str) -> dict[str, Any]:
    return {
        "clause": str(line.requirement.clause),
        "title": line.requirement.title(language),
        "status": line.status.value,
        "evidence": [
            {"kind": proof.kind, "where": proof.where, "clause": str(proof.clause)} for proof in line.proofs
        ],
    }


def set_against(requirements: Sequence[Requirement], proofs: Iterable[Proof]) -> CoverageReport:
    """Judge every clause by the proofs that name it.

    A clause without items is covered when a proof names it, and partly when one names only the
    paragraph it stands in. A paragraph with items is covered when all of them are.
    """
    known = {requirement.clause for requirement in requirements}
    named: dict[Clause, list[Proof]] = {}
    for proof in sorted(proofs):
        # an item that the list does not have is the paragraph's own
        named.setdefault(proof.clause if proof.clause in known else proof.clause.whole, []).append(proof)
    items: dict[Clause, list[Requirement]] = {}
    for requirement in requirements:
        if requirement.clause.item:
            items.setdefault(requirement.clause.whole, []).append(requirement)
    return CoverageReport(tuple(_judge(requirement, named, items) for requirement in requirements))


def _judge(
    requirement: Requirement,
    named: Mapping[Clause, Sequence[Proof]],
    items: Mapping[Clause, Sequence[Requirement]],
) -> Line:
    proofs = tuple(named.get(requirement.clause, ()))
    parts = items.get(requirement.clause, ())
    if requirement.is_context:
        status = Status.CONTEXT
    elif parts:
        status = _status_of_whole(proofs, [bool(named.get(part.clause)) for part in parts])
    elif proofs:
        status = Status.COVERED
    else:
        status = Status.PARTLY if named.get(requirement.clause.whole) else Status.NOT_YET
    return Line(requirement, proofs, status)


def _status_of_whole(proofs: Sequence[Proof], parts: Sequence[bool]) -> Status:
    if all(parts):
        return Status.COVERED
    return Status.PARTLY if proofs or any(parts) else Status.NOT_YET
