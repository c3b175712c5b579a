"""Rows of a form: the empty ones close up, and as many are drawn as are needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from platform_core.web.forms import Form, load_form
from platform_core.web.rows import FormRows
from platform_core.web.validation import InputSchema

PEOPLE = FormRows("people", least=2, most=5, spare=1, more=3, preset=frozenset({"language"}))


class PersonRow(InputSchema):
    name = fields.String(required=True)
    language = fields.String(load_default="kk")


class PeopleForm(InputSchema):
    people = fields.List(fields.Nested(PersonRow), load_default=list)


def filled(*places: int) -> Form:
    return Form(values={f"people.{place}.name": ["Әлия"] for place in places})


def test_empty_rows_close_up_and_the_rest_of_the_form_stays() -> None:
    typed = MultiDict(
        [
            ("go", "more"),
            ("people.0.name", "  "),
            ("people.0.language", "ru"),
            ("people.2.name", "Әлия"),
            ("people.2.language", "kk"),
            ("people.7.name", "Берік"),
            ("people.x.name", "not a row"),
            ("days", "1"),
            ("days", "2"),
        ]
    )
    closed = PEOPLE.close_up(typed)
    assert closed.getlist("days") == ["1", "2"]
    assert {name: closed[name] for name in closed if name.startswith("people.")} == {
        "people.0.name": "Әлия",
        "people.0.language": "kk",
        "people.1.name": "Берік",
        "people.x.name": "not a row",
    }
    assert [row["name"] for row in load_form(PeopleForm, closed).data["people"]] == ["Әлия", "Берік"]


def test_a_refusal_names_the_row_that_is_shown() -> None:
    typed = MultiDict([("people.0.name", ""), ("people.4.name", "Әлия"), ("people.6.language", "xx")])
    asked = FormRows("people")  # here a language alone makes a row
    form = load_form(PeopleForm, asked.close_up(typed))
    assert list(form.errors) == ["people.1.name"]
    assert asked.count(form) == 2


@pytest.mark.parametrize(
    ("form", "more", "expected"),
    [
        (filled(), False, 2),
        (filled(), True, 3),
        (filled(0), False, 2),
        (filled(0, 1), False, 3),
        (filled(0, 1), True, 5),
        (filled(0, 1, 2, 3, 4), True, 5),
    ],
)
def test_as_many_rows_are_drawn_as_are_needed(form, more, expected) -> None:
    assert PEOPLE.count(form, more=more) == expected


def test_a_page_may_need_fewer_rows_than_usual() -> None:
    assert FormRows("people").count(filled(), least=0) == 0


@given(st.dictionaries(st.integers(0, 99), st.sampled_from(["", " ", "Әлия", "Берік"]), max_size=12))
def test_what_was_typed_is_kept_in_its_order_without_gaps(rows: dict[int, str]) -> None:
    typed = MultiDict([(f"people.{place}.name", name) for place, name in rows.items()])
    closed = PEOPLE.close_up(typed)
    names = [rows[place] for place in sorted(rows) if rows[place].strip()]
    assert [closed[f"people.{place}.name"] for place in range(len(closed))] == names
    assert PEOPLE.close_up(closed) == closed
