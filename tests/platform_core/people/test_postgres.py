"""The register on PostgreSQL: the same order, the same look-ups, the same refusals as on SQLite."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.people import queries, services
from platform_core.people.iin import make_iin
from platform_core.people.imports import import_people
from platform_core.people.listing import PEOPLE
from platform_core.people.models import Person
from platform_core.tenancy.directory import branch_by_code

TODAY = date(2026, 11, 20)
FAMILIES = [
    "Яковлев",
    "Ілиясов",
    "Ыбыраев",
    "Әлиев",
    "Қасымов",
    "Касымов",
    "Алиев",
    "Smith",
    "Өтегенов",
    "Орлов",
]
IN_ORDER = [
    "Smith",
    "Алиев",
    "Әлиев",
    "Касымов",
    "Қасымов",
    "Орлов",
    "Өтегенов",
    "Ыбыраев",
    "Ілиясов",
    "Яковлев",
]


def number(serial: int) -> str:
    return make_iin(date(2010, 3, 5), sex="male", serial=serial) or number(serial + 100)


def load(code: str) -> None:
    rows = "".join(f"{name};Ян;{number(place)};7\n" for place, name in enumerate(FAMILIES))
    with in_branch(branch_by_code(code).id, write=True):
        result = import_people(f"Тегі;Аты;ЖСН;Сынып\n{rows}".encode(), today=TODAY)
        assert result.applied, result.report()
        db.session.commit()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Flask:
    """The application over each database in turn."""
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "pg_app")
    return app


def test_people_stand_in_kazakh_order_page_by_page(either: Flask) -> None:
    load("alpha")
    spec = replace(PEOPLE, page_size=3)
    found: list[str] = []
    address: str | None = "/alpha/people/"
    while address is not None:
        with either.test_request_context(address), in_branch(branch_by_code("alpha").id):
            page = spec.read(request.args).fetch(db.session, queries.select_people(), make=_family_name)
            found += page.rows
            address = page.next
    assert found == IN_ORDER


def _family_name(row: Any) -> str:
    return str(row.family_name)


def test_look_ups_agree_and_stay_in_their_branch(either: Flask) -> None:
    load("alpha")
    load("beta")
    with in_branch(branch_by_code("beta").id):
        assert [one.name for one in queries.search_people("алиев")] == ["Алиев Ян", "Әлиев Ян"]
        bearer = queries.find_by_identity(number(0))
        assert queries.person_labels([bearer]) == {bearer: "Яковлев Ян"}
    with in_branch(branch_by_code("alpha").id):
        assert queries.person_labels([bearer]) == {}
        assert len(db.session.scalars(select(Person.id)).all()) == len(FAMILIES)


def test_a_second_import_updates_through_versions(either: Flask) -> None:
    load("alpha")
    with in_branch(branch_by_code("alpha").id, write=True):
        result = import_people(f"Тегі;Аты;ЖСН;Сынып\nЯковлев;Ян;{number(0)};8\n".encode(), today=TODAY)
        db.session.commit()
        assert (result.updated, result.created) == (1, 0)
        person = queries.get_person(queries.find_by_identity(number(0)))
        assert (person.grade, person.version, person.identity_number) == (8, 2, number(0))
        assert person.identity_index == services.identity_hash(number(0))
