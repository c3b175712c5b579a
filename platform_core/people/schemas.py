"""The shape of what is typed about people."""

from typing import Any

import phonenumbers
from marshmallow import ValidationError, fields, validate, validates_schema

from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.people.iin import IinFault, read_iin
from platform_core.people.models import GRADES, KINDS, RELATIONS, SEXES
from platform_core.people.names import tidy
from platform_core.web.fields import LocalDate, TidyText
from platform_core.web.validation import InputSchema

_NAME = validate.Length(min=1, max=80)


class NameField(TidyText):
    """A name: single blanks, initials large."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        return tidy(super()._deserialize(value, *args, **options))


class IdentityNumberField(TidyText):
    """An identity number with its control digit right."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        try:
            return read_iin(super()._deserialize(value, *args, **options)).number
        except IinFault as fault:
            raise ValidationError(_reason(fault.code)) from fault


class PhoneField(TidyText):
    """A telephone number in the international form."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        try:
            number = phonenumbers.parse(super()._deserialize(value, *args, **options), "KZ")
        except phonenumbers.NumberParseException as fault:
            raise ValidationError(_("Give a telephone number, such as +7 701 123 45 67.")) from fault
        if not phonenumbers.is_valid_number(number):
            raise ValidationError(_("Give a telephone number, such as +7 701 123 45 67."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class PersonSchema(InputSchema):
    """A person as typed in the form or sent to the API."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS), metadata={"label": _l("Kind")})
    family_name = NameField(required=True, validate=_NAME, metadata={"label": _l("Family name")})
    given_name = NameField(required=True, validate=_NAME, metadata={"label": _l("Given name")})
    patronymic = NameField(load_default=None, validate=_NAME, metadata={"label": _l("Patronymic")})
    identity_number = IdentityNumberField(load_default=None, metadata={"label": _l("Identity number (IIN)")})
    birth_date = LocalDate(load_default=None, metadata={"label": _l("Birth date")})
    sex = fields.String(load_default=None, validate=validate.OneOf(SEXES), metadata={"label": _l("Sex")})
    language = fields.String(
        load_default=None, validate=validate.OneOf(("kk", "ru", "en")), metadata={"label": _l("Language")}
    )
    grade = fields.Integer(
        load_default=None, validate=validate.OneOf(GRADES), metadata={"label": _l("Grade")}
    )
    class_letter = TidyText(
        load_default=None, validate=validate.Length(max=4), metadata={"label": _l("Class letter")}
    )
    hostel = fields.Boolean(load_default=False, metadata={"label": _l("Lives in the hostel")})
    position = TidyText(
        load_default=None, validate=validate.Length(max=120), metadata={"label": _l("Position")}
    )
    phone = PhoneField(load_default=None, metadata={"label": _l("Telephone")})
    left_on = LocalDate(load_default=None, metadata={"label": _l("Left on")})

    @validates_schema
    def check_identity(self, data: dict[str, Any], **_options: Any) -> None:
        """Hold the birth date and the sex against the identity number."""
        if not data.get("identity_number"):
            return
        number = read_iin(data["identity_number"])
        if data["birth_date"] and number.birth_date and data["birth_date"] != number.birth_date:
            raise ValidationError(_("The identity number says another birth date."), "birth_date")
        if data["sex"] and number.sex and data["sex"] != number.sex:
            raise ValidationError(_("The identity number says another sex."), "sex")


class PersonEditSchema(PersonSchema):
    """A person as changed; `version` is what the editor had read."""

    version = fields.Integer(required=True)


class GuardianSchema(InputSchema):
    """Who answers for a student."""

    guardian_id = fields.UUID(required=True, metadata={"label": _l("Guardian")})
    relation = fields.String(
        required=True, validate=validate.OneOf(RELATIONS), metadata={"label": _l("Relation")}
    )


class EraseSchema(InputSchema):
    """The confirmation of an erasure: the family name, typed once more."""

    family_name = NameField(required=True, metadata={"label": _l("Family name")})


def _reason(code: str) -> str:
    reasons = {
        "digits": _("An identity number holds digits only."),
        "length": _("An identity number has 12 digits."),
        "date": _("The first six digits are not a birth date."),
        "century": _("The seventh digit is from 0 to 6."),
        "checksum": _("The control digit does not fit: a digit is mistyped."),
    }
    return reasons[code]
