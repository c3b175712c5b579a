"""Routes, checkpoints, stops and findings of rounds as they are typed (P12)."""

from marshmallow import fields, validate

from platform_core.sdk import InputSchema, LocalDate, TidyText
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.rounds import FindingKind, MissedReason, SkipReason, Urgency, Zone

MOST_TIMES = 12
_NOTE = validate.Length(max=1_000)


class RouteInput(InputSchema):
    """A way through the grey zones and when it is walked; times are written 08:10, 12:40."""

    name = TidyText(required=True, validate=validate.Length(min=1, max=80), metadata={"label": _l("Name")})
    weekdays = fields.List(
        fields.Integer(validate=validate.Range(0, 6)), load_default=list, metadata={"label": _l("Weekdays")}
    )
    times = TidyText(load_default="", validate=validate.Length(max=120), metadata={"label": _l("Times")})
    window_minutes = fields.Integer(
        load_default=30,
        validate=validate.Range(5, 240),
        metadata={"label": _l("Minutes around its time in which a round may begin")},
    )
    active = fields.Boolean(load_default=False, metadata={"label": _l("This route is walked")})


class CheckpointInput(InputSchema):
    """A place on a route."""

    zone = fields.Enum(Zone, by_value=True, required=True, metadata={"label": _l("What kind of place")})
    name = TidyText(
        required=True, validate=validate.Length(min=1, max=80), metadata={"label": _l("Name on the label")}
    )
    place = fields.Integer(
        load_default=None, validate=validate.Range(1, 200), metadata={"label": _l("Order on the way")}
    )


class LabelInput(InputSchema):
    """What was read from a label: its link, or the code in it."""

    label = TidyText(
        required=True, validate=validate.Length(min=1, max=300), metadata={"label": _l("Code of the label")}
    )


class StopInput(InputSchema):
    """A checkpoint that was seen, or left out with a reason."""

    checkpoint = fields.UUID(required=True, metadata={"label": _l("Checkpoint")})
    skip_reason = fields.Enum(
        SkipReason, by_value=True, load_default=None, metadata={"label": _l("Why it was left out")}
    )


class FindingInput(InputSchema):
    """Something found at a checkpoint."""

    checkpoint = fields.UUID(required=True, metadata={"label": _l("Checkpoint")})
    kind = fields.Enum(FindingKind, by_value=True, required=True, metadata={"label": _l("What was found")})
    urgency = fields.Enum(
        Urgency, by_value=True, load_default=Urgency.SOON, metadata={"label": _l("How soon")}
    )
    note = TidyText(load_default="", validate=_NOTE, metadata={"label": _l("In a few words")})


class MissedInput(InputSchema):
    """Why a round was not walked."""

    reason = fields.Enum(MissedReason, by_value=True, required=True, metadata={"label": _l("Why")})
    note = TidyText(load_default="", validate=_NOTE, metadata={"label": _l("In a few words")})


class AssignInput(InputSchema):
    """Who sees to a finding, and by when."""

    assignee = fields.UUID(required=True, metadata={"label": _l("Who sees to it")})
    due_on = LocalDate(required=True, metadata={"label": _l("By when")})


class DoneInput(InputSchema):
    """What was done about a finding."""

    note = TidyText(required=True, validate=_NOTE, metadata={"label": _l("What was done")})
