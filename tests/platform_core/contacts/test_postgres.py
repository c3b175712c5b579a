"""Contacts on PostgreSQL: the database's own fences, and the rules of its table."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from platform_core.contacts import services
from platform_core.contacts.models import SafetyContact
from platform_core.contacts.queries import safety_contacts
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from tests.platform_core.contacts.conftest import values


@pytest.mark.usefixtures("pg_app")
def test_each_branch_has_its_own() -> None:
    alpha, beta = branch_by_code("alpha"), branch_by_code("beta")
    with in_branch(alpha.id, write=True):
        first = services.add_safety_contact(values())
        second = services.add_safety_contact(values(role_code="duty"))
        services.move_safety_contact(second.id, step="up", version=second.version)
        db.session.commit()
        assert first.place == 2
    with in_branch(beta.id):
        assert safety_contacts(beta) == ()
    with in_branch(alpha.id):
        assert [point.phones for point in safety_contacts(alpha)] == [("+77011234567",)] * 2


@pytest.mark.usefixtures("pg_app")
@pytest.mark.parametrize("wrong", [{"phone": None, "email": None}, {"display_name": "Анна"}])
def test_the_table_refuses_what_reaches_nobody_and_a_name_of_nobody(wrong) -> None:
    alpha = branch_by_code("alpha")
    with in_branch(alpha.id, write=True), pytest.raises(IntegrityError):
        services.add_safety_contact(values(**wrong))
    with in_branch(alpha.id):
        assert db.session.scalars(select(SafetyContact.id)).all() == []
