"""Say marshmallow's standard refusals in the reader's language, in plain words."""

from collections.abc import Iterable
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate

from platform_core.i18n import lazy_gettext as _l

_MESSAGES = {
    "Missing data for required field.": _l("Please answer this."),
    "Field may not be null.": _l("Please answer this."),
    "Invalid value.": _l("This answer is not right."),
    "Invalid type.": _l("This answer is not right."),
    "Invalid input type.": _l("This answer is not right."),
    "Invalid input.": _l("This answer is not right."),
    "Unknown field.": _l("This field is not known."),
    "Not a valid list.": _l("Give a list."),
    "Not a valid tuple.": _l("Give a list."),
    "Not a valid string.": _l("Give a text."),
    "Not a valid utf-8 string.": _l("The text has characters that cannot be read."),
    "Not a valid UUID.": _l("Choose one of the answers listed."),
    "Not a valid number.": _l("Give a number, such as 12."),
    "Number too large.": _l("This number is too large."),
    "Not a valid integer.": _l("Give a whole number, such as 12."),
    "Special numeric values (nan or infinity) are not permitted.": _l("Give a number, such as 12."),
    "Not a valid boolean.": _l("Answer yes or no."),
    "Not a valid {obj_type}.": _l("Give a real date or time."),
    "Not a valid {awareness} {obj_type}.": _l("Give a real date or time."),
    "Not a valid date.": _l("Give a real date, such as 22.11.2026."),
    "Not a valid time.": _l("Give a time, such as 14:30."),
    "Not a valid datetime.": _l("Give a real date and time."),
    "Not a valid period of time.": _l("Give a length of time."),
    "Not a valid mapping type.": _l("This answer is not right."),
    "Not a valid URL.": _l("Give a web address that begins with https://."),
    "Not a valid email address.": _l("Give an e-mail address, such as name@example.kz."),
    "Not a valid IP address.": _l("Give an IP address."),
    "Must be one of: {choices}.": _l("Choose one of the answers listed."),
    "Must be one of: {choices_text}.": _l("Choose one of the answers listed."),
    "Not a valid choice.": _l("Choose one of the answers listed."),
    "One or more of the choices you made was not in: {choices}.": _l("Choose only answers listed."),
    "One or more of the choices you made was in: {values}.": _l("Choose other answers."),
    "String does not match expected pattern.": _l("This is not written as expected."),
    "Must be equal to {other}.": _l("Must be {other}."),
    "Must be equal to {permissible_value}.": _l("Must be {permissible_value}."),
    "Must be greater than or equal to {min}.": _l("Must be at least {min}."),
    "Must be greater than {min}.": _l("Must be more than {min}."),
    "Must be less than or equal to {max}.": _l("Must be at most {max}."),
    "Must be less than {max}.": _l("Must be less than {max}."),
    "Must be greater than or equal to {min} and less than or equal to {max}.": _l(
        "Must be between {min} and {max}."
    ),
    "Must be greater than {min} and less than {max}.": _l("Must be between {min} and {max}."),
    "Must be greater than or equal to {min} and less than {max}.": _l("Must be between {min} and {max}."),
    "Must be greater than {min} and less than or equal to {max}.": _l("Must be between {min} and {max}."),
    "Shorter than minimum length {min}.": _l("Too short: give at least {min}."),
    "Longer than maximum length {max}.": _l("Too long: at most {max}."),
    "Length must be between {min} and {max}.": _l("The length must be between {min} and {max}."),
    "Length must be {equal}.": _l("The length must be {equal}."),
}
_VALIDATOR_TEXTS = ("error", "message_min", "message_max", "message_all", "message_equal")


class SpokenMessages(dict[str, Any]):
    """Messages that are translated when one is looked up: a schema outlives many readers.

    Marshmallow takes a refusal that is no `str` for a list of refusals, so each becomes one here.
    """

    def __getitem__(self, key: str) -> Any:
        """Return a message in the language of the reader at hand."""
        return str(super().__getitem__(key))


class InputSchema(Schema):
    """Base of schemas that read what people send: unknown keys are dropped, refusals are translated.

    Give each field its label: `fields.String(metadata={"label": lazy_gettext("Place")})`.
    """

    class Meta:
        unknown = EXCLUDE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        localise_refusals(self)

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Translate the refusals of every field as it joins the schema."""
        super().on_bind_field(field_name, field_obj)
        localise_field(field_obj)


def localise_schema(schema: Schema) -> Schema:
    """Translate the standard refusals of any schema's fields, nested ones included."""
    for field in schema.fields.values():
        localise_field(field)
    return schema


def localise_refusals(schema: Schema) -> None:
    """Translate what a schema refuses by itself: unknown fields, and what is no object."""
    schema.error_messages = SpokenMessages({key: _plain(text) for key, text in schema.error_messages.items()})


def localise_field(field: fields.Field[Any]) -> None:
    """Translate the standard refusals of one field and of its validators."""
    messages = {key: _plain(text) for key, text in field.error_messages.items()}
    if isinstance(field, fields.Date):
        messages["invalid"] = _MESSAGES["Not a valid date."]
    elif isinstance(field, fields.Time):
        messages["invalid"] = _MESSAGES["Not a valid time."]
    field.error_messages = SpokenMessages(messages)
    for validator in field.validators:
        _localise_validator(validator)
    for inner in _inner_fields(field):
        localise_field(inner)


def label_of(schema: Schema, field_name: str) -> str:
    """Return the label of a field, or its name when it has none."""
    field = schema.fields.get(field_name)
    return str(field.metadata.get("label", field_name)) if field is not None else field_name


def _inner_fields(field: fields.Field[Any]) -> Iterable[fields.Field[Any]]:
    if isinstance(field, fields.List):
        yield field.inner
    elif isinstance(field, fields.Nested):
        yield from field.schema.fields.values()


def _localise_validator(validator: object) -> None:
    if not isinstance(validator, validate.Validator):
        return
    for name in _VALIDATOR_TEXTS:
        text = getattr(validator, name, None)
        if isinstance(text, str):
            setattr(validator, name, _plain(text))


def _plain(text: Any) -> Any:
    return _MESSAGES.get(text, text) if isinstance(text, str) else text
