"""Contacts for programs: the safety service's own, and all that modules know."""

from typing import Any

from marshmallow import fields, validate

from platform_core.api.blueprint import ApiBlueprint, ApiSchema
from platform_core.auth.access import requires
from platform_core.contacts.queries import contacts_for
from platform_core.errors import NotFound
from platform_core.tenancy.middleware import current_branch

blueprint = ApiBlueprint("api_contacts", __name__, description="Whom to turn to (P32, P47)")
_CODE = validate.Regexp(r"^[a-z][a-z0-9_]{0,39}$")


class ContactQuery(ApiSchema):
    """For whom, and for what."""

    audience = fields.String(
        load_default="staff", validate=validate.OneOf(("public", "students", "guardians", "staff"))
    )
    need = fields.String(load_default="", validate=_CODE, metadata={"description": "A code of needs."})


class ContactSchema(ApiSchema):
    """Somebody to turn to, in the language of the asker."""

    name = fields.String(required=True)
    person = fields.String(required=True)
    needs = fields.List(fields.String(), required=True)
    phones = fields.List(
        fields.String(), required=True, metadata={"description": "As dialled: E.164, or a short code."}
    )
    whatsapp = fields.String(required=True)
    emails = fields.List(fields.String(), required=True)
    url = fields.String(required=True)
    hours = fields.String(required=True)
    region = fields.String(
        required=True, metadata={"description": "ISO 3166-2; empty for the whole country."}
    )
    is_hotline = fields.Boolean(required=True)
    languages = fields.List(fields.String(), required=True)
    note = fields.String(required=True)


class ContactsSchema(ApiSchema):
    """Whom to turn to, hotlines first."""

    items = fields.List(fields.Nested(ContactSchema), required=True)


@blueprint.route("/contacts", methods=["GET"])
@requires("core.contacts.read")
@blueprint.arguments(ContactQuery, location="query")
@blueprint.response(200, ContactsSchema)
def list_contacts(query: dict[str, Any]) -> dict[str, Any]:
    """List whom to turn to in this branch."""
    branch = current_branch()
    if branch is None:
        raise NotFound
    return {"items": contacts_for(branch, audience=query["audience"], need=query["need"])}
