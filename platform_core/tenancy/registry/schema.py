"""The shape of a tenant file: what marshmallow refuses, with the field and the reason."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from marshmallow import Schema, ValidationError, fields, validate, validates, validates_schema

from platform_core.tenancy.calendar import WEEKDAYS, is_known_country
from platform_core.tenancy.regions import REGIONS
from platform_core.tenancy.school_year import SchoolCalendar

LANGUAGES = ("kk", "ru", "en")
PROFILES = ("physics-mathematics", "chemistry-biology", "international", "general")
CENTRAL = "central"
RESERVED_CODES = frozenset({"api", "auth", "docs", "health", "login", "logout", "metrics", "static"})
"""Codes that would hide pages of the whole service, since a branch's code opens its address."""


class StrictBoolean(fields.Boolean):
    """Take `true` and `false`, never the text or the number that looks like them."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("must be true or false")
        return value


class Day(fields.Field[date]):
    """Take a TOML date such as 2026-05-28, without a time."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise ValidationError("must be a date such as 2026-05-28, without quotes")
        return value


class NamesSchema(Schema):
    """The full name in the three languages."""

    kk = fields.String(required=True, validate=validate.Length(3, 120))
    ru = fields.String(required=True, validate=validate.Length(3, 120))
    en = fields.String(required=True, validate=validate.Length(3, 120))


class CalendarSchema(Schema):
    """Which days are worked."""

    country = fields.String()
    weekdays = fields.List(fields.String(validate=validate.OneOf(WEEKDAYS)), validate=validate.Length(1, 7))
    days_off = fields.List(Day())
    working_days = fields.List(Day())

    @validates("country")
    def _check_country(self, value: str, data_key: str) -> None:
        if not is_known_country(value):
            raise ValidationError("is no country whose holidays are known")


class ModuleSchema(Schema):
    """A module's switch and settings."""

    enabled = StrictBoolean(required=True)
    settings = fields.Dict(keys=fields.String(), load_default=dict)


class SchoolYearSchema(Schema):
    """The network's quarters."""

    usual = fields.List(fields.String(), required=True)
    special = fields.Dict(keys=fields.String(), values=fields.List(Day()), load_default=dict)

    @validates_schema
    def _check_order(self, data: dict[str, Any], **options: Any) -> None:
        special = {year: [day.isoformat() for day in days] for year, days in data["special"].items()}
        try:
            SchoolCalendar.from_dict({"usual": data["usual"], "special": special})
        except ValueError as fault:
            raise ValidationError(str(fault)) from None


class TenantSchema(Schema):
    """One tenant file; a field that is not listed here is refused."""

    code = fields.String(
        required=True,
        validate=[
            validate.Length(3, 60),
            validate.Regexp(
                r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z",
                error="must be lower-case Latin letters, digits and single hyphens",
            ),
            validate.NoneOf(RESERVED_CODES, error="is the address of a page of the service"),
        ],
    )
    kind = fields.String(required=True, validate=validate.OneOf(("branch", CENTRAL)))
    profile = fields.String(validate=validate.OneOf(PROFILES))
    city = fields.String(required=True, validate=validate.Length(2, 80))
    region = fields.String(required=True, validate=validate.OneOf(REGIONS))
    timezone = fields.String(required=True)
    languages = fields.List(
        fields.String(validate=validate.OneOf(LANGUAGES)), required=True, validate=validate.Length(1, 3)
    )
    hostel = StrictBoolean(required=True)
    names = fields.Nested(NamesSchema, required=True)
    calendar = fields.Nested(CalendarSchema, load_default=dict)
    modules = fields.Dict(keys=fields.String(), values=fields.Nested(ModuleSchema), load_default=dict)
    school_year = fields.Nested(SchoolYearSchema)

    @validates("timezone")
    def _check_timezone(self, value: str, data_key: str) -> None:
        if value not in available_timezones():
            raise ValidationError("is no zone of the IANA database, such as Asia/Almaty")

    @validates("languages")
    def _check_languages(self, value: list[str], data_key: str) -> None:
        if len(set(value)) != len(value):
            raise ValidationError("names a language twice")

    @validates_schema
    def _check_kind(self, data: dict[str, Any], **options: Any) -> None:
        is_central = data["kind"] == CENTRAL
        if is_central != (data["code"] == CENTRAL):
            raise ValidationError("the central office, and nothing else, is called central", "code")
        if is_central != ("school_year" in data):
            raise ValidationError(
                "quarter dates are the network's: they stand in central.toml, and only there", "school_year"
            )
        if is_central == ("profile" in data):
            raise ValidationError("a branch has one, the central office has none", "profile")
