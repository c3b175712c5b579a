"""What people may say of an obligation."""

from marshmallow import fields, validate

from platform_core.i18n import lazy_gettext as _l
from platform_core.obligations.calendars import BRANCH, MINE
from platform_core.obligations.decisions import REASONS
from platform_core.web.fields import LocalDate, TidyText
from platform_core.web.validation import InputSchema

LONGEST_NOTE = 1000


class HandSchema(InputSchema):
    """It was done: on which day, and what shows it."""

    on = LocalDate(required=True, metadata={"label": _l("Done on")})
    note = TidyText(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_NOTE),
        metadata={"label": _l("What was done")},
    )
    version = fields.Integer(required=True, validate=validate.Range(min=1))


class WaiveSchema(InputSchema):
    """It is waived: why."""

    reason = fields.String(required=True, validate=validate.OneOf(REASONS), metadata={"label": _l("Reason")})
    note = TidyText(
        load_default=None, validate=validate.Length(max=LONGEST_NOTE), metadata={"label": _l("Explanation")}
    )
    version = fields.Integer(required=True, validate=validate.Range(min=1))


class AssignSchema(InputSchema):
    """Whom it is given to; nobody gives it back to its roles."""

    user_id = fields.UUID(load_default=None, metadata={"label": _l("Colleague")})
    version = fields.Integer(required=True, validate=validate.Range(min=1))


class CalendarSchema(InputSchema):
    """How far a calendar is to see."""

    reach = fields.String(
        required=True,
        validate=validate.OneOf((MINE, BRANCH)),
        metadata={"label": _l("What the calendar shows")},
    )
