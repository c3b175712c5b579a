"""The shapes of the directory's API."""

from marshmallow import fields, validate

from platform_core.sdk import REGIONS, ApiSchema, PageQuery, page_schema
from plugins.directory.policy.codes import Audience, Kind, Need, Status, Verification


def _code_of(codes: type, **options: object) -> fields.String:
    return fields.String(validate=validate.OneOf([str(one) for one in codes]), **options)  # type: ignore[arg-type, attr-defined]


class EntryQuery(PageQuery):
    """What may be asked of the list; `region` `KZ` is what serves the whole country."""

    need = _code_of(Need, load_default=None)
    kind = _code_of(Kind, load_default=None)
    region = fields.String(load_default=None, validate=validate.OneOf(["KZ", *REGIONS]))


class PhoneOut(ApiSchema):
    """A phone: E.164 or a short code, and how its source prints it."""

    number = fields.String(required=True)
    printed = fields.String(required=True)
    type = fields.String(required=True)
    flags = fields.List(fields.String(), required=True)
    is_dialable = fields.Boolean(required=True)


class EntryOut(ApiSchema):
    """An entry, its texts in the language of the request; a secret address is nowhere."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    kind = _code_of(Kind, required=True)
    region = fields.String(required=True, metadata={"description": "ISO 3166-2; empty: the whole country"})
    needs = fields.List(fields.String(), required=True)
    phones = fields.List(fields.Nested(PhoneOut), required=True)
    emails = fields.List(fields.String(), required=True)
    url = fields.String(required=True)
    addresses = fields.List(fields.String(), required=True)
    status = _code_of(Status, required=True)
    visibility = _code_of(Audience, required=True)
    verification = _code_of(Verification, required=True)
    assured_on = fields.Date(required=True, allow_none=True)
    is_local = fields.Boolean(required=True)
    is_hidden = fields.Boolean(required=True)


class LocalEntries(ApiSchema):
    """The branch's own services."""

    items = fields.List(fields.Nested(EntryOut), required=True)


class HsdsServices(ApiSchema):
    """A page of services of HSDS 3.0, each with everything that stands inside it."""

    items = fields.List(fields.Dict(keys=fields.String()), required=True)
    next = fields.String(required=True, allow_none=True)


EntryPage = page_schema(EntryOut)
