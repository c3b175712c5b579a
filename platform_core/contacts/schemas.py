"""The shape of what is typed about a contact."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from platform_core.contacts.models import AUDIENCES, ROLE_CODES
from platform_core.contacts.phones import read_long_phone, read_phone
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.web.fields import TidyText
from platform_core.web.validation import InputSchema

LONGEST_TITLE = 120
LONGEST_NAME = 160
LONGEST_PHONE = 60
LONGEST_EMAIL = 254
_DAYS = tuple("1234567")


class DialledPhone(TidyText):
    """A telephone number as typed, which must be one that can be dialled; short codes only if `short`."""

    def __init__(self, *, short: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.short = short

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        typed = super()._deserialize(value, *args, **options)
        read = read_phone(typed) if self.short else read_long_phone(typed)
        if len(typed) > LONGEST_PHONE or read is None:
            raise ValidationError(_("Give a telephone number, such as +7 701 123 45 67."))
        return typed if self.short else read


class SafetyContactSchema(InputSchema):
    """A contact of the safety service as typed."""

    role_code = fields.String(
        load_default=None, validate=validate.OneOf(ROLE_CODES), metadata={"label": _l("Office")}
    )
    title_kk = TidyText(
        load_default="",
        validate=validate.Length(max=LONGEST_TITLE),
        metadata={"label": _l("Title in Kazakh")},
    )
    title_ru = TidyText(
        load_default="",
        validate=validate.Length(max=LONGEST_TITLE),
        metadata={"label": _l("Title in Russian")},
    )
    title_en = TidyText(
        load_default="",
        validate=validate.Length(max=LONGEST_TITLE),
        metadata={"label": _l("Title in English")},
    )
    person_id = fields.UUID(load_default=None, metadata={"label": _l("Who holds it")})
    display_name = TidyText(
        load_default=None,
        validate=validate.Length(max=LONGEST_NAME),
        metadata={"label": _l("Name to be shown")},
    )
    phone = DialledPhone(short=True, load_default=None, metadata={"label": _l("Telephone")})
    whatsapp = DialledPhone(load_default=None, metadata={"label": _l("WhatsApp")})
    email = fields.Email(
        load_default=None, validate=validate.Length(max=LONGEST_EMAIL), metadata={"label": _l("E-mail")}
    )
    days = fields.List(
        fields.String(validate=validate.OneOf(_DAYS)),
        load_default=list,
        validate=validate.Length(max=len(_DAYS)),
        metadata={"label": _l("Days")},
    )
    opens_at = fields.Time(load_default=None, metadata={"label": _l("Opens at")})
    closes_at = fields.Time(load_default=None, metadata={"label": _l("Closes at")})
    audiences = fields.List(
        fields.String(validate=validate.OneOf(AUDIENCES)),
        load_default=list,
        validate=validate.Length(max=len(AUDIENCES)),
        metadata={"label": _l("For whom")},
    )

    @validates_schema(skip_on_field_errors=False)
    def check_whole(self, data: dict[str, Any], **_options: Any) -> None:
        """Hold the answers against one another: a title, a way to reach it, whole hours, an audience."""
        faults: dict[str, list[str]] = {}
        titles = (data.get("title_kk"), data.get("title_ru"))
        if data.get("role_code") is None and not all(titles):
            faults["role_code"] = [_("Choose an office, or give a title in Kazakh and in Russian.")]
        if not any(data.get(name) for name in ("phone", "whatsapp", "email")):
            faults["phone"] = [_("Give a telephone number or an e-mail address.")]
        if not data.get("audiences"):
            faults["audiences"] = [_("Say for whom it is.")]
        if not data.get("days"):
            faults["days"] = [_("Choose at least one day.")]
        faults |= _hour_faults(data)
        if data.get("display_name") and data.get("person_id") is None:
            faults["person_id"] = [_("A name that is shown belongs to a person of the register: choose who.")]
        if faults:
            raise ValidationError(faults)


class SafetyContactEditSchema(SafetyContactSchema):
    """A contact as changed; `version` is what the editor had read."""

    version = fields.Integer(required=True)


class StepSchema(InputSchema):
    """One step up or down the list."""

    step = fields.String(
        required=True, validate=validate.OneOf(("up", "down")), metadata={"label": _l("Step")}
    )
    version = fields.Integer(required=True)


class SwitchSchema(InputSchema):
    """A contact switched on or off."""

    state = fields.String(
        required=True, validate=validate.OneOf(("on", "off")), metadata={"label": _l("State")}
    )
    version = fields.Integer(required=True)


def _hour_faults(data: dict[str, Any]) -> dict[str, list[str]]:
    opens, closes = data.get("opens_at"), data.get("closes_at")
    if (opens is None) != (closes is None):
        return {"opens_at": [_("Give both times, or neither for the whole day.")]}
    if opens is not None and closes is not None and opens >= closes:
        return {"closes_at": [_("Must be later than the time from which it is open.")]}
    return {}
