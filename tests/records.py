"""Real records of a branch, by the names that addresses use: `{"incident_id": …, "person_id": …}`."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from platform_core.auth.models import ApiToken, Membership, Passkey
from platform_core.auth.sso.providers import ProviderDetails, add_provider
from platform_core.clock import now
from platform_core.contacts.models import SafetyContact
from platform_core.db.base import new_id
from platform_core.demo import people as demo_people
from platform_core.demo.seed import CONTACTS, PEOPLE, seed_part
from platform_core.documents.shipped import STAFF_RULES
from platform_core.documents.signing import SignerRef, sign_document
from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.files.models import Attachment
from platform_core.hooks.recurrence import repeats
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR, Actor
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, catalogue_write, in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.jobs.progress import Progress
from platform_core.notify.services import notify
from platform_core.obligations.calendars import make_calendar
from platform_core.obligations.models import CalendarToken
from platform_core.obligations.owing import owe
from platform_core.obligations.registry import active_duties
from platform_core.people.models import Guardianship
from platform_core.people.uploads import keep_upload
from platform_core.tenancy.dates import local_day
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import make_token
from plugins.directory.models import CheckRequest, LocalService
from plugins.directory.schemas.shipped import shipped_id
from plugins.directory.services.loading import load_shipped
from plugins.directory.services.requests.asking import ask_on_paper
from plugins.incidents import demo as demo_incidents
from plugins.incidents.models import Assessment, Incident, NextStep, Participant
from plugins.incidents.models.attachments import EVIDENCE, REPORT_FILES
from tests.entrance_records import entrance_records_of

_VARIABLE = re.compile(r"<(?:[^:<>]+:)?(\w+)>")


def product_rules(app: Flask) -> list[Rule]:
    """List the addresses of the product, without the pages that tests of the frame add to show macros."""
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("gallery.")]


FILE = "Сынып;Аты-жөні;ЖСН;Сынып\n1;Ли Анна;;7А\n".encode()


def seed_school(branch: BranchInfo, patch: Any, *, people: int, incidents_a_year: int) -> None:
    """Fill a branch as the demonstration does, with so many students a class and incidents a year."""
    patch.setattr(demo_people, "CLASS_SIZE", people)
    patch.setattr(demo_people, "GRADES", range(7, 9))
    patch.setattr(demo_incidents, "A_YEAR", (incidents_a_year, incidents_a_year))
    with in_branch(branch.id), catalogue_write():
        load_shipped()
        db.session.commit()
    for part in (PEOPLE, CONTACTS, "incidents", "directory"):
        seed_part(branch, part, showcase=False)


def records_of(branch: BranchInfo, user_id: UUID) -> dict[str, str]:
    """Name one record of each kind in a seeded branch; what belongs to a member belongs to `user_id`."""
    token_id = _token_of(branch)
    keys = _keys_of(user_id)
    actor = Actor(user_id, None, "Owner", branch.id, frozenset(), frozenset())
    with in_branch(branch.id, actor=actor, write=True):
        found: dict[str, object] = {**_case(), **_register(), **_work(user_id), "token_id": token_id}
        found |= _signed(user_id)
        found |= _due(branch, actor)
        found |= _help()
        found |= entrance_records_of(branch, user_id)
        db.session.commit()
    found |= _asked(branch)
    found |= {"user_id": user_id, "branch_id": branch.id, "owner": branch.id, "branch": branch.code}
    found |= {"school": branch.code, "code": branch.code, "module": "incidents", "session_id": user_id}
    found |= keys
    found |= {"export_format": "json", "file_format": "json", "filename": "x"}
    return {name: str(value) for name, value in found.items()}


def _case() -> dict[str, object]:
    incident_id, assessment_id, step_id = db.session.execute(
        select(Incident.id, Assessment.id, NextStep.id)
        .join(Assessment, Assessment.incident_id == Incident.id)
        .join(NextStep, NextStep.incident_id == Incident.id)
        .order_by(Incident.number.desc(), Assessment.id, NextStep.id)
    ).first()
    participant = select(Participant.id).where(Participant.incident_id == incident_id)
    file = db.session.execute(
        select(Attachment.id, Attachment.owner_id).where(Attachment.code == REPORT_FILES)
    ).first()
    evidence = select(Attachment.id).where(Attachment.code == EVIDENCE, Attachment.owner_id == incident_id)
    return {
        "incident_id": incident_id,
        "assessment_id": assessment_id,
        "step_id": step_id,
        "participant_id": db.session.scalar(participant.order_by(Participant.id)),
        "report_id": file.owner_id,
        "report_file_id": file.id,
        "evidence_id": db.session.scalar(evidence),
    }


def _register() -> dict[str, object]:
    link = db.session.execute(select(Guardianship.id, Guardianship.student_id)).first()
    upload = keep_upload(FILE, default_kind="student")
    contact_id = db.session.scalar(select(SafetyContact.id).order_by(SafetyContact.place))
    register = {"link_id": link.id, "person_id": link.student_id, "upload_id": upload.id}
    return {**register, "contact_id": contact_id}


def _help() -> dict[str, object]:
    """Name an entry of the network's directory, one of the branch's own, and one with a secret address."""
    secret = select(LocalService.id).where(LocalService.address_confidential)
    return {
        "service_id": shipped_id("service", "police"),
        "need": "child_violence",
        "local_id": db.session.scalar(select(LocalService.id).order_by(LocalService.name)),
        "secret_id": db.session.scalar(secret),
        "shelf": "local",
    }


def _asked(branch: BranchInfo) -> dict[str, object]:
    """Name a request to an organisation of the network, and the secret of its letter."""
    service_id = shipped_id("service", "police")
    with in_branch(branch.id), catalogue_write():
        [letter] = ask_on_paper([service_id], today=local_day(branch))
        db.session.commit()
    with in_branch(branch.id):
        newest = select(CheckRequest.id).order_by(CheckRequest.id.desc())
        return {"check_id": db.session.scalar(newest.limit(1)), "letter_secret": letter.code}


def _work(user_id: UUID) -> dict[str, object]:
    progress_id, at = new_id(), now()
    db.session.add(
        Progress(id=progress_id, user_id=user_id, job="core.people.import", created_at=at, updated_at=at)
    )
    notices = notify([user_id], "incidents.report_received", target_url="/")
    return {
        "progress_id": progress_id,
        "notice_id": notices[0],
        "message_id": db.session.scalar(select(Outbox.id).order_by(Outbox.id)),
        "membership_id": membership_of(user_id),
    }


def _due(branch: BranchInfo, actor: Actor) -> dict[str, object]:
    code = min(code for code, duty in active_duties(branch).items() if not repeats(duty.spec.recurrence))
    state = owe(code, key=str(new_id()), due_on=local_day(branch))
    token = make_calendar(actor, reach="mine")
    calendar_id = db.session.scalar(select(CalendarToken.id).order_by(CalendarToken.created_at.desc()))
    return {"obligation_id": state.id, "calendar_id": calendar_id, "token": token}


def _signed(user_id: UUID) -> dict[str, object]:
    shown = current_document(STAFF_RULES).hashes["kk"]
    signer = SignerRef("user", user_id)
    signature_id = sign_document(
        STAFF_RULES, language="kk", shown_hash=shown, signer=signer, name="Owner", method="acknowledged"
    )
    place = {"document_code": STAFF_RULES, "origin": "shipped", "number": 1, "language": "kk"}
    return {"signature_id": signature_id, **place}


def membership_of(user_id: UUID) -> UUID | None:
    """Give the membership of a user in the branch of the open scope."""
    return db.session.scalar(select(Membership.id).where(Membership.user_id == user_id))


def _token_of(branch: BranchInfo) -> object:
    make_token("core.people.read", branch=branch.code)
    with as_role(Role.AUTH):
        return db.session.scalar(select(ApiToken.id).where(ApiToken.branch_id == branch.id))


def _keys_of(user_id: UUID) -> dict[str, object]:
    """Name a passkey of the owner's, and a sign-in provider that nobody uses."""
    key = {"credential_id": new_id().bytes, "public_key": b"x", "sign_count": 0, "is_synced": False}
    passkey = Passkey(id=new_id(), user_id=user_id, name="Phone", created_at=now(), **key)
    with as_role(Role.AUTH, write=True):
        db.session.add(passkey)
        db.session.commit()
    issuer = "https://login.school.example"
    centre = branch_by_code("central")
    details = ProviderDetails("School ID", issuer=issuer, client_id="qorgau", client_secret="x")
    return {
        "passkey_id": passkey.id,
        "provider_id": add_provider(
            f"school-{new_id().hex[-8:]}", details, branch=centre, actor=SYSTEM_ACTOR
        ),
    }


def address_of(rule: Rule | str, records: Mapping[str, str]) -> str:
    """Fill a route in with the ids of real records."""
    template = rule if isinstance(rule, str) else rule.rule
    return _VARIABLE.sub(lambda found: records.get(found[1], "x"), template)
