"""What a specialist fills in about one person: the three protocols, the level, what it leads to (A8)."""

from marshmallow import fields, validate

from platform_core.sdk import InputSchema, TidyText
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.policy.factors import Descriptor, Factor
from plugins.incidents.policy.risk import Level, Outcome

_TEXT = 2_000


class LineInput(InputSchema):
    """One line of a protocol; `present` is missing while it is not answered."""

    present = fields.Boolean(load_default=None, metadata={"label": _l("Answer")})
    example = TidyText(load_default="", validate=validate.Length(max=_TEXT))
    evidence = TidyText(load_default="", validate=validate.Length(max=_TEXT))
    consequence = TidyText(load_default="", validate=validate.Length(max=_TEXT))


_LINES = {factor.value: fields.Nested(LineInput, load_default=dict) for factor in Factor}
AnswersInput = InputSchema.from_dict(dict(_LINES), name="AnswersInput")
"""All 43 lines by the code of their factor."""


class ProtocolInput(InputSchema):
    """The protocols as far as they are filled in: enough for a suggestion."""

    answers = fields.Nested(AnswersInput, load_default=dict)
    descriptors = fields.List(
        fields.Enum(Descriptor, by_value=True),
        load_default=list,
        metadata={"label": _l("Signs of the levels")},
    )
    danger_to_life = fields.Boolean(
        load_default=False, metadata={"label": _l("There is danger to life or health")}
    )
    reason = TidyText(load_default="", validate=validate.Length(max=_TEXT), metadata={"label": _l("Reason")})


class AssessmentInput(ProtocolInput):
    """A whole assessment: the protocols, the level that the specialist sets, and what it leads to."""

    level = fields.Enum(Level, by_value=True, required=True, metadata={"label": _l("Level of risk")})
    outcome = fields.Enum(Outcome, by_value=True, required=True, metadata={"label": _l("What it leads to")})
