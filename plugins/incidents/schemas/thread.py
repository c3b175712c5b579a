"""What is sent in a thread and at the desk: receipts, messages, reasons, purposes."""

from marshmallow import fields, validate

from platform_core.sdk import InputSchema, TidyText
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.schemas.reports import SubmissionInput

_LINE, _MESSAGE = 500, 5_000


class ReceiptInput(InputSchema):
    """The code with which a reporter returns (P30.2)."""

    receipt = fields.String(
        required=True,
        validate=validate.Length(max=60),
        error_messages={"required": _l("Type the 16 digits of your code.")},
        metadata={"label": _l("Your code")},
    )


class MessageInput(SubmissionInput):
    """A message of either side."""

    body = TidyText(
        required=True,
        validate=validate.Length(max=_MESSAGE),
        error_messages={"required": _l("Write your message first.")},
        metadata={"label": _l("Your message")},
    )


class FiledMessageInput(MessageInput):
    """A message of a reporter that comes with files and needs no words then."""

    body = TidyText(
        load_default="", validate=validate.Length(max=_MESSAGE), metadata={"label": _l("Your message")}
    )


class PurposeInput(InputSchema):
    """Why somebody needs to see who reported (P30.4)."""

    purpose = TidyText(
        required=True, validate=validate.Length(max=_LINE), metadata={"label": _l("What do you need it for?")}
    )


class ReasonInput(InputSchema):
    """Why a report is put aside."""

    reason = TidyText(
        required=True, validate=validate.Length(max=_LINE), metadata={"label": _l("Why is it no incident?")}
    )
