"""What the desk and the phones of escorts send."""

from typing import Any

from marshmallow import fields, validate

from platform_core.sdk import InputSchema, SigningSchema, TidyText
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.custody import Tap
from plugins.visitors.policy.items import ItemCode
from plugins.visitors.policy.vocabulary import DocumentType

LONGEST_WORDS, LONGEST_NOTE = 300, 500
LONGER = (0, 15, 30, 60)
"""Minutes by which a stay that overran may be agreed to last longer."""


def _version() -> Any:
    return fields.Integer(
        required=True, validate=validate.Range(1, 2**31 - 1), metadata={"label": _l("Version of the page")}
    )


class FindInput(InputSchema):
    """What was scanned or typed into the desk's one field."""

    words = TidyText(
        required=True,
        validate=validate.Length(1, LONGEST_WORDS),
        metadata={"label": _l("Code, number or name")},
    )


class IdentityInput(InputSchema):
    """A document that was seen; the identity number is for the watch-list alone, and is not kept."""

    version = _version()
    document_type = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in DocumentType]),
        metadata={"label": _l("Document")},
    )
    document_last = TidyText(
        load_default="",
        validate=validate.Length(max=4),
        metadata={"label": _l("Last four signs of its number")},
    )
    identity_number = TidyText(
        load_default=None, validate=validate.Length(max=20), metadata={"label": _l("Identity number (IIN)")}
    )


class GuidanceInput(SigningSchema):
    """A signature under the guidance."""

    version = _version()


class ItemsInput(InputSchema):
    """What a visitor leaves at the desk, and what the administration has agreed to."""

    version = _version()
    held = fields.List(
        fields.String(validate=validate.OneOf([one.value for one in ItemCode])),
        load_default=list,
        metadata={"label": _l("Left at the desk")},
    )
    agreed = fields.List(
        fields.String(validate=validate.OneOf([one.value for one in ItemCode])),
        load_default=list,
        metadata={"label": _l("Agreed with the administration")},
    )
    note = TidyText(
        load_default="", validate=validate.Length(max=200), metadata={"label": _l("What exactly")}
    )


class AdmitInput(InputSchema):
    """Letting in: to whom, and what the desk says that it has asked and seen."""

    version = _version()
    hand_to = fields.String(
        required=True,
        validate=validate.OneOf(("host", "call", "colleague", "desk")),
        metadata={"label": _l("Handed to")},
    )
    colleague = fields.UUID(load_default=None, metadata={"label": _l("Colleague")})
    items_asked = fields.Boolean(metadata={"label": _l("Prohibited things were asked about")})
    clearance_confirmed = fields.Boolean(metadata={"label": _l("I have seen that there is no clearance")})


class CheckOutInput(InputSchema):
    """Letting out: the badge, and the things that were held."""

    version = _version()
    badge_back = fields.Boolean(metadata={"label": _l("The badge came back")})
    items_back = fields.Boolean(metadata={"label": _l("The things held were given back")})
    keep_items = fields.Boolean(metadata={"label": _l("The things stay at the school")})


class TapInput(InputSchema):
    """What somebody says who walks with a visitor."""

    tap = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Tap]),
        metadata={"label": _l("What you say")},
    )
    colleague = fields.UUID(load_default=None, metadata={"label": _l("Colleague")})
    at_desk = fields.Boolean(metadata={"label": _l("At the desk")})


class SettleInput(InputSchema):
    """What was done about an alarm."""

    version = _version()
    note = TidyText(
        required=True, validate=validate.Length(1, LONGEST_NOTE), metadata={"label": _l("What was done")}
    )
    longer = fields.Integer(
        load_default=0, validate=validate.OneOf(LONGER), metadata={"label": _l("May stay longer")}
    )


class DepartureInput(InputSchema):
    """What became of somebody whom nobody saw leave."""

    version = _version()
    note = TidyText(
        required=True, validate=validate.Length(1, LONGEST_NOTE), metadata={"label": _l("How you know")}
    )
    departure = fields.String(
        required=True,
        validate=validate.OneOf(("left_properly", "still_inside")),
        metadata={"label": _l("What became of the visitor")},
    )
