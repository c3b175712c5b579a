"""The shape of a request to let somebody in without agreement, and of the answer (A5.7)."""

from marshmallow import fields, validate

from platform_core.sdk import IdentityNumberField, InputSchema, NameField, PhoneField, TidyText
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.vocabulary import Purpose, VisitorType
from plugins.visitors.schemas.invites import INVITE_PURPOSES, LONGEST_REASON

YES, NO = "yes", "no"
_NAME = 80


class EntryForm(InputSchema):
    """Who stands at the door, to whom they want and what for."""

    family_name = NameField(
        load_default="", validate=validate.Length(max=_NAME), metadata={"label": _l("Family name")}
    )
    given_name = NameField(
        load_default="", validate=validate.Length(max=_NAME), metadata={"label": _l("Given name")}
    )
    person_id = fields.UUID(load_default=None, metadata={"label": _l("Person of the branch")})
    purpose = fields.Enum(
        Purpose,
        by_value=True,
        required=True,
        validate=validate.OneOf(INVITE_PURPOSES),
        metadata={"label": _l("What for?")},
    )
    purpose_note = TidyText(
        load_default="",
        validate=validate.Length(max=LONGEST_REASON),
        metadata={"label": _l("The purpose in the visitor's words")},
    )
    host_user_id = fields.UUID(load_default=None, metadata={"label": _l("To whom?")})
    place = TidyText(load_default="", validate=validate.Length(max=_NAME), metadata={"label": _l("Where?")})
    visitor_type = fields.Enum(
        VisitorType,
        by_value=True,
        load_default=VisitorType.OTHER,
        metadata={"label": _l("Who they are to the school")},
    )
    phone = PhoneField(load_default=None, metadata={"label": _l("Telephone")})
    identity_number = IdentityNumberField(load_default=None, metadata={"label": _l("Identity number (IIN)")})


class EntryAnswer(InputSchema):
    """Yes or no, about the request that was read; no needs a reason."""

    answer = fields.String(
        required=True, validate=validate.OneOf((YES, NO)), metadata={"label": _l("Your answer")}
    )
    reason = TidyText(
        load_default="", validate=validate.Length(max=LONGEST_REASON), metadata={"label": _l("Reason")}
    )
    version = fields.Integer(required=True)
