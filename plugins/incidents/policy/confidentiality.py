"""Decide who may receive a report, open an incident, see an informant and share (P29, P30)."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass

from platform_core.clauses import enforces
from plugins.incidents.policy.decisions import Decision, Reason, allow, refuse

READ_JOURNAL = "incidents.journal.read"
READ_REPORT = "incidents.report.read"
READ_ASSIGNED = "incidents.assigned.read"
READ_INFORMANT = "incidents.informant.read"
LEADERS = frozenset({"branch_head", "sss_head"})
"""The two who may share material (P30.4)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold someone who would normally be told of a report: account, person and roles."""

    user: Hashable
    person: Hashable | None
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Recipients:
    """Hold who is told, who is left out because accused, and whether the centre is told instead."""

    told: tuple[Candidate, ...]
    recused: tuple[Candidate, ...]
    escalate: bool
    clause: str = "P40"


@dataclass(frozen=True, slots=True)
class Reader:
    """Hold what counts when someone opens something: permissions, person, and their ties to it.

    `assigned`: named to work on this incident. `recognised_accused`: the reader is one of the
    accused, as `is_recused` says.
    """

    permissions: frozenset[str]
    assigned: bool = False
    recognised_accused: bool = False


@enforces("P3.7", "P30.3", "P40")
def is_recused(person: Hashable | None, accused: Collection[Hashable]) -> bool:
    """Tell whether a person stands accused here and so may neither receive nor open it."""
    return person is not None and person in accused


@enforces("P3.7", "P30.3", "P30.4", "P40")
def recipients(candidates: Iterable[Candidate], accused: Collection[Hashable]) -> Recipients:
    """Part those who are told of a report from those who are accused in it.

    The centre is told as well when a leader is accused — they could lean on the rest — and when
    nobody is left to be told.
    """
    everyone = tuple(candidates)
    recused = tuple(c for c in everyone if is_recused(c.person, accused))
    told = tuple(c for c in everyone if c not in recused)
    escalate = not told or any(c.roles & LEADERS for c in recused)
    return Recipients(told, recused, escalate)


@enforces("P30.3", "P40", "A2")
def may_open(reader: Reader, *, about_staff: bool) -> Decision:
    """Decide whether someone may open an incident.

    Whoever reads the journal may, the accused never, and human resources only when assigned to a
    case about staff.
    """
    if reader.recognised_accused:
        return refuse("P40", Reason.RECUSED)
    if READ_JOURNAL in reader.permissions:
        return allow("P30.3")
    if READ_ASSIGNED not in reader.permissions:
        return refuse("P30.3", Reason.PERMISSION_MISSING)
    if not about_staff:
        return refuse("A2", Reason.NOT_ABOUT_STAFF)
    return allow("A2") if reader.assigned else refuse("A2", Reason.NOT_ASSIGNED)


@enforces("P29", "P30.3", "P30.4", "P44")
def may_see_informant(reader: Reader, *, purpose: str) -> Decision:
    """Decide whether someone may see who reported: with permission, a purpose, and not accused."""
    if reader.recognised_accused:
        return refuse("P29", Reason.RECUSED)
    if READ_INFORMANT not in reader.permissions:
        return refuse("P30.3", Reason.PERMISSION_MISSING)
    if not purpose.strip():
        return refuse("P30.4", Reason.PURPOSE_MISSING)
    return allow("P30.4")


@enforces("P29", "P30.4")
def may_share(roles: Collection[str], *, purpose: str, recipients_warned: bool) -> Decision:
    """Decide whether someone may pass material on: a leader, on need, with each recipient warned."""
    if not LEADERS & set(roles):
        return refuse("P30.4", Reason.SHARING_RESERVED)
    if not purpose.strip():
        return refuse("P30.4", Reason.PURPOSE_MISSING)
    if not recipients_warned:
        return refuse("P30.4", Reason.WARNING_MISSING)
    return allow("P30.4")
