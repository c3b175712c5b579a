"""Give out what the module holds on a person."""

import json
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from platform_core.sdk import (
    BranchInfo,
    ExportFile,
    ExportSection,
    KeyDestroyed,
    SubjectRef,
    attachments_of,
    current_locale,
    db,
    open_file,
    record,
    unseal,
    users_of,
)
from platform_core.sdk import gettext as _
from plugins.incidents import data
from plugins.incidents.models import (
    Assessment,
    Incident,
    Message,
    Participant,
    Report,
)
from plugins.incidents.models.attachments import MESSAGE_FILES, REPORT_FILES
from plugins.incidents.queries.journal import FLAGS, journal_number
from plugins.incidents.queries.reports import read_words, reference_of
from plugins.incidents.subject_data.reporters import is_by


def export_subject(branch: BranchInfo, subject: SubjectRef) -> Sequence[ExportSection]:  # noqa: ARG001 - the scope's
    """Give what the module holds on a person; somebody who is no person of the branch is known by no key."""
    if subject.person_id is None:
        return ()
    sections = (
        ExportSection(_("Parts in incidents"), tuple(_parts(subject.person_id))),
        ExportSection(_("Assessments of risk"), tuple(_assessments(subject.person_id))),
        ExportSection(
            _("Reports made"),
            tuple(_own_reports(subject.person_id)),
            tuple(_own_files(subject.person_id)),
        ),
    )
    found = tuple(section for section in sections if section.records)
    counts = {"records": sum(len(section.records) for section in found)}
    record("incidents.subject_exported", data=counts, subject_id=subject.person_id)
    return found


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
    query = select(Report).where(is_by(users_of(person_id))).order_by(Report.received_at, Report.id)
    for report in db.session.scalars(query):
        said = read_words(report)
        yield {
            "report": reference_of(report.id),
            "received_at": report.received_at,
            "narrative": said.narrative,
            "when": said.when,
            "people": said.people,
        }


def _own_files(person_id: UUID) -> Iterable[ExportFile]:
    """Give the files that the person sent with reports; they are read when the archive is written."""
    reports = list(db.session.scalars(select(Report.id).where(is_by(users_of(person_id)))))
    wrote = (Message.report_id.in_(reports), Message.author == "reporter")
    messages = list(db.session.scalars(select(Message.id).where(*wrote)))
    for code, owners in ((REPORT_FILES, reports), (MESSAGE_FILES, messages)):
        for owner_id, files in attachments_of(code, owners).items():
            for one in files:
                if not one.is_erased:
                    yield ExportFile(one.name, partial(_content_of, code, owner_id, one.id))


def _content_of(code: str, owner_id: UUID, file_id: UUID) -> bytes:
    return open_file(code, owner_id, file_id).content


def _same(left: Any, right: Any, one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.branch_id == other.branch_id, left == right)


def _speaker() -> Any:
    language = current_locale()

    def say(group: str, code: str | None) -> str:
        return data.text(f"{group}.{code}", language) if code else ""

    return say
