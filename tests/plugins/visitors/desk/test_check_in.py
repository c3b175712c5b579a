"""The steps of one visit at the desk: document, guidance, let in; two desks at once (A5.3, P19)."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.people.iin import make_iin
from plugins.visitors.models import Visit, Visitor
from tests.plugins.visitors.desk.conftest import MORNING, Made, receive, signing, visit_of

MakeVisit = Callable[..., Made]
Login = Callable[..., str]


def test_an_expected_guardian_who_has_signed_takes_three_taps(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    first, second = make_visit(), make_visit()
    receive(guard, branch_a, first)
    with in_branch(branch_a.id, write=True):
        visit = db.session.scalars(select(Visit).where(Visit.id == second.id)).one()
        visit.visitor_id = first.visitor_id  # the same person comes again
        db.session.commit()
        version = visit.version
    page = guard.get(second.url)  # the first tap: the row of the list
    assert 'name="document_type"' in page.text
    seen = guard.post(  # the second: the document
        f"{second.url}/identity",
        data={"version": str(version), "document_type": "passport"},
        follow_redirects=True,
    )
    assert "Nothing prohibited. Let in: Ерлан Мұғалім is here" in seen.text
    assert "signature_name" not in seen.text
    version = visit_of(branch_a, second).version
    let_in = guard.post(  # the third
        f"{second.url}/admit", data={"version": str(version), "hand_to": "host", "items_asked": "true"}
    )
    assert let_in.status_code == 302
    assert visit_of(branch_a, second).status == "on_site"


def test_two_desks_on_one_visit(guard: FlaskClient, make_visit: MakeVisit, app: Flask, login: Login) -> None:
    made = make_visit()
    other = app.test_client()
    login(other, "sss_head")
    seen = {"version": made.version, "document_type": "passport"}
    assert guard.post(f"{made.url}/identity", data=seen).status_code == 302
    told = other.post(f"{made.url}/identity", data=seen)
    assert told.status_code == 409
    assert "Somebody else was faster" in told.text
    assert guard.post(f"{made.url}/identity", data=seen).status_code == 302  # the line broke: the same again


def test_a_form_that_was_read_before_an_edit_is_refused(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit()
    with in_branch(branch_a.id, write=True):
        db.session.scalars(select(Visit).where(Visit.id == made.id)).one().place = "Басқа бөлме"
        db.session.commit()
    answer = guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "passport"})
    assert answer.status_code == 409
    assert visit_of(branch_a, made).status == "expected"


def test_an_identity_number_is_hashed_and_not_kept(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit()
    number = next(
        found for serial in range(20) if (found := make_iin(MORNING.date(), sex="male", serial=serial))
    )
    seen = {"version": made.version, "document_type": "passport", "identity_number": number}
    assert guard.post(f"{made.url}/identity", data=seen).status_code == 302
    with in_branch(branch_a.id):
        visitor = db.session.scalars(select(Visitor)).one()
        assert visitor.identity_index is not None
        assert visitor.network_index is not None
        assert number not in repr(vars(visitor))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"document_type": "library_card"}, "document_type"),
        ({"document_last": "12345"}, "document_last"),
        ({"document_last": "1-2"}, "document_last"),
        ({"identity_number": "123456789012"}, "identity_number"),
        ({"version": "x"}, "version"),
    ],
)
def test_wrong_answers_are_named_and_nothing_is_written(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo, wrong: dict[str, str], field: str
) -> None:
    made = make_visit()
    answer = guard.post(
        f"{made.url}/identity", data={"version": made.version, "document_type": "passport", **wrong}
    )
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    visit = visit_of(branch_a, made)
    assert (visit.status, visit.number, str(visit.version)) == ("expected", None, made.version)


def test_the_guidance_is_read_in_the_visitors_language(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit()
    guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "passport"})
    assert "Мектепке келушіге арналған нұсқаулық" in guard.get(made.url).text
    assert "Памятка для посетителя школы" in guard.get(f"{made.url}?read=ru").text
    stale = {"version": "3", **signing(branch_a, "ru"), "signature_hash": "0" * 64}
    assert guard.post(f"{made.url}/guidance", data=stale).status_code == 409
    assert visit_of(branch_a, made).signature_id is None
