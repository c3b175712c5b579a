"""No page of the register sends more statements for more people."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.people import services
from platform_core.testing.statements import counted_statements


def add_people(branch: BranchInfo, count: int, *, of: UUID | None = None) -> UUID:
    """Add students, or guardians of one student, and return the last."""
    kind = "student" if of is None else "guardian"
    with in_branch(branch.id, write=True):
        for place in range(count):
            name = {"family_name": "Ли", "given_name": "Анна" + "а" * place, "hostel": False}
            person = services.add_person({"kind": kind, "grade": 7 if of is None else None, **name})
            if of is not None:
                services.link_guardian(of, person.id, relation="mother")
        db.session.commit()
        return person.id


def statements_of(client: FlaskClient, address: str) -> int:
    client.get(address)  # whatever is kept after a first visit is kept now
    with counted_statements() as seen:
        assert client.get(address).status_code == 200, address
    return len(seen)


@pytest.mark.parametrize(
    "address", ["/alpha/people/", "/alpha/people/find.json?q=ли&limit=50", "/alpha/people/export.json"]
)
def test_lists_are_flat(
    client: FlaskClient, login: Callable[..., str], branch_a: BranchInfo, address: str
) -> None:
    login(client, "branch_admin")
    add_people(branch_a, 2)
    few = statements_of(client, address)
    add_people(branch_a, 30)
    assert statements_of(client, address) == few


def test_a_person_with_many_guardians_is_flat(
    client: FlaskClient, login: Callable[..., str], branch_a: BranchInfo
) -> None:
    login(client, "branch_admin")
    student = add_people(branch_a, 1)
    add_people(branch_a, 1, of=student)
    few = statements_of(client, f"/alpha/people/{student}")
    add_people(branch_a, 12, of=student)
    assert statements_of(client, f"/alpha/people/{student}") == few
