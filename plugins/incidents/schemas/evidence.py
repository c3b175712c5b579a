"""What is said of evidence: what it shows, who took it, and why it is taken away again."""

from marshmallow import fields, validate

from platform_core.sdk import InputSchema, TidyText
from platform_core.sdk import lazy_gettext as _l

_LINE, _WORDS = 200, 2_000
REASONS = ("mistake", "not_evidence", "somebody_else")


class EvidenceInput(InputSchema):
    """The words beside files that are kept as evidence (P34)."""

    description = TidyText(
        required=True,
        validate=validate.Length(max=_WORDS),
        error_messages={"required": _l("Say what it shows; one sentence is enough.")},
        metadata={"label": _l("What does it show?")},
    )
    taken_by = TidyText(
        required=True,
        validate=validate.Length(max=_LINE),
        error_messages={"required": _l("Say who took it and when, or that it is not known.")},
        metadata={"label": _l("Who took it, and when?")},
    )


class RemovalInput(InputSchema):
    """Why evidence is taken away: a code, which the trail keeps."""

    reason = fields.String(
        required=True, validate=validate.OneOf(REASONS), metadata={"label": _l("Why is it taken away?")}
    )
