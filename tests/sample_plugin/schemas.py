"""The shape of what comes in and goes out; one schema serves form and API."""

from marshmallow import fields, validate

from platform_core.sdk import ApiSchema, InputSchema, LocalDate, TidyText
from platform_core.sdk import lazy_gettext as _l
from tests.sample_plugin.policy import KINDS


class NoteSchema(InputSchema):
    """A note as it is written."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS), metadata={"label": _l("Kind")})
    title = TidyText(required=True, validate=validate.Length(min=1, max=120), metadata={"label": _l("Title")})
    body = TidyText(
        required=True, validate=validate.Length(min=1, max=4000), metadata={"label": _l("What was noticed")}
    )
    noted_on = LocalDate(required=True, metadata={"label": _l("When")})
    topic_id = fields.UUID(load_default=None, metadata={"label": _l("Topic")})
    person_id = fields.UUID(load_default=None, metadata={"label": _l("About whom")})


class CloseSchema(InputSchema):
    """What was done about a note; `version` is what the reader had seen."""

    answer = TidyText(
        load_default=None, validate=validate.Length(max=4000), metadata={"label": _l("What was done")}
    )
    version = fields.Integer(required=True)


class TopicSchema(InputSchema):
    """A topic with its names."""

    code = fields.String(
        required=True, validate=validate.Regexp(r"^[a-z][a-z_]{0,39}$"), metadata={"label": _l("Code")}
    )
    kk = TidyText(required=True, validate=validate.Length(min=1, max=80), metadata={"label": _l("In Kazakh")})
    ru = TidyText(
        required=True, validate=validate.Length(min=1, max=80), metadata={"label": _l("In Russian")}
    )
    en = TidyText(
        required=True, validate=validate.Length(min=1, max=80), metadata={"label": _l("In English")}
    )


class MarkSchema(InputSchema):
    """Whom no branch writes notes about."""

    identity_number = TidyText(
        required=True, validate=validate.Regexp(r"^\d{12}$"), metadata={"label": _l("Identity number (IIN)")}
    )


class NoteOut(ApiSchema):
    """A note as the API lists it: clear fields only."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    noted_on = fields.Date(required=True)
    closed_on = fields.Date(required=True, allow_none=True)
