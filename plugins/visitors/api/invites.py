"""Invitations by program: invite, list, read one (A5.1, A5.2)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from marshmallow import RAISE, fields, validate

from platform_core.sdk import (
    ApiSchema,
    InputSchema,
    PageQuery,
    SortKey,
    current_actor,
    db,
    page_schema,
    read_page,
    record,
    requires,
)
from plugins.visitors.api.blueprint import blueprint, branch_at_hand
from plugins.visitors.models import Invite
from plugins.visitors.policy.status import InviteStatus
from plugins.visitors.queries.invites import guests_of, select_invites, visits_of
from plugins.visitors.schemas.invites import GuestInput, InviteForm
from plugins.visitors.services import invites
from plugins.visitors.services.invites import InviteInput
from plugins.visitors.services.visitors import VisitorDetails

TARGET = "visitors_invite"
NEWEST_FIRST = (SortKey(Invite.starts_at, descending=True), SortKey(Invite.id, descending=True))


class GuestBody(GuestInput):
    """Somebody who is invited."""

    class Meta(InputSchema.Meta):
        unknown = RAISE


class InviteBody(InviteForm):
    """An invitation as the form asks for it."""

    class Meta(InputSchema.Meta):
        unknown = RAISE
        exclude = ("pasted", "keep", "version")

    guests = fields.List(fields.Nested(GuestBody), required=True, validate=validate.Length(min=1, max=100))


class InvitesQuery(PageQuery):
    """Which invitations: where they stand, and from which day on."""

    status = fields.String(
        load_default=None, validate=validate.OneOf([status.value for status in InviteStatus])
    )
    since = fields.AwareDateTime(load_default=None)


class InviteRow(ApiSchema):
    """An invitation in a list: when, where and what for, and how far it has come."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    status = fields.String(required=True)
    host = fields.String(required=True)
    purpose = fields.String(required=True)
    place = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    until = fields.Date(required=True, allow_none=True)


class GuestSchema(ApiSchema):
    """A visitor on an invitation; ways to reach them are not given out."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    visitor_type = fields.String(required=True)
    organization = fields.String(required=True)


class GuestVisitSchema(ApiSchema):
    """One visit of an invitation."""

    id = fields.UUID(required=True)
    visitor_id = fields.UUID(required=True)
    status = fields.String(required=True)
    expected_from = fields.AwareDateTime(required=True)
    expected_until = fields.AwareDateTime(required=True)


class InviteSchema(InviteRow):
    """One invitation with its people and visits."""

    version = fields.Integer(required=True)
    weekdays = fields.List(fields.Integer(), required=True)
    guests = fields.List(fields.Nested(GuestSchema), required=True)
    visits = fields.List(fields.Nested(GuestVisitSchema), required=True)


InvitePage = page_schema(InviteRow)


@blueprint.route("/invites", methods=["GET"])
@requires("visitors.invite.open")
@blueprint.arguments(InvitesQuery, location="query")
@blueprint.response(200, InvitePage)
def list_invites(query: dict[str, Any]) -> dict[str, Any]:
    """List the invitations that one may know of, the latest first."""
    branch_at_hand()
    statement = select_invites(current_actor())
    if query["status"] is not None:
        statement = statement.where(Invite.status == query["status"])
    if query["since"] is not None:
        statement = statement.where(Invite.starts_at >= query["since"])
    page = read_page(statement, keys=NEWEST_FIRST, query=query, make=_row)
    record("visitors.invites_viewed", data={"rows": len(page["items"])})
    return page


@blueprint.route("/invites", methods=["POST"])
@requires("visitors.invite.create")
@blueprint.arguments(InviteBody)
@blueprint.response(201, InviteSchema)
def create_invite(body: dict[str, Any]) -> dict[str, Any]:
    """Invite visitors; where the branch asks for it management approves first."""
    invite = invites.invite_visitors(_asked(body), branch=branch_at_hand())
    db.session.flush()
    db.session.refresh(invite)  # times as they are read later
    answer = _whole(invite)
    db.session.commit()
    return answer


@blueprint.route("/invites/<uuid:invite_id>", methods=["GET"])
@requires("visitors.invite.open")
@blueprint.response(200, InviteSchema)
def get_invite(invite_id: UUID) -> dict[str, Any]:
    """Read one invitation; the trail says who did."""
    branch_at_hand()
    invite = invites.open_invite(invite_id)
    record("visitors.invite_viewed", target=(TARGET, invite.id))
    return _whole(invite)


def _asked(body: dict[str, Any]) -> InviteInput:
    return InviteInput(
        kind=body["kind"],
        purpose=body["purpose"],
        starts_at=body["starts_at"],
        ends_at=body["starts_at"] + timedelta(minutes=body["minutes"]),
        place=body["place"],
        guests=tuple(VisitorDetails(**guest) for guest in body["guests"]),
        weekdays=tuple(body["weekdays"]),
        until=body["until"],
        purpose_note=body["purpose_note"],
        host_user_id=body["host_user_id"],
    )


def _row(row: Any) -> dict[str, Any]:
    same = ("id", "kind", "status", "purpose", "place", "starts_at", "ends_at", "until")
    return {**{name: getattr(row, name) for name in same}, "host": row.host_name}


def _whole(invite: Invite) -> dict[str, Any]:
    return {
        **_row(invite),
        "version": invite.version,
        "weekdays": invite.weekdays,
        "guests": [
            {
                "id": guest.visitor_id,
                "name": guest.name,
                "visitor_type": guest.visitor_type,
                "organization": guest.organization,
            }
            for guest in guests_of(invite.id)
        ],
        "visits": visits_of(invite.id),
    }
