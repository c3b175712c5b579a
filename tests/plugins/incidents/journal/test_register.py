"""Registering reports: numbers, people, classification, and each refusal (P34, A1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from plugins.incidents.models import Incident, Participant, Report
from plugins.incidents.policy.classification import Form, Kind
from plugins.incidents.policy.urgency import UrgencySign
from plugins.incidents.queries.numbers import AskedNumber, read_number
from plugins.incidents.services.journal import Classification, open_incident
from tests.plugins.incidents.journal.conftest import Made

Login = Callable[..., str]
PLAIN = Classification(kinds=(Kind.PHYSICAL,))


def register_url(report_id: UUID) -> str:
    return f"/alpha/incidents/reports/{report_id}/register"


def test_the_words_stand_beside_a_form_that_begins_with_what_they_say(
    client: FlaskClient, login: Login, make_report: Callable[..., UUID]
) -> None:
    report_id = make_report(
        "Досым пышақ көрсетті", signs=(UrgencySign.WEAPON,), kinds_hint=("physical",), place="school"
    )
    login(client, "sss_member", "alpha")
    page = client.get(register_url(report_id)).text
    assert "Досым пышақ көрсетті" in page
    assert "Suggested: Immediate" in page
    assert 'value="physical" checked' in page
    assert page.count("people.2.role") > 0


def test_registering_writes_the_incident_its_people_and_joins_the_report(
    client: FlaskClient,
    login: Login,
    make_report: Callable[..., UUID],
    make_person: Callable[..., UUID],
    branch_a: BranchInfo,
) -> None:
    report_id, victim = make_report(), make_person("Серікова", "Айым")
    login(client, "sss_member", "alpha")
    answer = client.post(
        register_url(report_id),
        data={
            "kinds": ["bullying", "cyberbullying"],
            "forms": ["bullying_beating"],
            "place": "school",
            "urgency": "urgent",
            "summary": "Үзілісте болған",
            "people.0.person_id": str(victim),
            "people.0.role": "victim",
            "people.2.name": "Көршінің баласы",
            "people.2.role": "aggressor",
            "people.2.party": "other",
        },
    )
    assert answer.status_code == 302
    with in_branch(branch_a.id):
        incident = db.session.scalars(select(Incident)).one()
        assert incident.number == 1
        assert incident.counted_kinds == ["physical", "risky_online"]
        assert b"\xd2\xae" not in (incident.summary or b"")
        people = db.session.scalars(select(Participant).order_by(Participant.role)).all()
        assert [(one.role, one.party, one.person_id) for one in people] == [
            ("aggressor", "other", None),
            ("victim", "student", victim),
        ]
        assert db.session.scalars(select(Report.incident_id)).one() == incident.id
    page = client.get(answer.location).text
    assert "Көршінің баласы" in page
    assert "Үзілісте болған" in page
    assert client.get(register_url(report_id)).location == answer.location.replace("http://localhost", "")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"urgency": "urgent"}, "Tick at least one kind of violence."),
        ({"kinds": "physical", "urgency": "soon"}, "Choose one of the answers listed."),
        ({"kinds": "physical", "forms": "bullying_beating"}, "kind"),
        ({"kinds": "physical", "occurred_on": "2099-01-01"}, "future"),
        ({"kinds": "physical", "people.0.role": "victim"}, "Choose a person, or write a name."),
        ({"kinds": "physical", "people.0.name": "Біреу"}, "Please answer this."),
        (
            {"kinds": "physical", "people.0.role": "victim", "people.0.person_id": str(UUID(int=7))},
            "Choose a person of this branch.",
        ),
    ],
)
def test_each_refusal_says_what_is_wrong_and_loses_nothing(
    client: FlaskClient,
    login: Login,
    make_report: Callable[..., UUID],
    branch_a: BranchInfo,
    data: dict[str, str],
    words: str,
) -> None:
    report_id = make_report()
    login(client, "sss_member", "alpha")
    page = client.post(register_url(report_id), data={**data, "summary": "Жазғаным қалсын"})
    assert page.status_code == 422
    assert words in page.text
    assert "Жазғаным қалсын" in page.text
    with in_branch(branch_a.id):
        assert db.session.scalar(select(Incident.id)) is None


def test_more_rows_keep_what_was_typed(
    client: FlaskClient, login: Login, make_report: Callable[..., UUID]
) -> None:
    report_id = make_report()
    login(client, "sss_member", "alpha")
    names = {f"people.{index}.name": f"Адам {index}" for index in range(3)}
    page = client.post(register_url(report_id), data={**names, "go": "more"})
    assert page.status_code == 200
    assert 'name="people.4.name"' in page.text
    assert "Адам 2" in page.text


def test_a_report_joins_a_known_incident_by_its_number(
    client: FlaskClient,
    login: Login,
    make_report: Callable[..., UUID],
    make_incident: Callable[..., Made],
) -> None:
    made, report_id = make_incident(), make_report()
    login(client, "sss_member", "alpha")
    url = f"/alpha/incidents/reports/{report_id}/link"
    refused = client.post(url, data={"number": "999"})
    assert refused.status_code == 422
    assert "There is no incident of this number." in refused.text
    assert client.post(url, data={"number": str(made.number)}).location.endswith(made.url)
    assert client.post(url, data={"number": str(made.number)}).status_code == 422


@pytest.mark.parametrize("role", ["psychologist", "branch_head", "staff"])
def test_only_the_safety_service_registers(
    client: FlaskClient, login: Login, make_report: Callable[..., UUID], role: str
) -> None:
    report_id = make_report()
    login(client, role, "alpha")
    assert client.get(register_url(report_id)).status_code == 403
    assert client.post(register_url(report_id), data={"kinds": "physical"}).status_code == 403


def test_a_report_of_another_branch_is_not_found(
    client: FlaskClient, login: Login, make_report: Callable[..., UUID]
) -> None:
    report_id = make_report()
    login(client, "sss_member", "beta")
    assert client.get(register_url(report_id).replace("alpha", "beta")).status_code == 404


def test_a_form_must_be_of_a_marked_kind(scope_a: None, branch_a: BranchInfo) -> None:
    with pytest.raises(InvalidInput) as refusal:
        open_incident(Classification((Kind.PHYSICAL,), (Form.BULLYING_BEATING,)), (), branch=branch_a)
    assert list(refusal.value.errors) == ["forms"]


def _register_many(app: Flask, count: int) -> list[int]:
    branch = branch_by_code("alpha")

    def one(_index: int) -> int:
        with app.app_context(), in_branch(branch.id, write=True):
            number = open_incident(PLAIN, (), branch=branch).number
            db.session.commit()
            return number

    with ThreadPoolExecutor(8) as pool:
        return sorted(pool.map(one, range(count)))


def test_numbers_have_neither_gaps_nor_doubles_on_sqlite(app: Flask) -> None:
    assert _register_many(app, 16) == list(range(1, 17))


def test_numbers_have_neither_gaps_nor_doubles_on_postgresql(pg_app: Flask) -> None:
    assert _register_many(pg_app, 24) == list(range(1, 25))


def test_a_failed_registration_gives_its_number_back(app: Flask, branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True):
        open_incident(PLAIN, (), branch=branch_a)
        db.session.rollback()
    assert _register_many(app, 2) == [1, 2]


def test_each_school_year_begins_at_one(app: Flask, branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True):
        with time_machine.travel(date(2026, 5, 20), tick=False):
            first = open_incident(PLAIN, (), branch=branch_a)
        with time_machine.travel(date(2026, 9, 3), tick=False):
            second = open_incident(PLAIN, (), branch=branch_a)
        assert [(one.school_year, one.number) for one in (first, second)] == [(2025, 1), (2026, 1)]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("12", AskedNumber(12)),
        ("№ 12", AskedNumber(12)),
        ("№12", AskedNumber(12)),
        ("012", AskedNumber(12)),
        ("2026/27-012", AskedNumber(12, 2026)),
        ("2026-12", AskedNumber(12, 2026)),
        ("0", None),
        ("Серікова", None),
        ("12; drop", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, asked: AskedNumber | None) -> None:
    assert read_number(text) == asked
