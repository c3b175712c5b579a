"""Forms: what was typed stays, what is wrong is named by its label in the reader's language."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import FileStorage, MultiDict

from platform_core.errors import InvalidInput
from platform_core.i18n import use_locale
from platform_core.web.fields import LocalDate, LocalDateTime, LocalDecimal, TidyText, read_date
from platform_core.web.forms import Form, empty_form, flatten_errors, load_form, require_valid
from platform_core.web.validation import InputSchema


class PersonForm(InputSchema):
    name = fields.String(required=True, validate=validate.Length(min=2, max=10), metadata={"label": "Name"})
    grade = fields.Integer(
        load_default=None, validate=validate.Range(min=1, max=12), metadata={"label": "Grade"}
    )


class ReportForm(InputSchema):
    place = fields.String(
        required=True,
        validate=validate.OneOf(["school", "street"]),
        metadata={"label": "Where did it happen?"},
    )
    on = LocalDate(load_default=None, metadata={"label": "When"})
    kinds = fields.List(
        fields.String(validate=validate.OneOf(["physical", "online"])),
        required=True,
        metadata={"label": "Kinds"},
    )
    signs = fields.List(fields.String())
    urgent = fields.Boolean()
    agreed = fields.Boolean(required=True, metadata={"label": "Agreed"})
    people = fields.List(fields.Nested(PersonForm), load_default=list)
    informant = fields.Nested(PersonForm, load_default=None)
    mail = fields.Email(load_default=None, metadata={"label": "E-mail"})
    account = TidyText(load_default="")


GOOD = [
    ("place", "school"),
    ("kinds", "physical"),
    ("kinds", "online"),
    ("agreed", "true"),
    ("csrf_token", "x"),
]


def test_good_answers_become_data() -> None:
    form = load_form(ReportForm, MultiDict([*GOOD, ("on", "22.11.2026"), ("account", "  ok  ")]))
    assert form.is_valid
    assert form.data["kinds"] == ["physical", "online"]
    assert form.data["on"] == date(2026, 11, 22)
    assert (form.data["urgent"], form.data["signs"], form.data["people"]) == (False, [], [])
    assert (form.data["informant"], form.data["account"]) == (None, "ok")
    assert require_valid(form) is form.data


def test_an_empty_form_is_refused_field_by_field_in_their_order() -> None:
    with use_locale("en"):
        form = load_form(ReportForm, MultiDict())
        assert form.errors == {name: ["Please answer this."] for name in ("place", "kinds", "agreed")}
        assert form.summary == [
            ("f-place", "Where did it happen? Please answer this."),
            ("f-kinds", "Kinds: Please answer this."),
            ("f-agreed", "Agreed: Please answer this."),
        ]
    assert form.data == {}
    with pytest.raises(InvalidInput) as refusal:
        require_valid(form)
    assert list(refusal.value.errors) == ["place", "kinds", "agreed"]


def test_what_was_typed_is_never_lost() -> None:
    form = load_form(ReportForm, MultiDict([("place", "moon"), ("kinds", "online"), ("on", "31.02.2026")]))
    assert not form.is_valid
    assert (form.value("place"), form.value("on"), form.values_of("kinds")) == (
        "moon",
        "31.02.2026",
        ["online"],
    )
    assert form.is_on("agreed") is False


@pytest.mark.parametrize(
    ("answers", "field", "reason"),
    [
        ([("place", "moon")], "place", "Choose one of the answers listed."),
        ([("on", "yesterday")], "on", "Give a real date, such as 22.11.2026."),
        ([("mail", "nobody")], "mail", "Give an e-mail address, such as name@example.kz."),
        ([("kinds", "war")], "kinds.0", "Choose one of the answers listed."),
        ([("agreed", "perhaps")], "agreed", "Answer yes or no."),
        ([("people.0.name", "A")], "people.0.name", "The length must be between 2 and 10."),
        ([("people.0.name", "Aya"), ("people.0.grade", "13")], "people.0.grade", "Must be between 1 and 12."),
        (
            [("informant.grade", "x"), ("informant.name", "Aya")],
            "informant.grade",
            "Give a whole number, such as 12.",
        ),
    ],
)
def test_each_refusal_is_plain_words(answers: Any, field: Any, reason: Any) -> None:
    with use_locale("en"):
        assert load_form(ReportForm, MultiDict(answers)).errors[field] == [reason]


def test_rows_are_read_by_number_and_empty_ones_dropped() -> None:
    rows = [
        ("people.2.name", "Aya"),
        ("people.0.name", "Olzhas"),
        ("people.0.grade", "7"),
        ("people.1.name", " "),
    ]
    form = load_form(ReportForm, MultiDict(GOOD + rows))
    assert form.data["people"] == [{"name": "Olzhas", "grade": 7}, {"name": "Aya", "grade": None}]


def test_a_nested_answer_is_read() -> None:
    form = load_form(ReportForm, MultiDict([*GOOD, ("informant.name", "Aya")]))
    assert form.data["informant"] == {"name": "Aya", "grade": None}


def test_uploads_join_the_answers() -> None:
    class UploadForm(InputSchema):
        picture = fields.Raw(required=True)
        more = fields.List(fields.Raw(), load_default=list)

    picture, second = FileStorage(filename="a.png"), FileStorage(filename="b.png")
    form = load_form(
        UploadForm, {}, files=MultiDict([("picture", picture), ("more", second), ("more", FileStorage())])
    )
    assert (form.data["picture"], form.data["more"]) == (picture, [second])
    assert load_form(UploadForm, {}, files=MultiDict([("picture", FileStorage())])).errors.keys() == {
        "picture"
    }


def test_a_schema_may_ask_the_context() -> None:
    class Bound(Schema):
        day = LocalDate(required=True)

        @validates_schema
        def not_before_start(self, data: Any, **options: Any) -> None:
            if data["day"] < self.context["starts"]:
                raise ValidationError("Too early.", "day")

    form = load_form(Bound, {"day": "2026-08-31"}, context={"starts": date(2026, 9, 1)})
    assert form.errors == {"day": ["Too early."]}


def test_what_only_the_service_knows_joins_the_errors() -> None:
    form = load_form(PersonForm, {"name": "Aya"})
    form.refuse_input(InvalidInput({"name": ["There is one already."]}))
    assert (form.is_valid, form.data, form.summary) == (
        False,
        {},
        [("f-name", "Name: There is one already.")],
    )
    assert form.value("name") == "Aya"


def test_an_error_of_the_whole_form_has_no_anchor() -> None:
    assert Form(errors={"_schema": ["Say one of the two."]}).summary == [(None, "Say one of the two.")]


def test_a_record_fills_the_form_as_controls_want_it() -> None:
    values = {
        "name": "Ая",
        "grade": 7,
        "at": time(9, 5),
        "day": date(2026, 1, 2),
        "on": True,
        "off": False,
        "none": None,
    }
    form = empty_form(
        PersonForm, {**values, "when": datetime(2026, 1, 2, 4, 0, tzinfo=UTC), "kinds": ["a", "b"]}
    )
    assert [form.value(name) for name in ("grade", "at", "day", "none")] == ["7", "09:05", "2026-01-02", ""]
    assert form.value("when") == "2026-01-02T09:00"
    assert (form.is_on("on"), form.is_on("off"), form.values_of("kinds")) == (True, False, ["a", "b"])
    assert form.values_of("other", ["c"]) == ["c"]
    assert form.value("other", 3) == "3"


def test_a_cleared_answer_stays_cleared() -> None:
    form = load_form(PersonForm, MultiDict([("name", ""), ("grade", "")]))
    assert form.value("name", "the default") == ""


@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=20), max_size=3), max_size=6))
def test_nothing_that_is_sent_raises(sent: Any) -> None:
    form = load_form(ReportForm, MultiDict([(name, one) for name, values in sent.items() for one in values]))
    assert form.is_valid != bool(form.errors)


@given(
    st.sampled_from(
        [
            "people.0.name",
            "people..name",
            "people.x.name",
            "people.99999999.name",
            "people.².name",
            "informant.",
            "people",
        ]
    ),
    st.text(max_size=30),
)
def test_odd_names_of_rows_raise_nothing(name: Any, value: Any) -> None:
    assert isinstance(load_form(ReportForm, MultiDict([*GOOD, (name, value)])).errors, dict)


def test_nested_refusals_are_flattened() -> None:
    assert flatten_errors({"a": ["x"], "b": {0: {"c": ["y"]}}}) == {"a": ["x"], "b.0.c": ["y"]}


@pytest.mark.parametrize("text", ["2026-11-22", "22.11.2026", " 22.11.2026 "])
def test_dates_as_people_write_them(text: str) -> None:
    assert read_date(text) == date(2026, 11, 22)


@pytest.mark.parametrize("text", ["", "22/11/2026", "2026-13-01", "29.02.2026", "9" * 40])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"22\.11\.2026"):
        read_date(text)


def test_moments_are_on_the_clock_of_the_branch() -> None:
    with use_locale("kk", timezone="Asia/Almaty"):
        read = LocalDateTime().deserialize("2026-11-22T15:30")
    assert read.astimezone(UTC) == datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
    with pytest.raises(ValidationError):
        LocalDateTime().deserialize("then")


@pytest.mark.parametrize(("text", "number"), [("1 234,5", "1234.5"), ("7.25", "7.25"), ("-3", "-3")])
def test_numbers_with_commas(text: str, number: Any) -> None:
    assert LocalDecimal().deserialize(text) == Decimal(number)


def test_texts_are_tidied() -> None:
    assert TidyText().deserialize(" a\x00b\r\nc\u0007 ") == "ab\nc"
    assert TidyText().deserialize("и\u0306") == "й"
