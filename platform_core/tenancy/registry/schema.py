"""The shape of a tenant file: what marshmallow refuses, and what its fields must agree on."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from marshmallow import Schema, ValidationError, fields, validate

from platform_core.tenancy.calendar import WEEKDAYS, is_known_country
from platform_core.tenancy.regions import REGIONS
from platform_core.tenancy.school_year import SchoolCalendar

LANGUAGES = ("kk", "ru", "en")
PROFILES = ("physics-mathematics", "chemistry-biology", "international", "general")
CENTRAL = "central"
RESERVED_CODES = frozenset({"api", "auth", "docs", "health", "login", "logout", "metrics", "static"})
"""Codes that would hide pages of the whole service, since a branch's code opens its address."""


def _is_boolean(value: Any) -> None:
    if not isinstance(value, bool):
        raise ValidationError("must be true or false")


def _is_day(value: Any) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValidationError("must be a date such as 2026-05-28, without quotes")


def _is_country(value: str) -> None:
    if not is_known_country(value):
        raise ValidationError("is no country whose holidays are known")


def _is_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError("is no zone of the IANA database, such as Asia/Almaty")


def _has_no_double(values: list[str]) -> None:
    if len(set(values)) != len(values):
        raise ValidationError("names one thing twice")


def _name() -> fields.String:
    return fields.String(required=True, validate=validate.Length(3, 120))


def _days() -> "fields.List[Any]":
    return fields.List(fields.Raw(validate=_is_day))


class NamesSchema(Schema):
    """The full name in the three languages."""

    kk = _name()
    ru = _name()
    en = _name()


class CalendarSchema(Schema):
    """Which days are worked."""

    country = fields.String(validate=_is_country)
    weekdays = fields.List(
        fields.String(validate=validate.OneOf(WEEKDAYS)), validate=[validate.Length(1, 7), _has_no_double]
    )
    days_off = _days()
    working_days = _days()


class ModuleSchema(Schema):
    """A module's switch and settings."""

    enabled = fields.Raw(required=True, validate=_is_boolean)
    settings = fields.Dict(keys=fields.String(), load_default=dict)


class SchoolYearSchema(Schema):
    """The network's quarters."""

    usual = fields.List(fields.String(), required=True)
    special = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"20\d\d\Z", error="is no school year such as 2026")),
        values=_days(),
        load_default=dict,
    )


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
    region = fields.String(required=True, validate=validate.OneOf(list(REGIONS)))
    timezone = fields.String(required=True, validate=_is_zone)
    languages = fields.List(
        fields.String(validate=validate.OneOf(LANGUAGES)),
        required=True,
        validate=[validate.Length(1, 3), _has_no_double],
    )
    hostel = fields.Raw(required=True, validate=_is_boolean)
    names = fields.Nested(NamesSchema, required=True)
    calendar = fields.Nested(CalendarSchema, load_default=dict)
    modules = fields.Dict(keys=fields.String(), values=fields.Nested(ModuleSchema), load_default=dict)
    school_year = fields.Nested(SchoolYearSchema)


def disagreements(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield `(field, reason)` where the fields of one well-shaped file do not fit each other."""
    is_central = values["kind"] == CENTRAL
    if is_central != (values["code"] == CENTRAL):
        yield "code", "the central office, and nothing else, is called central"
    if is_central == ("profile" in values):
        yield "profile", "a branch has one, the central office has none"
    if is_central != ("school_year" in values):
        yield "school_year", "quarter dates are the network's: they stand in central.toml, and only there"
    elif is_central:
        try:
            school_calendar(values["school_year"])
        except ValueError as fault:
            yield "school_year", str(fault)
    if is_central and values["modules"]:
        yield "modules", "are switched in branches, not in the central office"


def school_calendar(values: Mapping[str, Any]) -> SchoolCalendar:
    """Make the network's quarters of a loaded `[school_year]`; raise `ValueError` where they cannot be."""
    special = {year: [day.isoformat() for day in days] for year, days in values["special"].items()}
    return SchoolCalendar.from_dict({"usual": values["usual"], "special": special})
