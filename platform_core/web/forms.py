"""Read a form with a marshmallow schema, keeping what was typed and naming what is wrong.

form = load_form(ReportForm, request.form)
if not form.is_valid:
return render_form("incidents/report.html", form)          # status 422
services.register_report(**form.data)
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from flask import make_response, render_template
from marshmallow import EXCLUDE, Schema, ValidationError, fields, missing
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from platform_core.errors import InvalidInput
from platform_core.i18n import local_time
from platform_core.web.validation import label_of, localise_schema

SCHEMA_FIELD = "_schema"
UNPROCESSABLE = 422
_ROW_NUMBER = re.compile(r"[0-9]{1,3}")
_TRUE = {"true", "True", "1", "on", "yes", "y"}


@dataclass(slots=True)
class Form:
    """What was typed, what is wrong with it, and what it means once it is right.

    `values` hold what was typed, a list a field; `errors` the reasons by field; `data` what the
    schema made of it, empty while there are errors.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.errors

    @property
    def summary(self) -> list[tuple[str | None, str]]:
        """List `(anchor, "label: reason")` of every error, in the order of the questions."""
        lines: list[tuple[str | None, str]] = []
        for name, reasons in self.errors.items():
            if name == SCHEMA_FIELD:
                lines += [(None, reason) for reason in reasons]
            else:
                label = self.labels.get(name, name)
                lines += [(f"f-{name}", _named(label, reason)) for reason in reasons]
        return lines

    def value(self, name: str, default: object = None) -> str:
        """Return what stands in a field: what was typed, else `default`, as text."""
        given = self.values.get(name)
        if given:
            return given[0]
        return "" if default is None or name in self.values else _as_text(default)

    def values_of(self, name: str, default: object = None) -> list[str]:
        """Return every answer chosen for a field."""
        if name in self.values or default is None:
            return self.values.get(name, [])
        if isinstance(default, str) or not isinstance(default, Iterable):
            return [_as_text(default)]
        return [_as_text(one) for one in default]

    def is_on(self, name: str) -> bool:
        """Tell whether a switch is on."""
        return bool(_TRUE & set(self.values.get(name, [])))

    def refuse(self, name: str, reason: str) -> None:
        """Add a reason of our own against a field: something only the database knows."""
        self.errors.setdefault(name, []).append(str(reason))
        self.data = {}

    def refuse_input(self, refusal: InvalidInput) -> None:
        """Take over what a service refused."""
        for name, reasons in refusal.errors.items():
            for reason in reasons:
                self.refuse(name, reason)


def empty_form(schema_cls: type[Schema], values: Mapping[str, object] | None = None) -> Form:
    """Make the form as first shown, filled with `values` of a record or a draft."""
    schema = localise_schema(schema_cls())
    shown = {name: _as_texts(value) for name, value in (values or {}).items() if value is not None}
    return Form(values=shown, labels=_labels(schema))


def load_form(
    schema_cls: type[Schema],
    formdata: MultiDict[str, str] | Mapping[str, Any],
    *,
    context: Mapping[str, Any] | None = None,
    files: MultiDict[str, Any] | None = None,
    partial: bool = False,
) -> Form:
    """Read `formdata` with a schema; nothing raises, whatever was sent.

    Empty answers count as missing, so give an optional field a `load_default`. `context` becomes
    the schema's attribute `context`, for validators that need to know more than the form.
    """
    schema = schema_cls(unknown=EXCLUDE, partial=partial)
    localise_schema(schema)
    schema.context = dict(context or {})  # type: ignore[attr-defined]
    typed = _typed(formdata)
    form = Form(values=typed, labels=_labels(schema))
    raw = {name: _raw(schema_field, name, typed) for name, schema_field in schema.fields.items()}
    raw |= _uploads(schema, files)
    try:
        form.data = schema.load({name: value for name, value in raw.items() if value is not missing})
    except ValidationError as refusal:
        form.errors = _in_order(schema, flatten_errors(refusal.messages_dict))
    return form


def require_valid(form: Form) -> dict[str, Any]:
    """Return the form's data, or raise `InvalidInput` with its errors."""
    if not form.is_valid:
        raise InvalidInput(form.errors, labels=form.labels)
    return form.data


def render_form(template: str, form: Form, **context: object) -> Response:
    """Render a page with a form: 422 when something is wrong, so that scripts and tests can tell."""
    response = make_response(render_template(template, form=form, **context))
    if not form.is_valid:
        response.status_code = UNPROCESSABLE
    return response


def flatten_errors(messages: Mapping[Any, Any], prefix: str = "") -> dict[str, list[str]]:
    """Flatten nested refusals to `{"people.0.name": ["…"]}`."""
    flat: dict[str, list[str]] = {}
    for key, value in messages.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat |= flatten_errors(value, f"{name}.")
        else:
            flat[name] = [str(reason) for reason in value]
    return flat


def _named(label: str, reason: str) -> str:
    """Put the label before a reason; a label that is a question ends itself."""
    return f"{label} {reason}" if label.endswith(("?", "!", ".")) else f"{label}: {reason}"


def _typed(formdata: Mapping[str, Any]) -> dict[str, list[str]]:
    lists = formdata.lists() if isinstance(formdata, MultiDict) else formdata.items()
    return {
        name: [text.replace("\0", "") for text in _as_texts(value)]  # PostgreSQL keeps no NUL in a text
        for name, value in lists
        if name != "csrf_token"
    }


def _raw(schema_field: fields.Field[Any], name: str, typed: Mapping[str, list[str]]) -> Any:
    key = schema_field.data_key or name
    if isinstance(schema_field, fields.Nested):
        return _raw_nested(schema_field, key, typed)
    if isinstance(schema_field, fields.List) and isinstance(schema_field.inner, fields.Nested):
        return _raw_rows(schema_field.inner, key, typed)
    answers = [answer.strip() for answer in typed.get(key, []) if answer.strip()]
    if isinstance(schema_field, fields.List):
        may_be_absent = schema_field.required or schema_field.load_default is not missing
        return answers or (missing if may_be_absent else [])
    if answers:
        return answers[0]
    if isinstance(schema_field, fields.Boolean) and not schema_field.required:
        return False if schema_field.load_default is missing else missing
    return missing


def _raw_nested(schema_field: fields.Nested, key: str, typed: Mapping[str, list[str]]) -> Any:
    if schema_field.many:
        return _raw_rows(schema_field, key, typed)
    inner = _beneath(key, typed)
    values = {name: _raw(one, name, inner) for name, one in schema_field.schema.fields.items()}
    known = {name: value for name, value in values.items() if value is not missing}
    return known or missing


def _raw_rows(schema_field: fields.Nested, key: str, typed: Mapping[str, list[str]]) -> Any:
    """Read `people.0.name`, `people.1.name`, …; rows left wholly empty are dropped."""
    inner = _beneath(key, typed)
    indexes = {int(part) for name in inner if _ROW_NUMBER.fullmatch(part := name.partition(".")[0])}
    one = fields.Nested(type(schema_field.schema))
    rows = [_raw_nested(one, str(index), inner) for index in sorted(indexes)]
    return [row for row in rows if row is not missing and any(row.values())] or missing


def _beneath(key: str, typed: Mapping[str, list[str]]) -> dict[str, list[str]]:
    prefix = f"{key}."
    return {name.removeprefix(prefix): given for name, given in typed.items() if name.startswith(prefix)}


def _uploads(schema: Schema, files: MultiDict[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, schema_field in schema.fields.items():
        given = [one for one in files.getlist(name) if one.filename] if files else []
        if given:
            found[name] = given if isinstance(schema_field, fields.List) else given[0]
    return found


def _labels(schema: Schema) -> dict[str, str]:
    return {name: label_of(schema, name) for name in schema.fields}


def _in_order(schema: Schema, errors: dict[str, list[str]]) -> dict[str, list[str]]:
    places = {name: index for index, name in enumerate(schema.fields)}
    return dict(sorted(errors.items(), key=lambda item: places.get(item[0].split(".")[0], len(places))))


def _as_texts(value: object) -> list[str]:
    if isinstance(value, list | tuple | set | frozenset):
        return [_as_text(one) for one in value]
    return [_as_text(value)]


def _as_text(value: object) -> str:
    if value is True:
        return "true"
    if value is False:
        return ""
    if isinstance(value, datetime):
        return local_time(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
