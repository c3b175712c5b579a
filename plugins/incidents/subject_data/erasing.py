"""Take a person out of what is closed, and the words that nobody is left for."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from platform_core.sdk import (
    BranchInfo,
    ErasureResult,
    SubjectRef,
    db,
    destroy_record_keys,
    erase_attachments,
    record,
    users_of,
)
from platform_core.sdk import gettext as _
from plugins.incidents.models import (
    Assessment,
    Incident,
    Informant,
    Message,
    Participant,
    Referral,
    Report,
    StatusChange,
)
from plugins.incidents.models.attachments import EVIDENCE, MESSAGE_FILES, REPORT_FILES
from plugins.incidents.policy.reports import ReportState
from plugins.incidents.policy.status import Status
from plugins.incidents.subject_data.reporters import is_by


def erase_subject(branch: BranchInfo, subject: SubjectRef, on: date) -> ErasureResult:  # noqa: ARG001 - the scope's
    """Take a person out of what was closed by `on`, and say what stays and why."""
    if subject.person_id is None:
        return ErasureResult(0)
    parts = list(db.session.scalars(select(Participant).where(Participant.person_id == subject.person_id)))
    closed = _closed_by(on, {part.incident_id for part in parts})
    gone = [part for part in parts if part.incident_id in closed]
    words: list[Any] = [*gone, *_assessments_of(gone)]
    for part in gone:
        part.person_id = part.name = None
    db.session.flush()
    crowded = _still_naming_people(closed)
    for incident in closed.values():
        incident.accused_ids = [one for one in incident.accused_ids if one != str(subject.person_id)]
        if incident.id not in crowded:
            words += _words_of(incident)
    informants, waiting = _forget_reporter(users_of(subject.person_id), on)
    db.session.flush()
    erased = len(gone) + len(informants)
    record("incidents.subject_erased", data={"erased": erased}, subject_id=subject.person_id)
    destroy_record_keys([*words, *informants])
    for code, model in _WITH_FILES:
        erase_attachments(code, [one.id for one in words if isinstance(one, model)])
    kept = _kept(has_open=len(gone) < len(parts), has_others=bool(crowded), has_waiting=waiting)
    return ErasureResult(erased, kept)


_WITH_FILES: tuple[tuple[str, type[Incident | Report | Message]], ...] = (
    (EVIDENCE, Incident),
    (REPORT_FILES, Report),
    (MESSAGE_FILES, Message),
)
"""Files go with the words of the record that they belong to."""


def _kept(*, has_open: bool, has_others: bool, has_waiting: bool) -> tuple[tuple[str, str], ...]:
    reasons = (
        (has_open, _("Parts in open incidents"), _("These incidents are still being worked on (P35).")),
        (
            has_others,
            _("Words of closed incidents, without the person's name beside them"),
            _("They tell of other people too, who can still be named (P34)."),
        ),
        (
            has_waiting,
            _("Who made reports that are still open"),
            _("The reporter may have to be asked, and protected (P29, P30.3)."),
        ),
    )
    return tuple((what, why) for applies, what, why in reasons if applies)


def _closed_by(on: date, incident_ids: Iterable[UUID]) -> dict[UUID, Incident]:
    """Return the incidents whose work had ended by a day."""
    last = (
        select(StatusChange.incident_id, func.max(StatusChange.changed_at).label("ended"))
        .group_by(StatusChange.branch_id, StatusChange.incident_id)
        .subquery()
    )
    query = (
        select(Incident, last.c.ended)
        .join(last, last.c.incident_id == Incident.id)
        .where(Incident.id.in_(list(incident_ids)), Incident.status == Status.CLOSED.value)
    )
    return {one.id: one for one, ended in db.session.execute(query) if ended.date() <= on}


def _assessments_of(parts: Sequence[Participant]) -> list[Assessment]:
    ids = [part.id for part in parts]
    return list(db.session.scalars(select(Assessment).where(Assessment.participant_id.in_(ids))))


def _still_naming_people(incidents: Iterable[UUID]) -> set[UUID]:
    """Return those incidents in which somebody can still be named."""
    can_be_named = or_(Participant.person_id.is_not(None), Participant.name.is_not(None))
    query = select(Participant.incident_id).where(Participant.incident_id.in_(list(incidents)), can_be_named)
    return set(db.session.scalars(query.distinct()))


def _words_of(incident: Incident) -> list[Any]:
    """List the records that hold sealed words of an incident."""
    reports = list(db.session.scalars(select(Report).where(Report.incident_id == incident.id)))
    ids = [report.id for report in reports]
    of_incident: tuple[Any, ...] = (StatusChange, Referral, Assessment)
    of_reports: tuple[Any, ...] = (Message, Informant)
    found: list[Any] = [incident, *reports]
    for model in of_incident:
        found += db.session.scalars(select(model).where(model.incident_id == incident.id))
    for model in of_reports:
        found += db.session.scalars(select(model).where(model.report_id.in_(ids)))
    return found


def _forget_reporter(user_ids: Sequence[UUID], on: date) -> tuple[list[Informant], bool]:
    """Take a reporter away from reports that are done with; tell whether any is still open."""
    reports = list(db.session.scalars(select(Report).where(is_by(user_ids))))
    ended = _closed_by(on, {report.incident_id for report in reports if report.incident_id})
    done = [
        report
        for report in reports
        if report.state == ReportState.SET_ASIDE.value or report.incident_id in ended
    ]
    for report in done:
        report.reporter_index = None
    ids = [report.id for report in done]
    informants = list(db.session.scalars(select(Informant).where(Informant.report_id.in_(ids))))
    for informant in informants:
        db.session.delete(informant)
    return informants, len(done) < len(reports)
