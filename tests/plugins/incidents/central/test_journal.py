"""The centre's journal: every branch's numbers and codes, told in the trail of each branch that was shown."""

import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.switchboard.services import disable_module
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import sign_in
from platform_core.testing.statements import counted_statements
from plugins.incidents.policy.classification import Kind, ParticipantRole, PartyKind
from plugins.incidents.services.journal import Classification, PersonPart, open_incident

Login = Callable[..., str]
JOURNAL = "/central/incidents/journal"
FILTERS = {
    "school=alpha": (True, False),
    "region=KZ-71": (True, True),
    "kind=physical": (False, True),
    "place=online": (False, True),
    "level=none": (True, True),
    "level=high": (False, False),
    "status=registered": (True, True),
    "status=closed": (False, False),
    "from=2001-01-01&to=2001-02-01": (False, False),
    "sort=-level": (True, True),
    "sort=number": (True, True),
}
"""Each question with whether the incident of alpha and that of beta answer to it."""


def incident_in(branch: BranchInfo, *, kind: Kind = Kind.BULLYING, place: str = "school") -> UUID:
    people = [
        PersonPart(ParticipantRole.VICTIM, PartyKind.OTHER, name="Айсұлу Тестова"),
        PersonPart(ParticipantRole.WITNESS, PartyKind.UNKNOWN, name="Данияр Куәгер"),
    ]
    said = Classification(kinds=(kind,), place=place, summary="Құпия сөздер", occurred_on=date(2020, 5, 4))
    with in_branch(branch.id, write=True):
        made = open_incident(said, people, branch=branch)
        db.session.commit()
        return made.id


def switch_off(branch: BranchInfo) -> None:
    with in_branch(branch.id, write=True):
        disable_module("incidents")
        db.session.commit()


def told_in(branch: BranchInfo, code: str) -> int:
    with in_branch(branch.id):
        return len(db.session.scalars(select(AuditEntry.id).where(AuditEntry.event == code)).all())


@pytest.fixture
def officer(client: FlaskClient, login: Login) -> FlaskClient:
    login(client, "wellbeing_officer", "central")
    return client


def test_both_branches_stand_in_one_list(
    officer: FlaskClient, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    incident_in(branch_a)
    incident_in(branch_b, kind=Kind.PHYSICAL)
    page = officer.get(JOURNAL)
    assert page.status_code == 200
    assert "Alpha school" in page.text
    assert "Beta school" in page.text
    assert "Bullying" in page.text


def test_neither_names_nor_words_are_shown(officer: FlaskClient, branch_a: BranchInfo) -> None:
    made = incident_in(branch_a)
    for address in (JOURNAL, f"{JOURNAL}/alpha/{made}", f"{JOURNAL}/export.json"):
        page = officer.get(address)
        assert page.status_code == 200
        assert "Тестова" not in page.text
        assert "Құпия" not in page.text


def test_a_look_is_told_at_the_centre_and_in_each_branch_shown(
    officer: FlaskClient, branch_a: BranchInfo, branch_b: BranchInfo, central: BranchInfo
) -> None:
    incident_in(branch_a)
    officer.get(JOURNAL)
    counts = [told_in(branch, "incidents.central_journal_viewed") for branch in (central, branch_a, branch_b)]
    assert counts == [1, 1, 0]


def test_asking_for_a_branch_is_told_there_even_if_it_has_nothing(
    officer: FlaskClient, branch_b: BranchInfo
) -> None:
    page = officer.get(f"{JOURNAL}?school=beta")
    assert "No incident fits" in page.text
    assert told_in(branch_b, "incidents.central_journal_viewed") == 1


def test_opening_one_is_told_in_its_branch(
    officer: FlaskClient, branch_a: BranchInfo, central: BranchInfo
) -> None:
    made = incident_in(branch_a)
    page = officer.get(f"{JOURNAL}/alpha/{made}")
    assert "Bullying" in page.text
    assert "Victim" in page.text
    assert [told_in(one, "incidents.incident_viewed") for one in (central, branch_a)] == [1, 1]


def test_what_is_not_there_is_not_found(
    officer: FlaskClient, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    made = incident_in(branch_a)
    for place in (f"beta/{made}", f"nowhere/{made}", f"central/{made}"):
        assert officer.get(f"{JOURNAL}/{place}").status_code == 404
    assert officer.get(f"{JOURNAL}/alpha/not-an-id").status_code == 404


def test_filters_and_sorts(officer: FlaskClient, branch_a: BranchInfo, branch_b: BranchInfo) -> None:
    in_alpha, in_beta = incident_in(branch_a), incident_in(branch_b, kind=Kind.PHYSICAL, place="online")
    for query, expected in FILTERS.items():
        page = officer.get(f"{JOURNAL}?{query}").text
        assert (str(in_alpha) in page, str(in_beta) in page) == expected, query


def test_a_wrong_question_is_refused(officer: FlaskClient) -> None:
    for query in ("school=nowhere", "kind=x", "from=tomorrow", "sort=name", "cursor=zzz"):
        assert officer.get(f"{JOURNAL}?{query}").status_code == 400, query


def test_pages_follow_each_other_across_branches(
    officer: FlaskClient, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    made = {incident_in(branch) for branch in (branch_a, branch_b) for _number in range(28)}
    first = officer.get(f"{JOURNAL}?sort=number").text
    seen = {one for one in made if str(one) in first}
    assert len(seen) == 50
    link = next(part for part in first.split('"') if "cursor=" in part and part.startswith("/"))
    second = officer.get(link.replace("&amp;", "&")).text
    assert {one for one in made if str(one) in second} == made - seen


def test_a_branch_with_the_module_off_is_named_and_left_out(
    officer: FlaskClient, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    incident_in(branch_a)
    hidden = incident_in(branch_b)
    switch_off(branch_b)
    page = officer.get(JOURNAL).text
    assert "Not reporting" in page
    assert "Beta school" in page
    assert str(hidden) not in page
    assert officer.get(f"{JOURNAL}/beta/{hidden}").status_code == 404


def test_exports_hold_what_the_list_holds(
    officer: FlaskClient, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    incident_in(branch_a)
    incident_in(branch_b)
    (only,) = officer.get(f"{JOURNAL}/export.json?school=alpha").get_json()
    assert (only["branch"], only["people"], only["kinds"]) == ("Alpha school", 2, "Bullying")
    book = openpyxl.load_workbook(io.BytesIO(officer.get(f"{JOURNAL}/export.xlsx").data))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert {"Alpha school", "Beta school"} <= set(cells)
    assert told_in(branch_b, "incidents.export_made") == 1
    assert officer.get(f"{JOURNAL}/export.pdf").status_code == 404


def test_other_central_roles_are_refused(client: FlaskClient, login: Login, branch_a: BranchInfo) -> None:
    made = incident_in(branch_a)
    for role in ("deputy_chair", "platform_admin", "auditor", "central_hr"):
        login(client, role, "central")
        for address in (JOURNAL, f"{JOURNAL}/alpha/{made}", f"{JOURNAL}/export.json"):
            assert client.get(address).status_code == 403, role
    assert told_in(branch_a, "incidents.incident_viewed") == 0


def test_branch_users_find_nothing_there(client: FlaskClient, login: Login) -> None:
    for role in ("sss_head", "branch_head", "branch_admin"):
        login(client, role, "alpha")
        assert client.get(JOURNAL).status_code == 404, role


def test_the_work_does_not_grow_with_the_branches(
    officer: FlaskClient, app: Flask, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    incident_in(branch_a)
    officer.get(JOURNAL)
    with counted_statements() as alone:
        officer.get(JOURNAL)
    for _number in range(5):
        incident_in(branch_b)
    branch_by_code("beta")
    with counted_statements() as together:
        officer.get(JOURNAL)
    assert len(together) == len(alone)


def test_postgres_lets_the_centre_read_it(pg_app: Flask) -> None:
    made = incident_in(branch_by_code("alpha"))
    client = pg_app.test_client()
    sign_in(client, "wellbeing_officer", "central")
    assert str(made) in client.get(f"{JOURNAL}?sort=level").text
    assert client.get(f"{JOURNAL}/alpha/{made}").status_code == 200
    assert told_in(branch_by_code("alpha"), "incidents.incident_viewed") == 1
