"""The list of what is due: what it may be asked, and its rows as pages, files and programs show them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, select, true
from werkzeug.datastructures import MultiDict

from platform_core.auth.members import member_names
from platform_core.auth.titles import ROLE_TITLES
from platform_core.clauses import Clause
from platform_core.db.base import new_id
from platform_core.errors import NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_actor
from platform_core.obligations.access import is_mine, is_visible
from platform_core.obligations.models import Obligation
from platform_core.obligations.occurrences import days_left
from platform_core.obligations.queries import ROW_COLUMNS
from platform_core.obligations.registry import Duty, active_duties
from platform_core.obligations.states import OPEN, STATUSES, ObligationState
from platform_core.obligations.words import STATUS_LABELS, module_title, names_of, owners_text
from platform_core.tenancy.dates import local_day, working_calendar
from platform_core.tenancy.middleware import current_branch
from platform_core.web.lists import Filter, ListSpec, Sort

LATE, ALL = "late", "all"


@dataclass(frozen=True, slots=True)
class DueRow:
    """One obligation as a list shows it; `left` counts (working) days, and is negative when late."""

    id: UUID
    url: str
    code: str
    key: str
    title: str
    name: str
    module: str
    clause: str
    owners: str
    assignee: str
    due_on: date
    left: int
    working: bool
    status: str
    state: str
    closed_on: date | None
    days_late: int
    escalated: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.status == OPEN


def branch_at_hand() -> BranchInfo:
    """Return the branch of the address; raise `NotFound` outside any."""
    branch = current_branch()
    if branch is None:
        raise NotFound
    return branch


def select_due(branch: BranchInfo) -> Select[Any]:
    """Select what the reader may see of a branch's obligations."""
    return select(*ROW_COLUMNS).where(is_visible(current_actor(), active_duties(branch)))


def asked(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what an address asks of the list: what is open where it names no state, all where it says so."""
    named = "state" in args
    chosen = args.copy()
    chosen["state"] = (args["state"] or ALL) if named else OPEN
    return chosen


def make_rows(branch: BranchInfo, rows: Iterable[Any], *, named: bool = True) -> tuple[DueRow, ...]:
    """Turn selected rows into what is shown; names are asked for once a duty, or not at all."""
    found = list(rows)
    make = _maker(branch, found, named=named)
    return tuple(make(row) for row in found)


def _maker(branch: BranchInfo, rows: Sequence[Any], *, named: bool) -> Callable[[Any], DueRow]:
    duties, calendar, today = active_duties(branch), working_calendar(branch), local_day(branch)
    names = names_of(((row.code, row.key) for row in rows), duties) if named else {}
    members = member_names(row.assigned_to for row in rows)
    codes = {row.code for row in rows}
    words = {code: _words_of(duties[code]) for code in codes}
    sample = new_id()
    address = url_for("obligations.one", branch=branch.code, obligation_id=sample)

    def make(row: Any) -> DueRow:
        left, working = days_left(calendar, today=today, due_on=row.due_on)
        state = ObligationState(row.id, row.code, row.key, row.status, row.due_on, row.closed_on)
        return DueRow(
            id=row.id,
            url=address.replace(str(sample), str(row.id)),
            code=row.code,
            key=row.key,
            name=names.get((row.code, row.key), ""),
            **words[row.code],
            assignee=members.get(row.assigned_to, ""),
            due_on=row.due_on,
            left=left,
            working=working,
            status=row.status,
            state=str(STATUS_LABELS[row.status]),
            closed_on=row.closed_on,
            days_late=state.days_late,
            escalated=row.escalated_on is not None,
        )

    return make


def _words_of(duty: Duty) -> dict[str, str]:
    return {
        "title": str(duty.spec.title),
        "module": module_title(duty),
        "clause": duty.spec.clause,
        "owners": owners_text(duty),
    }


# --- what may be asked ----------------------------------------------------------------------------


def _duties() -> Mapping[str, Duty]:
    return active_duties(branch_at_hand())


def _with(wanted: Callable[[Duty], bool]) -> ColumnElement[bool]:
    return Obligation.code.in_([code for code, duty in _duties().items() if wanted(duty)])


def _states() -> list[tuple[str, str]]:
    labels = [(code, str(STATUS_LABELS[code])) for code in STATUSES]
    return [(LATE, str(_l("Late"))), *labels, (ALL, str(_l("In any state")))]


def _in_state(state: str) -> ColumnElement[bool]:
    if state == LATE:
        return and_(Obligation.status == OPEN, Obligation.due_on < local_day(branch_at_hand()))
    return true() if state == ALL else Obligation.status == state


def _modules() -> list[tuple[str, str]]:
    return sorted({(duty.module, module_title(duty)) for duty in _duties().values()}, key=lambda one: one[1])


def _clauses() -> list[tuple[str, str]]:
    found = {duty.spec.clause for duty in _duties().values()}
    return [(clause, clause) for clause in sorted(found, key=Clause.parse)]


def _roles() -> list[tuple[str, str]]:
    found = {role for duty in _duties().values() for role in duty.spec.owners}
    return [(role, str(title)) for role, title in ROLE_TITLES.items() if role in found]


def _mine(_on: Any) -> ColumnElement[bool]:
    return is_mine(current_actor(), _duties())


DUE = ListSpec(
    filters=(
        Filter("mine", _l("What I answer for"), kind="switch", apply=_mine),
        Filter("state", _l("State"), kind="select", options=_states, apply=_in_state),
        Filter(
            "module", _l("Module"), kind="select", options=_modules,
            apply=lambda module: _with(lambda duty: duty.module == module),
        ),
        Filter(
            "clause", _l("Clause"), kind="select", options=_clauses,
            apply=lambda clause: _with(lambda duty: duty.spec.clause == clause),
        ),
        Filter(
            "role", _l("Who answers for it"), kind="select", options=_roles,
            apply=lambda role: _with(lambda duty: role in duty.spec.owners),
        ),
    ),
    sorts=(
        Sort("due_on", Obligation.due_on),
        Sort("closed_on", Obligation.closed_on, nullable=True),
    ),
    default_sort="due_on",
    tie=(Obligation.id,),
)  # fmt: skip
