"""Pages of the journal ask the database as often with many rows as with few."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.testing.statements import counted_statements
from plugins.incidents.models import Incident
from plugins.incidents.policy.classification import Kind, ParticipantRole, PartyKind
from plugins.incidents.services.journal import Classification, PersonPart, open_incident

KEY_CHECKS = 4
Login = Callable[..., str]


@pytest.fixture
def write_incidents(branch_a: BranchInfo, make_person: Callable[..., UUID]) -> Callable[[int], UUID]:
    """Write incidents of one known and one unknown person each; return the last one's id."""
    victim = make_person("Серікова", "Айым")

    def write(count: int) -> UUID:
        people = [
            PersonPart(ParticipantRole.VICTIM, PartyKind.STUDENT, person_id=victim),
            PersonPart(ParticipantRole.AGGRESSOR, PartyKind.OTHER, name="Көршінің баласы"),
        ]
        with in_branch(branch_a.id, write=True):
            made: list[Incident] = [
                open_incident(Classification((Kind.BULLYING,)), people, branch=branch_a) for _ in range(count)
            ]
            last = made[-1].id
            db.session.commit()
        return last

    return write


@pytest.mark.parametrize(
    "path", ["/alpha/incidents/", "/alpha/incidents/export.json", "/alpha/", "/alpha/incidents/?overdue=true"]
)
def test_a_list_asks_as_often_for_5_rows_as_for_50(
    client: FlaskClient, login: Login, write_incidents: Callable[[int], UUID], path: str
) -> None:
    write_incidents(5)
    login(client, "sss_head", "alpha")
    client.get(path)
    with counted_statements() as few:
        assert client.get(path).status_code == 200
    write_incidents(45)
    client.get(path)
    with counted_statements() as many:
        assert client.get(path).status_code == 200
    _expect_same(few, many)


def test_an_incident_asks_as_often_with_20_people_as_with_2(
    client: FlaskClient, login: Login, write_incidents: Callable[[int], UUID]
) -> None:
    incident_id = write_incidents(1)
    url = f"/alpha/incidents/{incident_id}"
    login(client, "sss_head", "alpha")
    client.get(url)
    with counted_statements() as few:
        assert client.get(url).status_code == 200
    for index in range(18):
        client.post(f"{url}/people/new", data={"name": f"Адам {index}", "role": "witness"})
    client.get(url)
    with counted_statements() as many:
        assert "Адам 17" in client.get(url).text
    _expect_same(few, many)


def _expect_same(few: list[str], many: list[str]) -> None:
    """Compare what was asked of the module's tables and the register.

    The key store is looked at again now and then, whatever the page.
    """
    assert _about_records(many) == _about_records(few)
    assert len(many) <= len(few) + KEY_CHECKS


def _about_records(statements: list[str]) -> int:
    return sum("incidents_" in one or "core_person" in one for one in statements)
