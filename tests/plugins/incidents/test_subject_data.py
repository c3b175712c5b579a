"""What is held on a person is given out; it goes when the work is done, and stays with a reason till then."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.clock import now
from platform_core.crypto import KeyDestroyed, unseal
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo, ErasureResult, SubjectRef
from platform_core.isolation.scope import in_branch
from platform_core.people.models import Person
from platform_core.tenancy.dates import local_day
from plugins.incidents.models import Assessment, Incident, Participant, Report, StatusChange
from plugins.incidents.policy.classification import Kind, ParticipantRole, PartyKind
from plugins.incidents.policy.reports import Medium, ReportForm
from plugins.incidents.queries.journal import people_by_incident, read_summary
from plugins.incidents.services.journal import Classification, PersonPart, link_report, open_incident
from plugins.incidents.services.reports import NewReport, receive_report
from plugins.incidents.subject_data import erase_subject, export_subject

SUMMARY = "Бекзатты дәлізде итерді"


@pytest.fixture
def child(scope_a: None) -> UUID:
    return _person("Бекзат")


def _person(name: str) -> UUID:
    person = Person(kind="student", family_name="Тестов", given_name=name, sort_name=name, search_name=name)
    db.session.add(person)
    db.session.flush()
    return person.id


def _incident(branch: BranchInfo, *people: UUID, closed: bool) -> Incident:
    parts = [PersonPart(ParticipantRole.VICTIM, PartyKind.STUDENT, person_id=one) for one in people]
    made = open_incident(Classification(kinds=(Kind.PHYSICAL,), summary=SUMMARY), parts, branch=branch)
    report = receive_report(
        NewReport(
            form=ReportForm.PUBLIC, narrative="Көрдім", submission="ab" * 32, language="kk",
            medium=Medium.PUBLIC_PAGE,
        ),
        branch=branch,
    )  # fmt: skip
    row = db.session.scalars(select(Report).where(Report.id == report.report_id)).one()
    if row.incident_id is None:
        link_report(row, made)
    if closed:
        made.status = "closed"
    db.session.flush()
    return made


def _erase(branch: BranchInfo, person_id: UUID) -> ErasureResult:
    return erase_subject(branch, SubjectRef(branch.id, person_id), local_day(branch))


def test_nothing_is_known_of_a_stranger(branch_a: BranchInfo, scope_a: None) -> None:
    subject = SubjectRef(branch_a.id, None, b"x" * 32)
    assert export_subject(branch_a, subject) == ()
    assert erase_subject(branch_a, subject, local_day(branch_a)) == ErasureResult(0)


def test_a_person_is_given_their_parts_and_nobody_elses_words(branch_a: BranchInfo, child: UUID) -> None:
    _incident(branch_a, child, _person("Ержан"), closed=False)
    (section,) = export_subject(branch_a, SubjectRef(branch_a.id, child))
    (part,) = section.records
    assert part["incident"].endswith("-001")
    assert part["injured"] is False
    assert SUMMARY not in str(part)
    assert "Ержан" not in str(part)


def test_an_open_incident_stays_with_a_reason(branch_a: BranchInfo, child: UUID) -> None:
    made = _incident(branch_a, child, closed=False)
    result = _erase(branch_a, child)
    assert result.erased == 0
    assert [why for _what, why in result.kept if "P35" in why]
    assert read_summary(made) == SUMMARY
    assert db.session.scalars(select(Participant.person_id)).all() == [child]


def test_the_last_person_of_a_closed_incident_takes_its_words_along(
    branch_a: BranchInfo, child: UUID
) -> None:
    made = _incident(branch_a, child, closed=True)
    report = db.session.scalars(select(Report)).one()
    result = _erase(branch_a, child)
    assert (result.erased, result.kept) == (1, ())
    (part,) = people_by_incident([made.id])[made.id]
    assert (part.person_id, part.name, part.role) == (None, None, "victim")
    assert read_summary(made) is None
    with pytest.raises(KeyDestroyed):
        unseal(report, "body", report.body)
    assert (made.number, made.kinds) == (1, ["physical"])


def test_words_stay_while_others_can_be_named(branch_a: BranchInfo, child: UUID) -> None:
    other = _person("Ержан")
    made = _incident(branch_a, child, other, closed=True)
    first = _erase(branch_a, child)
    assert first.erased == 1
    assert len(first.kept) == 1
    assert read_summary(made) == SUMMARY
    assert {one.person_id for one in people_by_incident([made.id])[made.id]} == {None, other}
    assert _erase(branch_a, other) == ErasureResult(1)
    assert read_summary(made) is None


def test_the_assessment_of_an_erased_person_keeps_its_level_only(branch_a: BranchInfo, child: UUID) -> None:
    made = _incident(branch_a, child, closed=True)
    assessment = _assessment(made)
    sections = export_subject(branch_a, SubjectRef(branch_a.id, child))
    (record,) = next(one for one in sections if len(one.records[0]) == 6).records
    assert record["signs"]
    _erase(branch_a, child)
    with pytest.raises(KeyDestroyed):
        unseal(assessment, "protocol", assessment.protocol)
    assert assessment.level == "low"


def _assessment(incident: Incident) -> Assessment:
    import json

    from platform_core.crypto import seal
    from plugins.incidents.policy.factors import Factor

    (participant,) = db.session.scalars(select(Participant.id)).all()
    made = Assessment(
        incident_id=incident.id, participant_id=participant, protocol_version="1", suggested="low",
        level="low", outcome="branch_response", state="settled", assessed_at=now(),
    )  # fmt: skip
    answers = {next(iter(Factor)).value: {"present": True}}
    made.protocol = seal(made, "protocol", json.dumps({"answers": answers}))
    db.session.add(made)
    db.session.flush()
    return made


def test_what_closed_after_the_day_asked_for_stays(branch_a: BranchInfo, child: UUID) -> None:
    _incident(branch_a, child, closed=True)
    change = db.session.scalars(select(StatusChange)).one()
    assert change.changed_at <= now()
    yesterday = local_day(branch_a) - timedelta(days=2)
    result = erase_subject(branch_a, SubjectRef(branch_a.id, child), yesterday)
    assert result.erased == 0
    assert result.kept


def test_other_branches_are_not_touched(branch_a: BranchInfo, branch_b: BranchInfo, app: Flask) -> None:
    with in_branch(branch_a.id, write=True):
        child = _person("Бекзат")
        _incident(branch_a, child, closed=True)
        db.session.commit()
    with in_branch(branch_b.id, write=True):
        assert _erase(branch_b, child) == ErasureResult(0)
        db.session.commit()
    with in_branch(branch_a.id):
        assert db.session.scalars(select(Participant.person_id)).all() == [child]


def test_the_page_of_an_erased_assessment_says_so(
    app: Flask, branch_a: BranchInfo, client: FlaskClient, login: Callable[..., str]
) -> None:
    with in_branch(branch_a.id, write=True):
        child = _person("Бекзат")
        made = _incident(branch_a, child, closed=True)
        address = f"/alpha/incidents/{made.id}/risk/{_assessment(made).id}"
        db.session.commit()
        _erase(branch_a, child)
        db.session.commit()
    login(client, "sss_head")
    page = client.get(address)
    assert page.status_code == 200
    assert "Name erased" in page.text
    assert "This was erased" in page.text
