"""Printing a day sheet, and a line of it as it is entered later (A5.3)."""

from marshmallow import fields, validate

from platform_core.sdk import InputSchema, LocalDate, NameField, TidyText
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.sheets import BLANK_LINES, LineOutcome
from plugins.visitors.policy.vocabulary import DocumentType, Entry, Purpose, VisitorType
from plugins.visitors.schemas.passes import ClockTime

_NAME = validate.Length(max=80)
WALK_IN_ENTRIES = (Entry.INVITED, Entry.EMERGENCY)


class SheetInput(InputSchema):
    """The day of a sheet, and how many empty lines it has."""

    day = LocalDate(required=True, metadata={"label": _l("Day")})
    blank_lines = fields.Integer(
        load_default=20, validate=validate.OneOf(BLANK_LINES), metadata={"label": _l("Empty lines")}
    )


class PaperInput(InputSchema):
    """What is written on every line that was used."""

    came = ClockTime(required=True, metadata={"label": _l("Time in")})
    left = ClockTime(load_default=None, metadata={"label": _l("Time out")})
    document_type = fields.Enum(
        DocumentType, by_value=True, required=True, metadata={"label": _l("Document seen")}
    )
    document_last = TidyText(
        load_default="",
        validate=validate.Regexp(r"^[0-9A-Za-zА-Яа-яЁёӘәІіҢңҒғҮүҰұҚқӨөҺһ]{0,4}\Z"),
        metadata={"label": _l("Last digits of the document")},
    )
    guidance_signed = fields.Boolean(
        load_default=False, metadata={"label": _l("Signed the guidance on paper")}
    )


class WalkInInput(PaperInput):
    """An empty line that somebody is written on: one who was expected after all, or a new visitor."""

    matched = fields.UUID(load_default=None, metadata={"label": _l("Somebody who was expected")})
    family_name = NameField(load_default="", validate=_NAME, metadata={"label": _l("Family name")})
    given_name = NameField(load_default="", validate=_NAME, metadata={"label": _l("Given name")})
    patronymic = NameField(load_default=None, validate=_NAME, metadata={"label": _l("Patronymic")})
    visitor_type = fields.Enum(
        VisitorType,
        by_value=True,
        load_default=VisitorType.OTHER,
        metadata={"label": _l("Who the visitor is")},
    )
    entry = fields.Enum(
        Entry,
        by_value=True,
        load_default=Entry.INVITED,
        validate=validate.OneOf(WALK_IN_ENTRIES),
        metadata={"label": _l("By which right")},
    )
    purpose = fields.Enum(
        Purpose, by_value=True, load_default=Purpose.OTHER, metadata={"label": _l("Purpose")}
    )
    host_user_id = fields.UUID(load_default=None, metadata={"label": _l("Host")})


class OutcomeInput(InputSchema):
    """What became of a line that nobody came on."""

    outcome = fields.Enum(
        LineOutcome,
        by_value=True,
        required=True,
        validate=validate.OneOf((LineOutcome.DID_NOT_COME, LineOutcome.EMPTY)),
        metadata={"label": _l("What became of it")},
    )
