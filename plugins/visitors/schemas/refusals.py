"""What the desk says of a refusal (A5.10)."""

from marshmallow import fields, validate

from platform_core.sdk import InputSchema, TidyText
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.refusals import RefusalReason

_NAME, _NOTE = 160, 1_000


class FindRefusedInput(InputSchema):
    """Whom to look for among those who were refused."""

    name = TidyText(
        required=True,
        validate=validate.Length(2, _NAME),
        metadata={"label": _l("Name")},
        error_messages={"required": _l("Write a name, or a part of one.")},
    )


class RefusalInput(InputSchema):
    """Why somebody is not let in; `visit` is set when they were expected."""

    visit = fields.UUID(load_default=None, metadata={"label": _l("Visit")})
    reason = fields.Enum(RefusalReason, by_value=True, required=True, metadata={"label": _l("Reason")})
    name = TidyText(
        load_default="",
        validate=validate.Length(max=_NAME),
        metadata={"label": _l("Name, if it was said")},
    )
    note = TidyText(
        load_default="", validate=validate.Length(max=_NOTE), metadata={"label": _l("What happened")}
    )
