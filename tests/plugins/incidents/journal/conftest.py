"""Incidents to work on, made by the same services that the pages call."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask

from platform_core.auth.models import Membership
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, in_branch
from platform_core.people.services import add_person
from platform_core.testing.people import make_user
from plugins.incidents.models import Participant
from plugins.incidents.policy.classification import Kind, ParticipantRole, PartyKind
from plugins.incidents.policy.reports import InformantKind, Medium, ReportForm
from plugins.incidents.services.journal import Classification, PersonPart, open_incident
from plugins.incidents.services.reports import NewReport, receive_report

ROLE, PARTY = ParticipantRole, PartyKind


@dataclass(frozen=True, slots=True)
class Made:
    """An incident with a victim and an aggressor."""

    id: UUID
    number: int
    victim_id: UUID
    accused_id: UUID
    url: str


@pytest.fixture
def make_person(branch_a: BranchInfo) -> Callable[..., UUID]:
    """Write a person into the register of `alpha`."""

    def make(family: str, given: str, *, kind: str = "student") -> UUID:
        with in_branch(branch_a.id, write=True):
            person = add_person(
                {"kind": kind, "family_name": family, "given_name": given, "grade": 7, "class_letter": "А"}
                if kind == "student"
                else {"kind": kind, "family_name": family, "given_name": given}
            )
            person_id = person.id
            db.session.commit()
        return person_id

    return make


@pytest.fixture
def make_incident(branch_a: BranchInfo, make_person: Callable[..., UUID]) -> Callable[..., Made]:
    """Register an incident of `alpha` between two students, or with the accused given."""

    def make(
        *,
        kinds: tuple[Kind, ...] = (Kind.BULLYING,),
        accused: UUID | None = None,
        accused_party: PartyKind = PARTY.STUDENT,
        **said: object,
    ) -> Made:
        victim = make_person("Серікова", "Айым")
        accused = accused or make_person("Тұрсынов", "Марат")
        with in_branch(branch_a.id, write=True):
            incident = open_incident(
                Classification(kinds=kinds, **said),  # type: ignore[arg-type]
                [
                    PersonPart(ROLE.VICTIM, PARTY.STUDENT, person_id=victim),
                    PersonPart(ROLE.AGGRESSOR, accused_party, person_id=accused),
                ],
                branch=branch_a,
            )
            db.session.flush()
            parts = db.session.query(Participant.id, Participant.role).filter_by(incident_id=incident.id)
            by_role = {role: part_id for part_id, role in parts}
            made = Made(
                incident.id,
                incident.number,
                by_role[ROLE.VICTIM],
                by_role[ROLE.AGGRESSOR],
                f"/alpha/incidents/{incident.id}",
            )
            db.session.commit()
        return made

    return make


@pytest.fixture
def make_report(branch_a: BranchInfo) -> Callable[..., UUID]:
    """Let somebody report to `alpha`."""

    def make(narrative: str = "Ол мені үнемі ұрады", **said: object) -> UUID:
        new = NewReport(
            form=ReportForm.PUBLIC,
            narrative=narrative,
            submission=f"{len(narrative):064x}",
            language="kk",
            medium=Medium.PUBLIC_PAGE,
            informant_kind=InformantKind.VICTIM,
            **said,  # type: ignore[arg-type]
        )
        with in_branch(branch_a.id, write=True):
            report_id = receive_report(new, branch=branch_a).report_id
            db.session.commit()
        return report_id

    return make


@pytest.fixture
def tie_person(app: Flask, branch_a: BranchInfo) -> Callable[[str, UUID], UUID]:
    """Make an account of `alpha` and say which person of the register it is."""

    def tie(role: str, person_id: UUID) -> UUID:
        user_id = make_user(role)
        with as_role(Role.AUTH, write=True):
            db.session.query(Membership).filter_by(user_id=user_id).update({"person_id": person_id})
            db.session.commit()
        return user_id

    return tie
