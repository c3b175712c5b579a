"""What a form asks is done once and whole, or not at all and with its page shown again."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import pytest
from flask import get_flashed_messages, make_response
from marshmallow import fields
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.isolation.scope import current_scope, in_branch
from platform_core.people.models import Person
from platform_core.people.services import add_person
from platform_core.web.forms import Form, load_form
from platform_core.web.submit import finish, submit
from platform_core.web.validation import InputSchema


class NameForm(InputSchema):
    family_name = fields.String(required=True, metadata={"label": "Family name"})


@pytest.fixture
def asked(app, branch_a) -> Iterator[None]:
    """A request in a scope that may write in alpha."""
    with app.test_request_context(), in_branch(branch_a.id, write=True):
        yield


def typed(name: str = "Әбенова") -> Form:
    return load_form(NameForm, MultiDict([("family_name", name)]))


def add(said: dict[str, Any]) -> Person:
    return add_person({"kind": "staff", "given_name": "Гүлнұр", **said})


def shown(form: Form) -> Response:
    names = ",".join(db.session.scalars(select(Person.family_name)).all())
    return make_response(f"{form.summary} {names}", 200 if form.is_valid else 422)


def kept(branch) -> list[str]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(Person.family_name)))


def refusing(fault: Exception) -> Callable[[dict[str, Any]], Any]:
    """Write, then fail: what was begun must not stay."""

    def act(said: dict[str, Any]) -> None:
        add(said)
        raise fault

    return act


@pytest.mark.usefixtures("asked")
def test_what_is_done_is_kept_told_and_followed(branch_a) -> None:
    answer = submit(
        typed(),
        add,
        page=shown,
        message=lambda person: f"{person.family_name} is added.",
        to=lambda person: f"/people/{person.id}",
    )
    assert answer.status_code == 302
    assert get_flashed_messages(with_categories=True) == [("good", "Әбенова is added.")]
    person_id = db.session.scalars(select(Person.id)).one()
    assert answer.headers["Location"] == f"/people/{person_id}"
    db.session.rollback()
    assert kept(branch_a) == ["Әбенова"]


@pytest.mark.usefixtures("asked")
def test_a_wrong_form_is_shown_again_and_nothing_is_tried() -> None:
    tried: list[object] = []
    answer = submit(typed(""), tried.append, page=shown, to="/x", message="Done.")
    assert (answer.status_code, tried, get_flashed_messages()) == (422, [], [])
    assert "Family name" in answer.get_data(as_text=True)


@pytest.mark.usefixtures("asked")
def test_what_the_service_refuses_stands_in_the_form_and_leaves_nothing(branch_a) -> None:
    act = refusing(InvalidInput({"family_name": ["Is known already."]}))
    answer = submit(typed(), act, page=shown, to="/x", message="Done.")
    assert answer.status_code == 422
    assert "Family name: Is known already." in answer.get_data(as_text=True)
    assert "Әбенова" not in answer.get_data(as_text=True)  # the page is drawn after it was taken back
    assert get_flashed_messages() == []
    db.session.commit()
    assert kept(branch_a) == []


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("fault", [Conflict(), StaleDataError("")])
def test_a_second_writer_sees_the_record_as_it_is_now(branch_a, fault) -> None:
    answer = submit(typed(), refusing(fault), page=shown, overtaken=shown, to="/x", message="Done.")
    assert (answer.status_code, answer.get_data(as_text=True)) == (409, "[] ")
    assert get_flashed_messages() == []
    db.session.commit()
    assert kept(branch_a) == []


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("fault", [Conflict, NotFound])
def test_other_faults_have_pages_of_their_own(fault) -> None:
    with pytest.raises(fault):
        submit(typed(), refusing(fault()), page=shown, to="/x")


@pytest.mark.usefixtures("asked")
def test_a_row_that_is_stale_only_when_written_counts_as_overtaken() -> None:
    person = add({"family_name": "Әбенова"})
    db.session.commit()

    def act(said: dict[str, Any]) -> None:
        beside = update(Person).where(Person.id == person.id).values(version=person.version + 1)
        db.session.execute(beside, execution_options={"synchronize_session": False})
        person.birth_date = date(2010, 1, 1)

    assert submit(typed(), act, page=shown, overtaken=shown, to="/x").status_code == 409


def test_a_page_may_write_in_a_scope_of_its_own(app, branch_a) -> None:
    opened: list[bool] = []

    @contextmanager
    def elsewhere() -> Iterator[None]:
        with in_branch(branch_a.id, write=True):
            opened.append(current_scope().writes)
            yield

    with app.test_request_context(), in_branch(branch_a.id):
        act = refusing(InvalidInput({"family_name": ["No."]}))
        assert submit(typed(), act, page=shown, within=elsewhere, to="/x").status_code == 422
        assert not current_scope().writes
        assert submit(typed(), add, page=shown, within=elsewhere, to="/x").status_code == 302
        assert get_flashed_messages() == []
    assert (kept(branch_a), opened) == (["Әбенова"], [True, True])


def test_a_page_without_a_scope_of_its_own_may_open_one(app, branch_a) -> None:
    def here() -> AbstractContextManager[object]:
        return in_branch(branch_a.id, write=True)

    def shown_plainly(form: Form) -> Response:
        return make_response(str(form.summary), 422)

    with app.test_request_context():
        act = refusing(InvalidInput({"family_name": ["No."]}))
        refused = submit(typed(), act, page=shown_plainly, within=here, to="/x")
        assert "Family name: No." in refused.get_data(as_text=True)
        assert submit(typed(), add, page=shown_plainly, within=here, to="/x").status_code == 302
    assert kept(branch_a) == ["Әбенова"]


@pytest.mark.usefixtures("asked")
def test_a_step_without_a_form_is_finished_alike(branch_a) -> None:
    add({"family_name": "Әбенова"})
    answer = finish("/people", "Added.")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people")
    assert get_flashed_messages(with_categories=True) == [("good", "Added.")]
    assert kept(branch_a) == ["Әбенова"]
