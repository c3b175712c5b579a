"""What a pass of a regular visitor says (A5.1, A5.2)."""

from typing import Any

from marshmallow import ValidationError, fields, validate

from platform_core.sdk import IdentityNumberField, InputSchema, LocalDate, NameField, PhoneField, TidyText
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.passes import ClearancePurpose, PassStatus
from plugins.visitors.policy.rounds import read_time
from plugins.visitors.policy.vocabulary import Purpose, VisitorType

_REGULARS = (
    VisitorType.SERVICE_PROVIDER,
    VisitorType.VOLUNTEER,
    VisitorType.GUARDIAN,
    VisitorType.COURIER,
    VisitorType.OFFICIAL,
    VisitorType.OTHER,
)


class ClockTime(fields.String):
    """A time of the clock, as a time control sends it: 08:10."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> Any:
        text: str = super()._deserialize(value, *args, **options)
        read = read_time(text[:5])
        if read is None:
            raise ValidationError(_("Give a time such as 08:10."))
        return read


class TermsInput(InputSchema):
    """When a pass holds, what for, and who answers for its holder."""

    purpose = fields.Enum(Purpose, by_value=True, required=True, metadata={"label": _l("Purpose")})
    clearance_purpose = fields.Enum(
        ClearancePurpose, by_value=True, required=True, metadata={"label": _l("Clearance is asked for")}
    )
    place = TidyText(load_default="", validate=validate.Length(max=80), metadata={"label": _l("Place")})
    host_user_id = fields.UUID(required=True, metadata={"label": _l("Who answers for the visitor")})
    weekdays = fields.List(
        fields.Integer(validate=validate.Range(0, 6)),
        required=True,
        validate=validate.Length(min=1),
        metadata={"label": _l("Weekdays")},
    )
    from_time = ClockTime(required=True, metadata={"label": _l("From (time)")})
    until_time = ClockTime(required=True, metadata={"label": _l("Until (time)")})
    valid_from = LocalDate(required=True, metadata={"label": _l("Valid from")})
    valid_until = LocalDate(required=True, metadata={"label": _l("Valid until")})


class PassInput(TermsInput):
    """A new pass with its holder."""

    family_name = NameField(required=True, metadata={"label": _l("Family name")})
    given_name = NameField(required=True, metadata={"label": _l("Given name")})
    patronymic = NameField(load_default=None, metadata={"label": _l("Patronymic")})
    visitor_type = fields.Enum(
        VisitorType,
        by_value=True,
        required=True,
        validate=validate.OneOf(_REGULARS),
        metadata={"label": _l("Who the visitor is")},
    )
    organization = TidyText(
        load_default=None, validate=validate.Length(max=160), metadata={"label": _l("Organisation")}
    )
    identity_number = IdentityNumberField(load_default=None, metadata={"label": _l("Identity number")})
    phone = PhoneField(load_default=None, metadata={"label": _l("Telephone")})


class PassStep(InputSchema):
    """Suspend, take up again or end a pass."""

    status = fields.Enum(PassStatus, by_value=True, required=True, metadata={"label": _l("Where it stands")})
    note = TidyText(load_default="", validate=validate.Length(max=500), metadata={"label": _l("Why")})


REGULARS = tuple(kind.value for kind in _REGULARS)
