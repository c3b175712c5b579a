"""Evidence of an incident: who adds, opens and takes it away, and the custody that the trail keeps."""

import io
import re
from html import unescape

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.files.models import Attachment
from platform_core.files.store import path_of
from platform_core.isolation.scope import in_branch

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
SAID = {"description": "Чаттағы хат", "taken_by": "Сынып жетекшісі, 20.11"}


@pytest.fixture
def incident(make_incident):
    return make_incident()


@pytest.fixture
def kept(app, branch_a):
    def read() -> list[Attachment]:
        with in_branch(branch_a.id):
            found = list(db.session.scalars(select(Attachment)))
            db.session.expunge_all()
            return found

    return read


@pytest.fixture
def custody(app, branch_a):
    """What the trail tells of one file: events with the role that caused them, and the file's hash."""

    def read(file_id) -> list[tuple[str, str]]:
        with in_branch(branch_a.id):
            entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
            return [
                (one.event.removeprefix("core.attachment_"), one.data["digest"])
                for one in entries
                if one.target_id == file_id
            ]

    return read


def add(client, incident, *, data=PDF, name="хат.pdf", **said):
    files = [(io.BytesIO(data), name)] if name else []
    return client.post(f"{incident.url}/evidence", data={**SAID, **said, "files": files})


def take_away(client, incident, file, *, reason="mistake"):
    return client.post(f"{incident.url}/evidence/{file.id}/remove", data={"reason": reason})


def test_evidence_is_kept_with_its_story_and_every_hand_it_passes(
    client, login, incident, kept, custody, branch_a
) -> None:
    login(client, "sss_member")
    assert add(client, incident).status_code == 302
    [file] = kept()
    shown = unescape(client.get(incident.url).text)
    for said in ("хат.pdf", *SAID.values(), "Sss Member of alpha"):
        assert said in shown
    sha256 = re.search(r"SHA-256 ([0-9a-f]{64})", shown)
    assert sha256
    login(client, "psychologist")
    given = client.get(f"{incident.url}/evidence/{file.id}")
    assert (given.data, given.mimetype) == (PDF, "application/pdf")
    assert given.headers["Content-Disposition"].startswith("attachment")
    login(client, "sss_head")
    gone = take_away(client, incident, file)
    assert gone.status_code == 302
    assert (kept(), path_of(branch_a.id, file.id).exists()) == ([], False)
    told = custody(file.id)
    assert [event for event, _digest in told] == ["kept", "opened", "removed"]
    assert {digest for _event, digest in told} == {file.digest.hex()}
    assert sha256[1] != file.digest.hex()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"description": ""}, "What does it show?"), ({"taken_by": " "}, "Who took it, and when?"),
        ({"name": ""}, "Choose at least one file"), ({"data": b"MZ" + bytes(80)}, "Programs are not taken"),
        ({"description": "я" * 2_001}, "What does it show?"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_and_nothing_is_kept(client, login, incident, kept, said, field) -> None:
    login(client, "sss_member")
    refused = add(client, incident, **said)
    assert (refused.status_code, field in unescape(refused.text)) == (422, True)
    assert kept() == []


@pytest.mark.parametrize("role", ["psychologist", "branch_head", "hr_officer", "staff", "branch_admin"])
def test_only_the_safety_service_adds_and_takes_away(client, login, incident, kept, role) -> None:
    login(client, "sss_member")
    add(client, incident)
    [file] = kept()
    login(client, role)
    assert add(client, incident, data=PDF + b" ").status_code == 403
    assert take_away(client, incident, file).status_code == 403
    assert len(kept()) == 1


def test_whoever_may_not_know_of_the_incident_finds_no_evidence(
    client, login, make_incident, make_person, tie_person, kept
) -> None:
    colleague = make_person("Сейтқали", "Ерлан", kind="staff")
    incident, other = make_incident(accused=colleague), make_incident()
    login(client, "sss_member")
    add(client, incident)
    [file] = kept()
    assert client.get(f"{other.url}/evidence/{file.id}").status_code == 404
    assert take_away(client, other, file).status_code == 404
    refused = take_away(client, incident, file, reason="because")
    assert refused.status_code == 422
    tie_person("sss_head", colleague)
    login(client, "sss_head")
    assert client.get(f"{incident.url}/evidence/{file.id}").status_code == 404
    assert add(client, incident, data=PDF + b" ").status_code == 404
    login(client, "sss_member", "beta")
    path = incident.url.replace("/alpha/", "/beta/")
    assert client.get(f"{path}/evidence/{file.id}").status_code == 404
    assert len(kept()) == 1
