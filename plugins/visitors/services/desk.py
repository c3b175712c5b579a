"""Receive somebody at the desk: they have come, and their document was seen (A5.3)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    current_actor,
    db,
    local_day,
    now,
    record,
    school_calendar,
)
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.admission import identity_faults
from plugins.visitors.policy.custody import Link
from plugins.visitors.policy.status import VisitStatus, decide_visit_step
from plugins.visitors.services.custody import AT_DESK, TARGET, call, hold
from plugins.visitors.services.faults import refuse_faults, refuse_unless
from plugins.visitors.services.numbers import JOURNAL, take_number
from plugins.visitors.services.passes import ask_on_arrival

GUEST_NOTICE = "visitors.guest_waits"


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """A document as the desk saw it: its kind and at most its last four signs, never more (A5.3)."""

    document_type: str
    last: str = ""


def open_visit(visit_id: UUID) -> Visit:
    """Return a visit of the branch at hand; raise `NotFound`."""
    return db.require(select(Visit).where(Visit.id == visit_id))


def visitor_of(visit: Visit) -> Visitor:
    """Return who visits."""
    return db.session.scalars(select(Visitor).where(Visitor.id == visit.visitor_id)).one()


def check_version(visit: Visit, version: int | None) -> None:
    """Raise `Conflict` if another desk, or a phone, has changed the visit since it was read."""
    if version is not None and visit.version != version:
        raise Conflict("changed_since")


def register_arrival(visit: Visit, *, branch: BranchInfo) -> None:
    """Write somebody into the journal as having come: the next number of the school year is theirs.

    Said twice it is said once. Raises `InvalidInput` for a visit that was not agreed or is over.
    """
    if VisitStatus(visit.status) in (VisitStatus.ARRIVED, VisitStatus.IDENTITY_CHECKED):
        return
    _step(visit, VisitStatus.ARRIVED)
    visit.arrived_at = now()
    hold(visit, Link.ARRIVED, AT_DESK, at=visit.arrived_at)
    ask_on_arrival(visit, branch=branch)
    school_year = school_calendar().school_year_of(local_day(branch))
    visit.school_year, visit.number = school_year, take_number(JOURNAL, school_year)
    record("visitors.visit_arrived", target=(TARGET, visit.id), data={"number": visit.number})
    if visit.host_user_id is not None:
        call(visit, visit.host_user_id, GUEST_NOTICE)


def check_identity(visit: Visit, seen: SeenDocument, *, version: int | None = None) -> None:
    """Raise now what `see_identity` would raise of the document and of another desk; nothing is written."""
    refuse_faults(identity_faults(seen.document_type, seen.last))
    if is_identity_seen(visit):
        _accept_again(visit, seen)
    else:
        check_version(visit, version)


def is_identity_seen(visit: Visit) -> bool:
    """Tell whether the desk has seen the document of somebody who is here."""
    return visit.status in (VisitStatus.IDENTITY_CHECKED, VisitStatus.ON_SITE)


def see_identity(visit: Visit, seen: SeenDocument, *, branch: BranchInfo, version: int | None = None) -> None:
    """Note that the desk has seen a document; who had not arrived has arrived now.

    Said twice by one desk it is said once. Raises `InvalidInput` naming what is wrong, and `Conflict`
    when another desk has seen it, or the visit is not at the `version` that was read.
    """
    check_identity(visit, seen, version=version)
    if is_identity_seen(visit):
        return
    with db.session.no_autoflush:  # one edit of the visit, written once
        register_arrival(visit, branch=branch)
        _step(visit, VisitStatus.IDENTITY_CHECKED)
        visit.document_type, visit.document_last = seen.document_type, seen.last.upper() or None
        visit.identity_checked_at, visit.identity_seen_by = now(), current_actor().user_id
    record("visitors.identity_seen", target=(TARGET, visit.id), data={"document": seen.document_type})


def _accept_again(visit: Visit, seen: SeenDocument) -> None:
    same = (visit.document_type, visit.document_last or "") == (seen.document_type, seen.last.upper())
    if not same or visit.identity_seen_by != current_actor().user_id:
        raise Conflict("changed_since")


def _step(visit: Visit, target: VisitStatus) -> None:
    refuse_unless(decide_visit_step(VisitStatus(visit.status), target), field="status")
    visit.status = target.value


def touch(visit: Visit) -> None:
    """Count an edit of something that hangs on a visit, so that another desk's page is told."""
    flag_modified(visit, "status")
