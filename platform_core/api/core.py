"""The core's own part of the API: who asks, and the branches of the network."""

from typing import Any

from marshmallow import fields

from platform_core.api.blueprint import ApiBlueprint, ApiSchema
from platform_core.auth.access import member, require_member
from platform_core.errors import NotFound
from platform_core.tenancy.directory import list_branches
from platform_core.tenancy.middleware import current_branch

blueprint = ApiBlueprint("api_core", __name__, description="Who asks, and where")


class NamesSchema(ApiSchema):
    """A name in the three languages."""

    kk = fields.String(required=True)
    ru = fields.String(required=True)
    en = fields.String(required=True)


class MeSchema(ApiSchema):
    """Who asks: what they are called, where they act, and what they may do there."""

    name = fields.String(required=True)
    kind = fields.String(required=True, metadata={"description": "`user` or `token`."})
    branch = fields.String(required=True)
    user_id = fields.UUID(required=True, allow_none=True)
    roles = fields.List(fields.String(), required=True)
    permissions = fields.List(fields.String(), required=True)


class BranchSchema(ApiSchema):
    """A branch; `modules` are told of one's own branch, and to the centre of every branch."""

    code = fields.String(required=True)
    kind = fields.String(required=True, metadata={"description": "`branch` or `central`."})
    names = fields.Nested(NamesSchema, required=True)
    city = fields.String(required=True)
    region = fields.String(required=True, metadata={"description": "ISO 3166-2."})
    timezone = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    has_hostel = fields.Boolean(required=True)
    modules = fields.List(fields.String(), required=True, allow_none=True)


@blueprint.route("/me", methods=["GET"])
@member
@blueprint.response(200, MeSchema)
def me() -> dict[str, Any]:
    """Say who asks and what they may do in this branch."""
    actor, branch = require_member(), current_branch()
    if branch is None:
        raise NotFound
    return {
        "name": actor.display_name,
        "kind": actor.kind,
        "branch": branch.code,
        "user_id": actor.user_id,
        "roles": sorted(actor.roles),
        "permissions": sorted(actor.permissions),
    }


@blueprint.route("/branches", methods=["GET"])
@member
@blueprint.response(200, BranchSchema(many=True))
def branches() -> list[dict[str, Any]]:
    """List the branches of the network, the centre among them."""
    here = current_branch()
    if here is None:
        raise NotFound
    return [
        {
            "code": one.code,
            "kind": one.kind,
            "names": {language: one.name(language) for language in ("kk", "ru", "en")},
            "city": one.city,
            "region": one.region,
            "timezone": one.timezone,
            "languages": list(one.languages),
            "has_hostel": one.has_hostel,
            "modules": sorted(one.enabled_modules) if here.is_central or one.id == here.id else None,
        }
        for one in list_branches()
    ]
