"""What is announced of an open event, and one tap of its counter (A5.8)."""

from marshmallow import fields, validate

from platform_core.sdk import InputSchema, LocalDateTime, TidyText
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.events import STEPS, EventKind, EventStatus

MOST_DOORS = 12
_MOST_PEOPLE = 20_000


class EventInput(InputSchema):
    """An occasion that anybody may come to."""

    kind = fields.Enum(EventKind, by_value=True, required=True, metadata={"label": _l("What it is")})
    title = TidyText(
        required=True, validate=validate.Length(min=1, max=120), metadata={"label": _l("Name of the event")}
    )
    place = TidyText(required=True, validate=validate.Length(min=1, max=80), metadata={"label": _l("Place")})
    starts_at = LocalDateTime(required=True, metadata={"label": _l("Begins")})
    ends_at = LocalDateTime(required=True, metadata={"label": _l("Ends")})
    doors = fields.Integer(
        load_default=1, validate=validate.Range(1, MOST_DOORS), metadata={"label": _l("Doors with a counter")}
    )
    expected = fields.Integer(
        load_default=None,
        validate=validate.Range(1, _MOST_PEOPLE),
        metadata={"label": _l("How many are expected")},
    )
    capacity = fields.Integer(
        load_default=None,
        validate=validate.Range(1, _MOST_PEOPLE),
        metadata={"label": _l("How many the place may hold")},
    )
    note = TidyText(
        load_default=None, validate=validate.Length(max=1_000), metadata={"label": _l("For the desk")}
    )


class EventStep(InputSchema):
    """Start, end or cancel an event."""

    status = fields.Enum(
        EventStatus,
        by_value=True,
        required=True,
        validate=validate.NoneOf([EventStatus.ANNOUNCED]),
        metadata={"label": _l("Where it stands")},
    )


class TapInput(InputSchema):
    """One tap on a counter; `tap` is a key of the sender's own making."""

    tap = fields.String(
        required=True,
        validate=validate.Regexp(r"^[0-9a-fA-F-]{16,36}\Z"),
        metadata={"label": _l("Key of the tap")},
    )
    step = fields.Integer(required=True, validate=validate.OneOf(STEPS), metadata={"label": _l("How many")})
    door = fields.Integer(
        load_default=1, validate=validate.Range(1, MOST_DOORS), metadata={"label": _l("Door")}
    )
