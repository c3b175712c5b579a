"""The journal: incidents, the people in them, who works on them and where they stand (P34–P36, P40–P42)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, Model, Role, Versioned, branch_fk

TAG: dict[str, Any] = {"info": {"plugin": "incidents"}}
CENTRAL_READS = {Role.CENTRAL_READ: frozenset({"select"})}
"""The centre reads the journal of every branch (P34, P35): roles, steps and bodies; names stay sealed."""


class JournalCounter(BranchScoped, Model):
    """The last journal number of a school year; locked while a number is taken, so none is skipped."""

    __tablename__ = "incidents_counter"
    __table_args__ = (UniqueConstraint("branch_id", "school_year"), TAG)

    school_year: Mapped[int] = mapped_column(Integer)
    last_number: Mapped[int] = mapped_column(Integer, default=0)


class Incident(BranchScoped, Versioned, Model):
    """One entry of the journal of a school year; `summary` is sealed under the incident's own key.

    `counted_kinds` are derived from kinds and forms (P7 → P36.1) whenever those change.
    `registered_on` is the day in the branch's zone: the date that the figures count by.
    """

    __tablename__ = "incidents_incident"
    __table_args__ = (
        UniqueConstraint("branch_id", "school_year", "number"),
        branch_fk("merged_into_id", "incidents_incident"),
        Index("ix_incidents_incident_registered", "branch_id", "registered_on", "id"),
        TAG,
    )
    __also__ = CENTRAL_READS

    school_year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    registered_at: Mapped[datetime]
    registered_on: Mapped[date] = mapped_column(Date)
    registered_by: Mapped[UUID | None]
    occurred_on: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str | None] = mapped_column(String(20))
    settings: Mapped[list[str]] = mapped_column(JSON, default=list)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    forms: Mapped[list[str]] = mapped_column(JSON, default=list)
    counted_kinds: Mapped[list[str]] = mapped_column(JSON)
    urgency: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    level: Mapped[str | None] = mapped_column(String(10))
    allegation: Mapped[str | None] = mapped_column(String(20))
    merged_into_id: Mapped[UUID | None]
    about_staff: Mapped[bool] = mapped_column(Boolean, default=False)
    weapon: Mapped[bool] = mapped_column(Boolean, default=False)
    danger_to_life: Mapped[bool] = mapped_column(Boolean, default=False)
    guardian_accuses: Mapped[bool] = mapped_column(Boolean, default=False)
    summary: Mapped[bytes | None] = mapped_column(LargeBinary)
    accused_ids: Mapped[list[str]] = mapped_column(JSON, default=list)


class Participant(BranchScoped, Versioned, Model):
    """A person's part in an incident, with what the other figures need (P36.5–P36.12).

    `person_id` names a person of the branch; somebody who is none is sealed in `name`. A `*_off` or
    `*_to` date is the first day on which it no longer holds.
    """

    __tablename__ = "incidents_participant"
    __table_args__ = (
        branch_fk("incident_id", "incidents_incident"),
        branch_fk("person_id", "core_person"),
        Index("ix_incidents_participant_incident", "branch_id", "incident_id"),
        Index("ix_incidents_participant_person", "branch_id", "person_id"),
        TAG,
    )
    __also__ = CENTRAL_READS

    incident_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    name: Mapped[bytes | None] = mapped_column(LargeBinary)
    role: Mapped[str] = mapped_column(String(20))
    party: Mapped[str] = mapped_column(String(20))
    injured: Mapped[bool] = mapped_column(Boolean, default=False)
    high_risk_from: Mapped[date | None] = mapped_column(Date)
    high_risk_to: Mapped[date | None] = mapped_column(Date)
    juvenile_police_on: Mapped[date | None] = mapped_column(Date)
    juvenile_police_off: Mapped[date | None] = mapped_column(Date)
    expelled_on: Mapped[date | None] = mapped_column(Date)
    transferred_on: Mapped[date | None] = mapped_column(Date)
    long_absent_from: Mapped[date | None] = mapped_column(Date)
    dismissed_on: Mapped[date | None] = mapped_column(Date)


class Assignment(BranchScoped, Model):
    """Somebody named to work on an incident; human resources see a case about staff only so (A2)."""

    __tablename__ = "incidents_assignment"
    __table_args__ = (
        branch_fk("incident_id", "incidents_incident"),
        UniqueConstraint("branch_id", "incident_id", "user_id"),
        TAG,
    )

    incident_id: Mapped[UUID]
    user_id: Mapped[UUID]
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[UUID | None]


class StatusChange(BranchScoped, Model):
    """One step of an incident's way, with the facts it rested on; the reason is sealed."""

    __tablename__ = "incidents_status_change"
    __table_args__ = (
        branch_fk("incident_id", "incidents_incident"),
        Index("ix_incidents_status_change_incident", "branch_id", "incident_id", "changed_at"),
        TAG,
    )
    __append_only__ = True
    __also__ = CENTRAL_READS

    incident_id: Mapped[UUID]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
    source: Mapped[str | None] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[bytes | None] = mapped_column(LargeBinary)


class Referral(BranchScoped, Model):
    """An outside body, the guardians or the centre told of an incident, or the reason why not (P41, P42)."""

    __tablename__ = "incidents_referral"
    __table_args__ = (
        branch_fk("incident_id", "incidents_incident"),
        Index("ix_incidents_referral_incident", "branch_id", "incident_id"),
        TAG,
    )
    __also__ = CENTRAL_READS

    incident_id: Mapped[UUID]
    body: Mapped[str] = mapped_column(String(40))
    told_at: Mapped[datetime]
    told_by: Mapped[UUID | None]
    waived: Mapped[bool] = mapped_column(Boolean, default=False)
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
