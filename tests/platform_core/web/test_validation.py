"""The standard refusals of marshmallow, every one in the reader's language."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError, fields, validate

from platform_core.i18n import catalogues, use_locale
from platform_core.i18n.catalogues import load_catalogue
from platform_core.web.validation import _MESSAGES, InputSchema, label_of, localise_schema

LONG_STANDING = (
    fields.String,
    fields.Integer,
    fields.Boolean,
    fields.List,
    fields.UUID,
    fields.Date,
    fields.Time,
    fields.Email,
    fields.Url,
    fields.Nested,
    fields.Enum,
    fields.Decimal,
    fields.DateTime,
    fields.Dict,
    fields.Raw,
)


@pytest.mark.parametrize("kind", LONG_STANDING)
def test_every_message_of_a_field_has_a_translation(kind: str) -> None:
    """`format` speaks of writing out, never of what a person sent."""
    known = {
        key: text
        for base in kind.__mro__
        for key, text in getattr(base, "default_error_messages", {}).items()
    }
    assert {text for key, text in known.items() if key != "format"} <= set(_MESSAGES)


def test_every_message_of_a_validator_has_a_translation() -> None:
    kinds = [
        kind
        for _, kind in inspect.getmembers(validate, inspect.isclass)
        if issubclass(kind, validate.Validator)
    ]
    assert len(kinds) >= 10
    texts = {
        text
        for kind in kinds
        for name, text in vars(kind).items()
        if name in ("default_message", "message_min", "message_max", "message_all", "message_equal")
    }
    written_in_parts = {text for text in texts if "_op}" in text}
    assert texts - written_in_parts <= set(_MESSAGES)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"min_inclusive": False},
        {"max_inclusive": False},
        {"min_inclusive": False, "max_inclusive": False},
    ],
)
def test_every_way_to_bound_a_number_has_a_translation(options: Any) -> None:
    bounds = validate.Range(min=1, max=2, **options)
    assert {bounds.message_min, bounds.message_max, bounds.message_all} <= set(_MESSAGES)


class Small(InputSchema):
    count = fields.Integer(required=True, validate=validate.Range(min=1))
    ours = fields.String(validate=validate.Length(max=2, error="Two letters."), metadata={"label": "Letters"})


@pytest.fixture
def russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "core.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        '\nmsgid "Please answer this."\nmsgstr "Ответьте, пожалуйста."\n'
        '\nmsgid "Must be at least {min}."\nmsgstr "Не меньше {min}."\n',
        "utf-8",
    )
    monkeypatch.setitem(catalogues._directories, "core", tmp_path)
    load_catalogue.cache_clear()
    yield
    load_catalogue.cache_clear()


def test_one_schema_speaks_to_many_readers(russian: Any) -> None:
    schema = Small()
    with use_locale("ru"):
        assert schema.validate({}) == {"count": ["Ответьте, пожалуйста."]}
        assert schema.validate({"count": 0}) == {"count": ["Не меньше 1."]}
    with use_locale("en"):
        assert schema.validate({}) == {"count": ["Please answer this."]}
        assert schema.validate({"count": 0}) == {"count": ["Must be at least 1."]}


def test_a_message_of_ones_own_is_kept() -> None:
    assert Small().validate({"count": 1, "ours": "abc"}) == {"ours": ["Two letters."]}


def test_other_schemas_are_translated_too() -> None:
    class Plain(InputSchema.__base__):
        day = fields.Date(required=True)

    with use_locale("en"), pytest.raises(ValidationError) as refusal:
        localise_schema(Plain()).load({"day": "x"})
    assert refusal.value.messages_dict == {"day": ["Give a real date, such as 22.11.2026."]}


def test_unknown_answers_are_dropped() -> None:
    assert Small().load({"count": 1, "csrf_token": "x"}) == {"count": 1}


def test_labels() -> None:
    schema = Small()
    assert [label_of(schema, name) for name in ("ours", "count", "none")] == ["Letters", "count", "none"]
