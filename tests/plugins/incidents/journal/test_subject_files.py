"""Files go with the words that they belong to: given out to who sent them, erased when the words are."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from platform_core.clock import now
from platform_core.extensions import db
from platform_core.files.intake import ready_file
from platform_core.files.models import Attachment
from platform_core.files.services import attach_file
from platform_core.files.store import path_of
from platform_core.hooks.types import SubjectRef
from platform_core.isolation.scope import in_branch
from platform_core.people.subject_rights import as_zip, export_person
from platform_core.tenancy.dates import local_day
from plugins.incidents.models import Incident, Participant, Report, StatusChange
from plugins.incidents.models.attachments import EVIDENCE, MESSAGE_FILES, REPORT_FILES
from plugins.incidents.services.journal import link_report
from plugins.incidents.services.thread import REPORTER, write_message
from plugins.incidents.subject_data import erase_subject


def ready(code: str):
    return ready_file(code, f"words of {code}".encode(), "хат.txt")


@pytest.fixture
def filed(branch_a, make_incident, make_report):
    """An incident with a file as evidence, one with its report and one with a message; its people."""
    report_id = make_report(files=(ready(REPORT_FILES),))
    made = make_incident()
    with in_branch(branch_a.id, write=True):
        report, incident = (
            db.session.scalars(select(Report)).one(),
            db.session.scalars(select(Incident)).one(),
        )
        link_report(report, incident)
        attach_file(EVIDENCE, incident.id, ready(EVIDENCE))
        words = {"author": REPORTER, "submission": "cd" * 32, "branch": branch_a}
        write_message(report, "", files=[ready(MESSAGE_FILES)], **words)
        db.session.commit()
        people = db.session.scalars(select(Participant.person_id)).all()
    assert report_id
    return made, people


def erase(branch, person_id) -> None:
    with in_branch(branch.id, write=True):
        erase_subject(branch, SubjectRef(branch.id, person_id), local_day(branch))
        db.session.commit()


def files(branch) -> dict[str, bool]:
    """Say of each file that has a row whether it lies on the disk."""
    with in_branch(branch.id):
        return {
            one.code: path_of(branch.id, one.id).exists() for one in db.session.scalars(select(Attachment))
        }


def close(branch) -> None:
    with in_branch(branch.id, write=True):
        incident = db.session.scalars(select(Incident)).one()
        incident.status = "closed"
        ended = now() - timedelta(days=2)
        db.session.add(
            StatusChange(incident_id=incident.id, changed_at=ended, source="active", target="closed")
        )
        db.session.commit()


def test_files_go_with_the_last_words_of_a_closed_incident(branch_a, filed) -> None:
    _made, (first, last) = filed
    assert files(branch_a) == dict.fromkeys((EVIDENCE, REPORT_FILES, MESSAGE_FILES), True)
    close(branch_a)
    places = list((path_of(branch_a.id, branch_a.id).parents[1]).rglob("*.sealed"))
    erase(branch_a, first)
    assert len(files(branch_a)) == 3
    erase(branch_a, last)
    assert files(branch_a) == {}
    assert [place.exists() for place in places] == [False] * 3


def test_files_of_an_open_incident_stay(branch_a, filed) -> None:
    for person in filed[1]:
        erase(branch_a, person)
    assert len(files(branch_a)) == 3


def test_whoever_sent_files_is_given_them_in_the_archive(
    client, login, branch_a, make_person, tie_person
) -> None:
    person = make_person("Сейтқали", "Ерлан", kind="staff")
    tie_person("curator", person)
    login(client, "curator")
    asked = client.get("/alpha/incidents/reports/new").text
    token = asked.partition('name="submission" value="')[2].partition('"')[0]
    sent = {"submission": token, "narrative": "Көрдім", "files": (io.BytesIO(b"my words"), "хат.txt")}
    assert client.post("/alpha/incidents/reports/new", data=sent).status_code == 302
    with in_branch(branch_a.id, write=True):
        archive = zipfile.ZipFile(io.BytesIO(as_zip(export_person(person))))
    [name] = [name for name in archive.namelist() if name.endswith(".txt")]
    assert archive.read(name) == b"my words"
