"""Reports as they are sent: on the public page, by staff, and written down for somebody else (P27, P28)."""

from marshmallow import ValidationError, fields, validate, validates_schema

from platform_core.sdk import InputSchema, LocalDate, TidyText, gettext
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.policy.classification import Kind, Place
from plugins.incidents.policy.reports import MAX_NARRATIVE, OPERATOR_MEDIA, InformantKind, Medium, Nature
from plugins.incidents.policy.urgency import UrgencySign

UNSURE = "unsure"
YES, NO = "yes", "no"
ANONYMOUS, NAMED = "anonymous", "named"
TOKEN_LENGTH = 64
_LINE, _LINES = 200, 2_000
_MOST_READERS = 100

SIGNS = tuple(sign for sign in UrgencySign if sign is not UrgencySign.DANGER_NOW)
"""The signs that stand in a list; danger right now is a question of its own."""

KIND_ANSWERS = (*(kind.value for kind in Kind), UNSURE)


class SubmissionInput(InputSchema):
    """The secret token of a form: the same form sent again is the same report or message."""

    submission = fields.String(required=True, validate=validate.Regexp(rf"^[0-9a-f]{{{TOKEN_LENGTH}}}$"))


class ReportInput(SubmissionInput):
    """What any report says; the words alone are asked for (P27)."""

    narrative = TidyText(
        required=True,
        validate=validate.Length(max=MAX_NARRATIVE),
        error_messages={"required": _l("Write what happened; one sentence is enough.")},
        metadata={"label": _l("What happened?")},
    )
    kinds = fields.List(
        fields.String(validate=validate.OneOf(KIND_ANSWERS)),
        load_default=list,
        metadata={"label": _l("What is it about?")},
    )
    place = fields.String(
        load_default=None,
        validate=validate.OneOf([place.value for place in Place]),
        metadata={"label": _l("Where does it happen?")},
    )
    nature = fields.Enum(
        Nature, by_value=True, load_default=Nature.HAPPENED, metadata={"label": _l("Has it happened?")}
    )
    when_words = TidyText(
        load_default="", validate=validate.Length(max=_LINE), metadata={"label": _l("When was it?")}
    )
    people_words = TidyText(
        load_default="", validate=validate.Length(max=_LINES), metadata={"label": _l("Who is it about?")}
    )
    danger = fields.String(
        load_default=None,
        validate=validate.OneOf([YES, NO, UNSURE]),
        metadata={"label": _l("Is somebody in danger right now?")},
    )
    signs = fields.List(
        fields.Enum(UrgencySign, by_value=True),
        load_default=list,
        metadata={"label": _l("Is any of this so?")},
    )
    not_for = fields.List(
        fields.UUID(),
        load_default=list,
        validate=validate.Length(max=_MOST_READERS),
        metadata={"label": _l("Who must not read it?")},
    )


class PublicReportInput(ReportInput):
    """A report from the public page: anonymous unless somebody chooses to give a name."""

    informant_kind = fields.Enum(
        InformantKind,
        by_value=True,
        load_default=InformantKind.UNKNOWN,
        metadata={"label": _l("Who are you?")},
    )
    naming = fields.String(
        load_default=ANONYMOUS,
        validate=validate.OneOf([ANONYMOUS, NAMED]),
        metadata={"label": _l("Do you want to say your name?")},
    )
    informant_name = TidyText(
        load_default="", validate=validate.Length(max=_LINE), metadata={"label": _l("Your name")}
    )
    informant_contact = TidyText(
        load_default="",
        validate=validate.Length(max=_LINE),
        metadata={"label": _l("How can we reach you?")},
    )

    @validates_schema
    def _ask_name(self, data: dict[str, object], **_options: object) -> None:
        if data["naming"] == NAMED and not data["informant_name"]:
            raise ValidationError(
                gettext("Write your name, or go back and stay without one."), "informant_name"
            )


class StaffReportInput(ReportInput):
    """A concern that a member of staff has: three questions first, the rest on demand (P28.4)."""

    narrative = TidyText(
        required=True,
        validate=validate.Length(max=MAX_NARRATIVE),
        error_messages={"required": _l("Write what you saw or heard; one sentence is enough.")},
        metadata={"label": _l("What did you see or hear?")},
    )
    occurred_on = LocalDate(load_default=None, metadata={"label": _l("Day")})


class OperatorReportInput(StaffReportInput):
    """A report that came by word, call, letter or messenger, written down for its sender (P30.2)."""

    narrative = TidyText(
        required=True,
        validate=validate.Length(max=MAX_NARRATIVE),
        error_messages={"required": _l("Write down what was said; one sentence is enough.")},
        metadata={"label": _l("What was said, word for word?")},
    )
    medium = fields.Enum(
        Medium,
        by_value=True,
        required=True,
        validate=validate.OneOf(OPERATOR_MEDIA),
        metadata={"label": _l("How did it reach you?")},
    )
    by_hotline = fields.Boolean(metadata={"label": _l("It came by the hotline or trust line")})
    received_on = LocalDate(load_default=None, metadata={"label": _l("Day on which you were told")})
    informant_kind = fields.Enum(
        InformantKind,
        by_value=True,
        load_default=InformantKind.UNKNOWN,
        metadata={"label": _l("Who told you?")},
    )
    informant_name = TidyText(
        load_default="", validate=validate.Length(max=_LINE), metadata={"label": _l("Their name")}
    )
    informant_contact = TidyText(
        load_default="",
        validate=validate.Length(max=_LINE),
        metadata={"label": _l("How can they be reached?")},
    )
    wants_receipt = fields.Boolean(metadata={"label": _l("They want a code to come back with")})
