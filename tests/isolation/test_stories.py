"""One branch never sees another, whatever address, file, search, token or job is tried with real ids."""

import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, literal_column, select

from platform_core.audit.models import AuditEntry
from platform_core.auth.access import declared_access
from platform_core.auth.kit import current_kit
from platform_core.auth.roles import BRANCH_ROLES, CENTRAL_ROLES, permissions_for
from platform_core.clock import now
from platform_core.db.base import Model
from platform_core.extensions import db
from platform_core.hooks.gate import manifests
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.owner import owner_connection
from platform_core.isolation.scope import in_branch
from platform_core.jobs.execute import run_batch
from platform_core.jobs.outbox import Outbox
from platform_core.jobs.relay import LEASE, Batch
from platform_core.people import services
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import make_token, make_user, sign_in
from platform_core.testing.world import World
from plugins.incidents.models import Incident
from plugins.incidents.policy.classification import Kind
from plugins.incidents.services.journal import Classification, open_incident
from tests.platform_core.jobs.bench import Bench, make_bench
from tests.records import address_of, product_rules, records_of, seed_school

PUBLIC, BRANCH_PREFIXES = "public", ("/<branch>/", "/api/v1/<branch>/")
NOT_RECORDS = {"branch", "module", "code", "export_format", "file_format"}
NOT_RECORDS |= {"document_code", "origin", "number", "language"}  # shipped documents are everywhere
NOT_RECORDS |= {"service_id"}  # and so are the entries of the network's directory
OTHERS = [("beta", role) for role in BRANCH_ROLES] + [("central", role) for role in CENTRAL_ROLES]
REFUSED = {400, 403, 404, 409, 422}


@dataclass(frozen=True)
class Door:
    """A route with one of its methods and what it asks for."""

    rule: Any
    method: str
    kind: str
    what: str

    def has_record(self) -> bool:
        return bool(set(self.rule.arguments) - NOT_RECORDS)


@dataclass(frozen=True)
class Schools:
    """The application with two filled schools, and the addresses of the first one's records."""

    app: Flask
    records: dict[str, str]

    def visitor(self, branch: str, role: str) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, role, branch)
        return client

    def doors(self, *methods: str, prefixes: tuple[str, ...] = BRANCH_PREFIXES) -> Iterator[Door]:
        for rule in product_rules(self.app):
            if rule.rule.startswith(prefixes):
                for method in sorted((rule.methods or set()) & set(methods)):
                    kind, what = declared_access(self.app.view_functions[rule.endpoint], method)
                    yield Door(rule, method, kind, what)

    def address(self, door: Door, *, branch: str = "alpha") -> str:
        return address_of(door.rule, {**self.records, "branch": branch})


@pytest.fixture
def schools(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Schools:
    for code in ("alpha", "beta"):
        seed_school(branch_by_code(code), monkeypatch, people=1, incidents_a_year=1)
    owner = make_user("sss_head", branch="alpha")
    return Schools(app, records_of(branch_by_code("alpha"), owner))


def _holder(permission: str, roles: tuple[str, ...] = BRANCH_ROLES) -> str | None:
    return next((role for role in roles if permission in permissions_for([role], current_kit().grants)), None)


def _is_of(answer: Any, records: dict[str, str]) -> bool:
    """Tell whether an answer shows an id of the records that was not asked for."""
    hidden = {records[name] for name in ("incident_id", "report_id", "person_id", "message_id")}
    return any(one in answer.text and one not in answer.request.path for one in hidden)


def test_nobody_of_another_branch_opens_any_page(schools: Schools) -> None:
    faults = []
    for branch, role in OTHERS:
        client = schools.visitor(branch, role)
        for door in schools.doors("GET", prefixes=("/<branch>/",)):
            answer = client.get(schools.address(door))
            expected = 200 if door.kind == PUBLIC else 404
            if answer.status_code != expected or _is_of(answer, schools.records):
                faults.append((role, branch, answer.request.path, answer.status_code))
    assert faults == []


def test_ids_of_another_branch_lead_nowhere_from_ones_own(world: World, schools: Schools) -> None:
    before, faults = _owned_by_alpha(world), []
    for door in schools.doors("GET", "POST", prefixes=("/<branch>/",)):
        if door.has_record():
            role = _holder(door.what)
            if role is None:
                continue  # a page of the centre alone: strangers of the branch have their own test
            client = schools.visitor("beta", role)
            answer = client.open(schools.address(door, branch="beta"), method=door.method)
            if answer.status_code not in ({404} if door.method == "GET" else REFUSED):
                faults.append((role, door.method, answer.request.path, answer.status_code))
    assert faults == []
    assert _owned_by_alpha(world) == before


def _owned_by_alpha(world: World) -> dict[str, list[Any]]:
    """Read, as the owner, every row of the first branch."""
    alpha = branch_by_code("alpha").id
    with owner_connection(world.settings) as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(_rows_of(table, alpha)))
            for table in Model.metadata.sorted_tables
            if "branch_id" in table.c
        }


def _rows_of(table: Any, branch_id: UUID) -> Any:
    """Choose the rows as they lie, sealed cells included, without the types that would open them."""
    as_they_lie = [literal_column(f'"{column.name}"') for column in table.c]
    return select(*as_they_lie).select_from(table).where(table.c.branch_id == branch_id)


def test_each_role_lacking_a_permission_is_refused(schools: Schools) -> None:
    faults, doors = [], {}
    for door in schools.doors("GET", "POST", prefixes=("/<branch>/",)):
        if door.kind != PUBLIC:
            doors[door.what, door.method] = door
    for role in BRANCH_ROLES:
        client = schools.visitor("alpha", role)
        held = permissions_for([role], current_kit().grants)
        for door in doors.values():
            if door.what not in held:
                status = client.open(schools.address(door), method=door.method).status_code
                if status != 403:
                    faults.append((role, str(door.rule), door.method, status))
    assert faults == []


def test_members_of_schools_find_no_centre(schools: Schools) -> None:
    faults = []
    for role in BRANCH_ROLES:
        client = schools.visitor("alpha", role)
        for door in schools.doors("GET", "POST", prefixes=("/central/",)):
            status = client.open(schools.address(door), method=door.method).status_code
            if status != 404 and door.kind != PUBLIC:
                faults.append((role, str(door.rule), door.method, status))
    assert faults == []


@pytest.mark.parametrize("branch", ["beta", "central"])
def test_a_token_of_another_branch_finds_nothing(schools: Schools, branch: str) -> None:
    every = [one.code for manifest in manifests().values() for one in manifest.permissions]
    headers = {"Authorization": f"Bearer {make_token(*every, branch=branch)}"}
    client, faults = schools.app.test_client(), []
    for door in schools.doors("GET", "POST", prefixes=("/api/v1/<branch>/",)):
        asked = {"headers": headers, "json": {} if door.method == "POST" else None}
        answers = [client.open(schools.address(door), method=door.method, **asked)]
        if door.has_record() and door.method == "GET":
            answers.append(client.get(schools.address(door, branch=branch), headers=headers))
        faults += [(one.request.path, one.status_code) for one in answers if one.status_code != 404]
    assert faults == []


@pytest.fixture
def bench(app: Flask) -> Iterator[Bench]:
    yield from make_bench(app)


def test_a_message_runs_in_its_own_branch_alone(bench: Bench) -> None:
    mine = bench.post("sample.work", {"n": 1})
    bench.post("sample.work", {"n": 2}, branch=bench.other)
    forged = Batch(bench.other.id, (mine,), now() + LEASE)
    run_batch(forged)
    assert bench.calls == []
    bench.work()
    assert {(payload["n"], branch_id) for _, branch_id, payload in bench.calls} == {
        (1, bench.branch.id),
        (2, bench.other.id),
    }
    with in_branch(bench.other.id):
        assert db.session.scalar(select(func.count()).select_from(Outbox).where(Outbox.id == mine)) == 0


@pytest.mark.parametrize(
    ("address", "event"),
    [
        ("/central/incidents/journal", "incidents.central_journal_viewed"),
        ("/central/incidents/journal/export.json", "incidents.export_made"),
        ("/central/incidents/journal/<school>/<incident_id>", "incidents.incident_viewed"),
    ],
)
def test_what_the_centre_reads_stands_in_both_trails(schools: Schools, address: str, event: str) -> None:
    client = schools.visitor("central", "wellbeing_officer")
    assert client.get(address_of(address, schools.records)).status_code == 200
    for code in ("alpha", "central"):
        with in_branch(branch_by_code(code).id):
            told = db.session.scalars(select(AuditEntry.event).where(AuditEntry.event == event)).all()
        assert told == [event], code


WORDS = st.text(alphabet="әғқңөұүһішжяю" + string.ascii_lowercase, min_size=9, max_size=14).map(str.title)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=WORDS, mark=WORDS)
def test_files_and_searches_of_one_branch_tell_nothing_of_another(
    branch_a: BranchInfo, app: Flask, name: str, mark: str
) -> None:
    hidden = _plant(branch_a, name, mark)
    for role, addresses in READ_BY.items():
        client = app.test_client()
        sign_in(client, role, "beta")
        answers = [client.get(address) for address in addresses]
        answers += [client.post("/beta/search", data={"q": word[:-1]}) for word in (name, mark)]
        assert {answer.status_code for answer in answers} == {200}
        for answer in answers:
            assert [one for one in hidden if one in answer.text] == [], answer.request.path


READ_BY = {
    "sss_head": ("/beta/incidents/export.json", "/beta/incidents/?number=1", "/beta/people/find?q=а"),
    "branch_admin": ("/beta/people/export.json", "/beta/people/"),
}


def _plant(branch: BranchInfo, name: str, mark: str) -> tuple[str, ...]:
    """Write a person and an incident with the words, and return all that may be known of them only here."""
    with in_branch(branch.id, write=True):
        person = services.add_person(
            {"kind": "student", "family_name": name, "given_name": "Анна", "grade": 7}
        )
        incident: Incident = open_incident(
            Classification(kinds=(Kind.BULLYING,), summary=mark), [], branch=branch
        )
        hidden = (name, mark, str(person.id), str(incident.id))
        db.session.commit()
    return hidden
