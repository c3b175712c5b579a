"""Risk assessments by the three protocols, and the steps that follow from a level (P33, A8)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, Model, Role, Versioned, branch_fk

TAG: dict[str, Any] = {"info": {"plugin": "incidents"}}
CENTRAL_READS = {Role.CENTRAL_READ: frozenset({"select"})}
"""The centre sees who was assessed when and with what level (P35); the protocol stays sealed."""


class Assessment(BranchScoped, Versioned, Model):
    """One assessment of one participant by one version of the protocols.

    `protocol` seals JSON: every answer with example, evidence and consequence, the descriptors, the
    gates that opened and what eased. `suggested` is the server's level, `level` the specialist's; a
    difference waits in `state=awaiting_second` for another person.
    """

    __tablename__ = "incidents_assessment"
    __table_args__ = (
        branch_fk("incident_id", "incidents_incident"),
        branch_fk("participant_id", "incidents_participant"),
        Index("ix_incidents_assessment_incident", "branch_id", "incident_id", "assessed_at"),
        TAG,
    )
    __also__ = CENTRAL_READS

    incident_id: Mapped[UUID]
    participant_id: Mapped[UUID]
    protocol_version: Mapped[str] = mapped_column(String(20))
    protocol: Mapped[bytes] = mapped_column(LargeBinary)
    danger_to_life: Mapped[bool] = mapped_column(Boolean, default=False)
    suggested: Mapped[str] = mapped_column(String(10))
    level: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(20))
    assessed_at: Mapped[datetime]
    assessed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]


class NextStep(BranchScoped, Versioned, Model):
    """Something due because of an assessment: a plan, material to the inter-agency team, a referral."""

    __tablename__ = "incidents_next_step"
    __table_args__ = (
        branch_fk("incident_id", "incidents_incident"),
        branch_fk("assessment_id", "incidents_assessment"),
        Index("ix_incidents_next_step_due", "branch_id", "due_on", "id"),
        TAG,
    )

    incident_id: Mapped[UUID]
    assessment_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(String(40))
    clause: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    done_by: Mapped[UUID | None]
