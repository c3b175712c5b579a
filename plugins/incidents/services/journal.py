"""Register incidents in the journal without gaps, and keep who was in them (P34–P36)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    InvalidInput,
    current_actor,
    db,
    gettext,
    local_day,
    new_id,
    now,
    record,
    school_calendar,
    seal,
    take_number,
)
from plugins.incidents.models import (
    Assessment,
    Assignment,
    Incident,
    JournalCounter,
    Participant,
    Report,
    StatusChange,
)
from plugins.incidents.policy.classification import (
    ACCUSED_ROLES,
    Form,
    Kind,
    ParticipantRole,
    PartyKind,
    classification_faults,
    counted_kinds,
)
from plugins.incidents.policy.status import Status
from plugins.incidents.services.faults import refuse_faults
from plugins.incidents.services.reports import LINKED


@dataclass(frozen=True, slots=True)
class PersonPart:
    """A person's part in an incident: one of the branch's people, or a name that is sealed."""

    role: ParticipantRole
    party: PartyKind
    person_id: UUID | None = None
    name: str = ""
    injured: bool = False


@dataclass(frozen=True, slots=True)
class Classification:
    """What the journal says of an incident (P7, P34, P36.1)."""

    kinds: tuple[Kind, ...]
    forms: tuple[Form, ...] = ()
    settings: tuple[str, ...] = ()
    place: str | None = None
    occurred_on: date | None = None
    urgency: str = "routine"
    summary: str = ""
    weapon: bool = False
    danger_to_life: bool = False
    guardian_accuses: bool = False


def register_report(
    report: Report, classification: Classification, people: Iterable[PersonPart], *, branch: BranchInfo
) -> Incident:
    """Register a report as the next incident of the school year; raise `InvalidInput` if unclassified."""
    if report.incident_id is not None:
        raise InvalidInput({"report": ["registered"]}, code="already_registered")
    incident = open_incident(classification, people, branch=branch)
    _join(report, incident)
    record(
        "incidents.report_registered",
        target=("incidents_incident", incident.id),
        data={"report": str(report.id), "number": incident.number, "school_year": incident.school_year},
    )
    return incident


def open_incident(
    classification: Classification, people: Iterable[PersonPart], *, branch: BranchInfo
) -> Incident:
    """Write an incident under the next number of the school year, with its people."""
    refuse_faults(classification_faults(classification.kinds, classification.forms))
    today = local_day(branch)
    if classification.occurred_on is not None and classification.occurred_on > today:
        raise InvalidInput({"occurred_on": ["future"]}, code="date_in_future")
    school_year = school_calendar().school_year_of(today)
    incident = Incident(
        id=new_id(),
        school_year=school_year,
        number=take_number(JournalCounter, school_year=school_year),
        registered_at=now(),
        registered_on=today,
        registered_by=current_actor().user_id,
        status=Status.REGISTERED.value,
    )
    classify(incident, classification)
    db.session.add(incident)
    db.session.flush()
    for part in people:
        add_participant(incident, part)
    db.session.add(_first_step(incident))
    return incident


def classify(incident: Incident, classification: Classification) -> None:
    """Write a classification on an incident; the counted kinds follow from it (P7 → P36.1)."""
    refuse_faults(classification_faults(classification.kinds, classification.forms))
    incident.kinds = [kind.value for kind in classification.kinds]
    incident.forms = [form.value for form in classification.forms]
    incident.counted_kinds = sorted(counted_kinds(classification.kinds, classification.forms))
    incident.settings = list(classification.settings)
    incident.place = classification.place
    incident.occurred_on = classification.occurred_on
    incident.urgency = classification.urgency
    incident.weapon = classification.weapon
    incident.danger_to_life = classification.danger_to_life
    incident.guardian_accuses = classification.guardian_accuses
    if classification.summary.strip():
        incident.summary = seal(incident, "summary", classification.summary.strip())


def change_classification(incident: Incident, classification: Classification) -> None:
    """Change what the journal says of an incident, and record that it was changed."""
    classify(incident, classification)
    record("incidents.incident_changed", target=("incidents_incident", incident.id))


def add_participant(incident: Incident, part: PersonPart) -> Participant:
    """Add a person to an incident; the accused are remembered, so that they never see it (P40)."""
    if part.person_id is None and not part.name.strip():
        raise InvalidInput({"person": ["missing"]}, code="person_missing")
    participant = Participant(
        id=new_id(),
        incident_id=incident.id,
        person_id=part.person_id,
        role=part.role.value,
        party=part.party.value,
        injured=part.injured,
    )
    if part.person_id is None:
        participant.name = seal(participant, "name", part.name.strip())
    db.session.add(participant)
    db.session.flush()
    _remember_accused(incident)
    record(
        "incidents.participant_added",
        target=("incidents_incident", incident.id),
        data={"role": part.role.value, "party": part.party.value},
        subject_id=part.person_id,
    )
    return participant


def remove_participant(incident: Incident, participant: Participant) -> None:
    """Take a person out of an incident; raise `InvalidInput` for somebody whose risk was assessed."""
    assessed = select(Assessment.id).where(Assessment.participant_id == participant.id).limit(1)
    if db.session.scalar(assessed) is not None:
        raise InvalidInput({"person": [gettext("The risk of this person was assessed: they stay.")]})
    db.session.delete(participant)
    db.session.flush()
    _remember_accused(incident)
    record(
        "incidents.participant_removed",
        target=("incidents_incident", incident.id),
        subject_id=participant.person_id,
    )


def assign(incident: Incident, user_id: UUID) -> None:
    """Name somebody to work on an incident; human resources see a case about staff only so (A2)."""
    known = select(Assignment.id).where(Assignment.incident_id == incident.id, Assignment.user_id == user_id)
    if db.session.scalar(known) is not None:
        return
    db.session.add(
        Assignment(
            incident_id=incident.id, user_id=user_id, assigned_at=now(), assigned_by=current_actor().user_id
        )
    )
    record(
        "incidents.assignee_added", target=("incidents_incident", incident.id), data={"user": str(user_id)}
    )


def unassign(incident: Incident, user_id: UUID) -> None:
    """End somebody's work on an incident."""
    mine = select(Assignment).where(Assignment.incident_id == incident.id, Assignment.user_id == user_id)
    assignment = db.require(mine)
    db.session.delete(assignment)
    record(
        "incidents.assignee_removed", target=("incidents_incident", incident.id), data={"user": str(user_id)}
    )


def link_report(report: Report, incident: Incident) -> None:
    """Join a report to an incident that is already registered."""
    if report.incident_id is not None:
        raise InvalidInput({"report": ["registered"]}, code="already_registered")
    _join(report, incident)
    record(
        "incidents.report_merged", target=("incidents_incident", incident.id), data={"report": str(report.id)}
    )


def get_incident(incident_id: UUID) -> Incident:
    """Return an incident of the branch at hand; raise `NotFound`."""
    return db.require(select(Incident).where(Incident.id == incident_id))


def accused_of(participants: Collection[Participant]) -> list[str]:
    """Return the persons who stand accused among participants, as text."""
    return sorted(
        {
            str(participant.person_id)
            for participant in participants
            if participant.person_id is not None and ParticipantRole(participant.role) in ACCUSED_ROLES
        }
    )


def _first_step(incident: Incident) -> StatusChange:
    return StatusChange(
        incident_id=incident.id,
        changed_at=incident.registered_at,
        changed_by=incident.registered_by,
        source=Status.REPORTED.value,
        target=Status.REGISTERED.value,
        facts={"classified": True},
    )


def _join(report: Report, incident: Incident) -> None:
    """Tie a report to an incident: whom the reporter accused stays out of the incident too (P40)."""
    report.incident_id = incident.id
    report.state = LINKED
    db.session.flush()
    _remember_accused(incident)


def _remember_accused(incident: Incident) -> None:
    rows = db.session.scalars(select(Participant).where(Participant.incident_id == incident.id)).all()
    named = db.session.scalars(select(Report.accused_ids).where(Report.incident_id == incident.id)).all()
    incident.accused_ids = sorted({*accused_of(rows), *(accused for ids in named for accused in ids)})
    incident.about_staff = any(
        row.party == PartyKind.STAFF and ParticipantRole(row.role) in ACCUSED_ROLES for row in rows
    )
