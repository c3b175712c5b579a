"""The shape of an invitation as it is typed or sent by a program, and of the answers to one."""

from marshmallow import fields, validate

from platform_core.sdk import (
    LANGUAGES,
    InputSchema,
    LocalDate,
    LocalDateTime,
    NameField,
    PhoneField,
    TidyText,
)
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.policy.vocabulary import Purpose, VisitorType

LONGEST_REASON = 500
MINUTES = (15, 20, 30, 45, 60, 90, 120, 180, 240, 480)
USUAL_MINUTES = 30
MOST_GUESTS = 100
_NAME, _LINE, _LINES = 80, 160, 8_000
INVITE_PURPOSES = tuple(purpose for purpose in Purpose if purpose is not Purpose.EVENT)
"""Open events are announced as such (A5.8), not by invitation."""


class GuestInput(InputSchema):
    """Somebody who is invited: a person of the register, or a name with a way to reach them."""

    family_name = NameField(
        load_default="", validate=validate.Length(max=_NAME), metadata={"label": _l("Family name")}
    )
    given_name = NameField(
        load_default="", validate=validate.Length(max=_NAME), metadata={"label": _l("Given name")}
    )
    patronymic = NameField(
        load_default=None, validate=validate.Length(max=_NAME), metadata={"label": _l("Patronymic")}
    )
    person_id = fields.UUID(load_default=None, metadata={"label": _l("Person of the branch")})
    visitor_type = fields.Enum(
        VisitorType, by_value=True, load_default=None, metadata={"label": _l("Who they are to the school")}
    )
    organization = TidyText(
        load_default=None, validate=validate.Length(max=_LINE), metadata={"label": _l("Organisation")}
    )
    email = fields.Email(load_default=None, metadata={"label": _l("E-mail")})
    phone = PhoneField(load_default=None, metadata={"label": _l("Telephone")})
    language = fields.String(
        load_default=None, validate=validate.OneOf(tuple(LANGUAGES)), metadata={"label": _l("Language")}
    )


class InviteForm(InputSchema):
    """Who comes, when and what for; the rest has its usual answers (A5.2)."""

    guests = fields.List(
        fields.Nested(GuestInput),
        load_default=list,
        validate=validate.Length(max=MOST_GUESTS),
        metadata={"label": _l("Who is coming?")},
    )
    starts_at = LocalDateTime(required=True, metadata={"label": _l("When?")})
    purpose = fields.Enum(
        Purpose,
        by_value=True,
        required=True,
        validate=validate.OneOf(INVITE_PURPOSES),
        metadata={"label": _l("What for?")},
    )
    minutes = fields.Integer(
        load_default=USUAL_MINUTES,
        validate=validate.Range(min=5, max=720),
        metadata={"label": _l("How long, in minutes")},
    )
    place = TidyText(required=True, validate=validate.Length(max=_NAME), metadata={"label": _l("Where?")})
    purpose_note = TidyText(
        load_default="",
        validate=validate.Length(max=LONGEST_REASON),
        metadata={"label": _l("The purpose in your words")},
    )
    kind = fields.Enum(
        InviteKind,
        by_value=True,
        load_default=InviteKind.SINGLE,
        metadata={"label": _l("How many, how often?")},
    )
    weekdays = fields.List(
        fields.Integer(validate=validate.Range(min=0, max=6)),
        load_default=list,
        metadata={"label": _l("Days of the week")},
    )
    until = LocalDate(load_default=None, metadata={"label": _l("Last day")})
    host_user_id = fields.UUID(load_default=None, metadata={"label": _l("Who receives them?")})
    keep = fields.List(
        fields.UUID(),
        load_default=list,
        validate=validate.Length(max=MOST_GUESTS),
        metadata={"label": _l("Who comes")},
    )
    pasted = TidyText(
        load_default="",
        validate=validate.Length(max=_LINES),
        metadata={"label": _l("People, one a line")},
    )
    version = fields.Integer(load_default=None)


class InviteAnswer(InputSchema):
    """Management's answer to an invitation, about the version that was read."""

    version = fields.Integer(required=True)
    reason = TidyText(
        load_default="", validate=validate.Length(max=LONGEST_REASON), metadata={"label": _l("Reason")}
    )


class DeclineInput(InputSchema):
    """The word of a visitor that they cannot come; the page's button alone sends it."""

    sure = fields.String(
        required=True, validate=validate.OneOf(("yes",)), metadata={"label": _l("I cannot come")}
    )


class CancelInput(InputSchema):
    """Why an invitation is called off; nobody has to say."""

    reason = TidyText(
        load_default="", validate=validate.Length(max=LONGEST_REASON), metadata={"label": _l("Reason")}
    )
