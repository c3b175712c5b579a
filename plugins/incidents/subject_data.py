"""One person's rights over what the module holds: given out by codes and days, erased when work is over.

What is decided here, and why:

- Given out: every part in an incident, every assessment with the signs marked in it, and the words of
  reports that the person made as a member of staff. Other people's words are not: a summary, a thread
  or a protocol's free text tells of others, and may tell who reported (P29, P30.3).
- An incident that is open keeps everything, with that reason: its work is not done (P35).
- In a closed incident the person's part loses its person and name, and assessments of the person their
  words. Dates, levels and kinds stay: the journal and its figures are kept (P34, P36).
- Words of a closed incident (summary, reasons, notes, reports, threads) go with the last person who can
  be named in it; until then they stay for the others' sake.
- Who reported is erased once the report is put aside or its incident closed.

Sealed words go by destroying the key of each record, at once and for good, hence last of all.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from platform_core.sdk import (
    BranchInfo,
    ErasureResult,
    ExportSection,
    KeyDestroyed,
    RetentionRule,
    SubjectRef,
    current_locale,
    db,
    destroy_record_keys,
    record,
    unseal,
    users_of,
)
from platform_core.sdk import gettext as _
from plugins.incidents import data
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
from plugins.incidents.policy.reports import ReportState
from plugins.incidents.policy.status import Status
from plugins.incidents.queries.journal import FLAGS, journal_number
from plugins.incidents.queries.reports import read_words, reference_of, reporter_index

_KEPT = "P34–P36: the journal and its figures are kept; erasure takes away who it was"
_TILL_ERASED = "P30.3, P34: kept sealed with the incident; erasure destroys the words"
RETENTION: tuple[RetentionRule, ...] = (
    RetentionRule("incidents_counter", "school_year", None, "keep", "P34: journal numbers are never reused"),
    RetentionRule("incidents_incident", "registered_on", None, "keep", _KEPT),
    RetentionRule("incidents_participant", "registered_on", None, "keep", _KEPT),
    RetentionRule(
        "incidents_assignment", "assigned_at", None, "keep", "A2: who worked on a case stays known"
    ),
    RetentionRule("incidents_status_change", "changed_at", None, "keep", _KEPT),
    RetentionRule("incidents_referral", "told_at", None, "keep", "P41, P42.4: proof that bodies were told"),
    RetentionRule("incidents_report", "received_at", None, "keep", _TILL_ERASED),
    RetentionRule("incidents_informant", "created_at", None, "keep", _TILL_ERASED),
    RetentionRule("incidents_message", "sent_at", None, "keep", _TILL_ERASED),
    RetentionRule("incidents_assessment", "assessed_at", None, "keep", _TILL_ERASED),
    RetentionRule("incidents_next_step", "due_on", None, "keep", _KEPT),
)
"""Nothing here ends by itself: no term is set for the journal, and a person's share ends by erasure."""


def export_subject(branch: BranchInfo, subject: SubjectRef) -> Sequence[ExportSection]:  # noqa: ARG001 - the scope's
    """Give what the module holds on a person; somebody who is no person of the branch is known by no key."""
    if subject.person_id is None:
        return ()
    sections = (
        ExportSection(_("Parts in incidents"), tuple(_parts(subject.person_id))),
        ExportSection(_("Assessments of risk"), tuple(_assessments(subject.person_id))),
        ExportSection(_("Reports made"), tuple(_own_reports(subject.person_id))),
    )
    found = tuple(section for section in sections if section.records)
    counts = {"records": sum(len(section.records) for section in found)}
    record("incidents.subject_exported", data=counts, subject_id=subject.person_id)
    return found


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
    kept = _kept(has_open=len(gone) < len(parts), has_others=bool(crowded), has_waiting=waiting)
    return ErasureResult(erased, kept)


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


# --- giving out -----------------------------------------------------------------------------------


def _parts(person_id: UUID) -> Iterable[dict[str, Any]]:
    joined = _same(Participant.incident_id, Incident.id, Participant, Incident)
    query = select(Participant, Incident).join(Incident, joined).where(Participant.person_id == person_id)
    say = _speaker()
    for part, incident in db.session.execute(query.order_by(Incident.registered_on, Incident.id)):
        yield {
            "incident": journal_number(incident.school_year, incident.number),
            "registered_on": incident.registered_on,
            "occurred_on": incident.occurred_on,
            "kinds": ", ".join(say("kind", kind) for kind in incident.kinds),
            "place": say("place", incident.place),
            "status": say("status", incident.status),
            "role": say("role", part.role),
            "party": say("party", part.party),
            "injured": part.injured,
            **{flag: getattr(part, flag) for flag in FLAGS},
        }


def _assessments(person_id: UUID) -> Iterable[dict[str, Any]]:
    joined = _same(Assessment.participant_id, Participant.id, Assessment, Participant)
    query = select(Assessment).join(Participant, joined).where(Participant.person_id == person_id)
    say = _speaker()
    for one in db.session.scalars(query.order_by(Assessment.assessed_at, Assessment.id)):
        yield {
            "assessed_at": one.assessed_at,
            "protocol_version": one.protocol_version,
            "suggested": say("level", one.suggested),
            "level": say("level", one.level),
            "outcome": say("outcome", one.outcome),
            "signs": "; ".join(say("factor", factor) for factor in _signs_in(one)),
        }


def _signs_in(assessment: Assessment) -> list[str]:
    try:
        answers = json.loads(unseal(assessment, "protocol", assessment.protocol))["answers"]
    except KeyDestroyed:
        return []
    return [factor for factor, answer in answers.items() if answer["present"]]


def _own_reports(person_id: UUID) -> Iterable[dict[str, Any]]:
    query = select(Report).where(_is_by(users_of(person_id))).order_by(Report.received_at, Report.id)
    for report in db.session.scalars(query):
        said = read_words(report)
        yield {
            "report": reference_of(report.id),
            "received_at": report.received_at,
            "narrative": said.narrative,
            "when": said.when,
            "people": said.people,
        }


# --- erasing --------------------------------------------------------------------------------------


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
    reports = list(db.session.scalars(select(Report).where(_is_by(user_ids))))
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


def _is_by(user_ids: Sequence[UUID]) -> ColumnElement[bool]:
    return Report.reporter_index.in_([reporter_index(user_id) for user_id in user_ids])


def _same(left: Any, right: Any, one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.branch_id == other.branch_id, left == right)


def _speaker() -> Any:
    language = current_locale()

    def say(group: str, code: str | None) -> str:
        return data.text(f"{group}.{code}", language) if code else ""

    return say
