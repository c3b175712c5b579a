"""The forms of the directory: an entry, a check of it, hiding one, a confidential address, an import."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates

from platform_core.sdk import REGIONS, InputSchema, TidyText
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.policy.codes import Audience, Kind, Need, Post, Served, Status, Verification, Way

LANGUAGES = ("kk", "ru", "en")
LONGEST_NAME, LONGEST_TEXT, LONGEST_LINE = 400, 2000, 200
SITE = validate.URL(schemes={"http", "https"}, require_tld=True)


def _line(label: Any, *, longest: int = LONGEST_LINE, required: bool = False) -> TidyText:
    rules = validate.Length(min=1 if required else None, max=longest)
    if required:
        return TidyText(required=True, validate=rules, metadata={"label": label})
    return TidyText(load_default="", validate=rules, metadata={"label": label})


def _one_of(codes: Any, label: Any) -> fields.String:
    known = [one.value for one in codes]
    return fields.String(required=True, validate=validate.OneOf(known), metadata={"label": label})


def _some_of(codes: Any, label: Any) -> fields.List[str]:
    inner = fields.String(validate=validate.OneOf([one.value for one in codes]))
    return fields.List(inner, load_default=list, metadata={"label": label})


def _region(label: Any) -> fields.String:
    return fields.String(load_default="", validate=validate.OneOf(["", *REGIONS]), metadata={"label": label})


class EntrySchema(InputSchema):
    """An entry as its keeper writes it; names are asked in Kazakh and may be given in all languages."""

    name_kk = _line(_l("Name in Kazakh"), longest=LONGEST_NAME, required=True)
    name_ru = _line(_l("Name in Russian"), longest=LONGEST_NAME)
    name_en = _line(_l("Name in English"), longest=LONGEST_NAME)
    kind = _one_of(Kind, _l("Kind"))
    needs = _some_of(Need, _l("Needs that it meets"))
    served = _some_of(Served, _l("Whom it serves"))
    visibility = _one_of(Audience, _l("Who sees it"))
    status = _one_of(Status, _l("Does it work"))
    region = _region(_l("Region that it serves"))
    phones = TidyText(
        load_default="", validate=validate.Length(max=LONGEST_TEXT), metadata={"label": _l("Phones")}
    )
    email = fields.Email(
        load_default="", validate=validate.Length(max=LONGEST_LINE), metadata={"label": _l("E-mail")}
    )
    url = TidyText(load_default="", validate=[SITE, validate.Length(max=500)], metadata={"label": _l("Site")})
    address_confidential = fields.Boolean(
        load_default=False, metadata={"label": _l("The address must stay secret")}
    )
    place_region = _region(_l("Region of the address"))
    town_kk = _line(_l("Town in Kazakh"))
    town_ru = _line(_l("Town in Russian"))
    town_en = _line(_l("Town in English"))
    street_kk = _line(_l("Street and house in Kazakh"), longest=LONGEST_NAME)
    street_ru = _line(_l("Street and house in Russian"), longest=LONGEST_NAME)
    street_en = _line(_l("Street and house in English"), longest=LONGEST_NAME)
    postal_code = _line(_l("Postal code"), longest=20)
    hours_kk = _line(_l("Hours in Kazakh"))
    hours_ru = _line(_l("Hours in Russian"))
    hours_en = _line(_l("Hours in English"))
    how_kk = _line(_l("How to turn to it, in Kazakh"), longest=LONGEST_TEXT)
    how_ru = _line(_l("How to turn to it, in Russian"), longest=LONGEST_TEXT)
    how_en = _line(_l("How to turn to it, in English"), longest=LONGEST_TEXT)
    version = fields.Integer(load_default=0)

    @validates("phones")
    def _check_lines(self, value: str, **_options: Any) -> None:
        if any(len(line) > LONGEST_LINE for line in value.splitlines()):
            raise ValidationError(_("Put one phone, or a few with a comma, on each line."))


def texts_in(values: Mapping[str, Any], name: str) -> dict[str, str]:
    """Gather `name_kk`, `name_ru` and `name_en` of a form by language."""
    return {one: values[f"{name}_{one}"] for one in LANGUAGES if values.get(f"{name}_{one}")}


class CheckSchema(InputSchema):
    """One step of an entry's check."""

    state = fields.String(
        required=True,
        validate=validate.OneOf([Verification.REQUESTED, Verification.CONFIRMED, Verification.LAPSED]),
        metadata={"label": _l("What came of it")},
    )
    way = _one_of(Way, _l("How it was checked"))
    note = _line(_l("Note"), longest=LONGEST_TEXT)
    version = fields.Integer(required=True)


class NewSchema(InputSchema):
    """Of which kind a new entry is to be."""

    kind = fields.String(
        load_default=None,
        validate=validate.OneOf([one.value for one in Kind]),
        metadata={"label": _l("Kind")},
    )


class PostSchema(InputSchema):
    """By which post an organisation is asked."""

    post = _one_of(Post, _l("How to ask"))


class DecisionSchema(InputSchema):
    """What a curator decides about one correction."""

    id = fields.UUID(required=True)
    decision = fields.String(
        required=True,
        validate=validate.OneOf(["accept", "refuse"]),
        metadata={"label": _l("Your decision")},
    )


class SettleSchema(InputSchema):
    """What a curator decides about every correction, and the edition of the entry that was seen."""

    rows = fields.List(fields.Nested(DecisionSchema), load_default=list)
    version = fields.Integer(required=True)


class CloseSchema(InputSchema):
    """The edition that somebody saw when they closed or removed an entry."""

    version = fields.Integer(required=True)


class HideSchema(InputSchema):
    """Why a branch hides an entry of the network."""

    reason = _line(_l("Why it is hidden"), longest=500, required=True)


class AddressSchema(InputSchema):
    """A confidential address."""

    address = _line(_l("Confidential address"), longest=LONGEST_TEXT, required=True)


class ImportSchema(InputSchema):
    """A file of HSDS, and whether it is only checked."""

    file = fields.Raw(required=True, metadata={"label": _l("File")})
    step = fields.String(load_default="check", validate=validate.OneOf(["check", "apply"]))
