"""What is sent about the watch-list: entries, reviews, judgements, look-ups."""

from typing import Any

from marshmallow import fields, post_load, validate

from platform_core.sdk import InputSchema, LocalDate, TidyText
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.watchlist import MatchStatus, WatchEnd, WatchReason

_LINE, _NOTE, _NAMES, _REFERENCE = 500, 2_000, 1_600, 40
_LONGEST_NAME = 200


class _Names(TidyText):
    """Spellings of a name, one on each line."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> Any:
        text = super()._deserialize(value, *args, **options)
        lines = (" ".join(line.split())[:_LONGEST_NAME] for line in text.split("\n"))
        return tuple(dict.fromkeys(line for line in lines if line))


class WhoInput(InputSchema):
    """Who somebody is: spellings of the name, and what makes them sure."""

    names = _Names(
        required=True,
        metadata={"label": _l("Names")},
        error_messages={"required": _l("Write the family name and the given name.")},
    )
    birth_date = LocalDate(load_default=None, metadata={"label": _l("Date of birth")})
    identity_number = TidyText(
        load_default=None, validate=validate.Length(max=20), metadata={"label": _l("Identity number")}
    )


class EntryInput(WhoInput):
    """Somebody to be watched for."""

    reason = fields.String(
        required=True,
        validate=validate.OneOf([reason.value for reason in WatchReason]),
        metadata={"label": _l("Reason")},
    )
    note = TidyText(load_default="", validate=validate.Length(max=_NOTE), metadata={"label": _l("Note")})
    review_on = LocalDate(required=True, metadata={"label": _l("Look again by")})


class EntryChange(EntryInput):
    """A change of an entry that was read at a version."""

    forget_identity = fields.Boolean(load_default=False)
    version = fields.Integer(required=True)


class ReviewInput(InputSchema):
    """Somebody stays on the list until another day."""

    review_on = LocalDate(required=True, metadata={"label": _l("Look again by")})
    version = fields.Integer(required=True)


class EndInput(InputSchema):
    """Why somebody is taken off the list."""

    end_reason = fields.String(
        required=True,
        validate=validate.OneOf([reason.value for reason in WatchEnd]),
        metadata={"label": _l("Why it ends")},
    )
    version = fields.Integer(required=True)


class JudgeInput(InputSchema):
    """What a match is, and why."""

    verdict = fields.String(
        required=True,
        validate=validate.OneOf([MatchStatus.NOT_A_MATCH.value, MatchStatus.CONFIRMED.value]),
        metadata={"label": _l("Your decision")},
    )
    reason = TidyText(
        required=True,
        validate=validate.Length(max=_LINE),
        error_messages={"required": _l("Say how you know.")},
        metadata={"label": _l("How do you know?")},
    )
    version = fields.Integer(required=True)

    @post_load
    def as_status(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """Give the verdict as the policy's own word."""
        return {**data, "verdict": MatchStatus(data["verdict"])}


class PermitInput(InputSchema):
    """Why a visit may go on in spite of a confirmed match."""

    visit_id = fields.UUID(required=True, metadata={"label": _l("Which visit")})
    permit_reason = TidyText(
        required=True, validate=validate.Length(max=_LINE), metadata={"label": _l("Why this visit may go on")}
    )
    version = fields.Integer(required=True)


class LookUpInput(WhoInput):
    """Whom to look up in the network's list, and what for; it stands in the trail."""

    purpose = TidyText(
        required=True, validate=validate.Length(max=_LINE), metadata={"label": _l("What do you need it for?")}
    )


class ReferenceInput(InputSchema):
    """The reference of an entry of the network's list."""

    reference = fields.String(
        required=True, validate=validate.Length(max=_REFERENCE), metadata={"label": _l("Reference")}
    )


class RenewInput(InputSchema):
    """An entry that a look-up has shown, to be given a new reference."""

    entry_id = fields.UUID(required=True)
    version = fields.Integer(required=True)


class NetworkStep(ReferenceInput):
    """A step with an entry that was read at a version."""

    version = fields.Integer(required=True)


class NetworkReview(NetworkStep):
    """Somebody stays on the network's list until another day."""

    review_on = LocalDate(required=True, metadata={"label": _l("Look again by")})


class NetworkEnd(NetworkStep):
    """Why an entry of the network's list should end."""

    end_reason = fields.String(
        required=True,
        validate=validate.OneOf([reason.value for reason in WatchEnd]),
        metadata={"label": _l("Why it ends")},
    )
