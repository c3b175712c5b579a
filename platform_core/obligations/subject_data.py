"""One person's rights: what is owed about that person, and calendars that the person made."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update

from platform_core.auth.members import users_of
from platform_core.extensions import db
from platform_core.hooks.types import ExportSection, SubjectRef
from platform_core.i18n import gettext as _
from platform_core.obligations.models import CalendarToken, DutySeries, Obligation
from platform_core.obligations.registry import current_duties
from platform_core.people.subject_rights import SubjectData


def export_obligations(subject: SubjectRef) -> Iterable[ExportSection]:
    """Give what is owed for a person, what the person closed or was given, and the person's calendars."""
    if subject.person_id is None:
        return
    about = select(Obligation).where(Obligation.key == str(subject.person_id))
    if records := tuple(map(_about, db.session.scalars(about.order_by(Obligation.due_on)))):
        yield ExportSection(_("What is due about the person"), records)
    users = users_of(subject.person_id)
    own = select(Obligation).where(Obligation.closed_by.in_(users) | Obligation.assigned_to.in_(users))
    if records := tuple(map(_own, db.session.scalars(own.order_by(Obligation.due_on)))):
        yield ExportSection(_("What the person did or was given"), records)
    made = select(CalendarToken).where(CalendarToken.user_id.in_(users))
    if records := tuple(map(_calendar, db.session.scalars(made.order_by(CalendarToken.created_at)))):
        yield ExportSection(_("Calendar addresses"), records)


def erase_obligations(subject: SubjectRef) -> int:
    """Erase what is owed about a person and the person's calendars; return how many rows went.

    Who closed something stays as a number that names nobody once the account has lost its name; what
    was given to the person goes back to its roles, and notes that the person wrote go.
    """
    if subject.person_id is None:
        return 0
    key, users = str(subject.person_id), users_of(subject.person_id)
    gone = sum(
        _rows(statement)
        for statement in (
            delete(Obligation).where(Obligation.key == key),
            delete(DutySeries).where(DutySeries.key == key),
            delete(CalendarToken).where(CalendarToken.user_id.in_(users)),
        )
    )
    noted = update(Obligation).where(Obligation.closed_by.in_(users), Obligation.note.is_not(None))
    given = update(Obligation).where(Obligation.assigned_to.in_(users))
    return gone + _rows(noted.values(note=None)) + _rows(given.values(assigned_to=None))


OBLIGATION_DATA = SubjectData(export_obligations, erase_obligations)


def _rows(statement: Any) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session="fetch"))
    return cast("CursorResult[Any]", result).rowcount


def _about(row: Obligation) -> dict[str, Any]:
    return {
        "duty": _title(row.code),
        "due_on": row.due_on,
        "status": row.status,
        "closed_on": row.closed_on,
        "reason": row.reason,
        "note": row.note,
    }


def _own(row: Obligation) -> dict[str, Any]:
    return {**_about(row), "closed_at": row.closed_at}


def _calendar(row: CalendarToken) -> dict[str, Any]:
    return {"reach": row.reach, "created_at": row.created_at, "revoked_at": row.revoked_at}


def _title(code: str) -> str:
    """Name a duty; its code once no module declares it."""
    duty = current_duties().find(code)
    return code if duty is None else str(duty.spec.title)
