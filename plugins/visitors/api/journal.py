"""The journal, refusals, open events and passes by program: lists to read (A5.3, A5.8, A5.10)."""

from typing import Any

from marshmallow import fields, validate

from platform_core.sdk import (
    ApiSchema,
    PageQuery,
    SortKey,
    full_name,
    page_schema,
    read_page,
    record,
    requires,
)
from plugins.visitors.api.blueprint import blueprint, branch_at_hand
from plugins.visitors.models import OpenEvent, Refusal, RegularPass
from plugins.visitors.policy.events import EventStatus
from plugins.visitors.policy.passes import PassStatus
from plugins.visitors.policy.refusals import RefusalReason
from plugins.visitors.policy.vocabulary import Entry
from plugins.visitors.queries.journal import ENTRY, VISIT, names_of_refused, select_journal
from plugins.visitors.queries.open_events import select_events, totals_of
from plugins.visitors.queries.passes import select_passes, series_number
from plugins.visitors.queries.refusals import select_refusals
from plugins.visitors.queries.visitors import visitor_names

READ = "visitors.journal.read"


class JournalQuery(PageQuery):
    """Filters of the journal; moments are aware, `until` is not included."""

    since = fields.AwareDateTime(load_default=None)
    until = fields.AwareDateTime(load_default=None)
    entry = fields.String(load_default=None, validate=validate.OneOf([one.value for one in Entry]))
    kind = fields.String(load_default=None, validate=validate.OneOf(["visit", "refusal"]))


class JournalEntry(ApiSchema):
    """Somebody who came or was refused; `kind` is `visit` or `refusal`, a refusal has no visit."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    number = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    departed_at = fields.AwareDateTime(required=True, allow_none=True)
    name = fields.String(required=True)
    status = fields.String(required=True)
    entry = fields.String(required=True)
    visitor_type = fields.String(required=True)
    purpose = fields.String(required=True)
    host = fields.String(required=True)
    reason = fields.String(required=True)
    entered_later = fields.Boolean(required=True)


class RefusalsQuery(PageQuery):
    """Filters of the refusals."""

    reason = fields.String(load_default=None, validate=validate.OneOf([one.value for one in RefusalReason]))
    since = fields.AwareDateTime(load_default=None)


class RefusalEntry(ApiSchema):
    """A refusal without its words; they stay sealed."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    refused_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)
    visit_id = fields.UUID(required=True, allow_none=True)
    refused_by = fields.String(required=True)


class EventsQuery(PageQuery):
    """Filters of the open events."""

    status = fields.String(load_default=None, validate=validate.OneOf([one.value for one in EventStatus]))


class EventEntry(ApiSchema):
    """An open event with how many came."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.String(required=True)
    place = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    expected = fields.Integer(required=True, allow_none=True)
    capacity = fields.Integer(required=True, allow_none=True)
    people = fields.Integer(required=True)


class PassesQuery(PageQuery):
    """Filters of the passes."""

    status = fields.String(load_default=None, validate=validate.OneOf([one.value for one in PassStatus]))
    until = fields.Date(load_default=None, metadata={"description": "passes that end by this day"})


class PassEntry(ApiSchema):
    """A pass of a regular visitor; `clearance` is what was answered when it was last asked."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    organization = fields.String(required=True)
    status = fields.String(required=True)
    purpose = fields.String(required=True)
    weekdays = fields.List(fields.Integer(), required=True)
    from_time = fields.Time(required=True)
    until_time = fields.Time(required=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True)
    host = fields.String(required=True)
    clearance = fields.String(required=True)


@blueprint.route("/journal", methods=["GET"])
@requires(READ)
@blueprint.arguments(JournalQuery, location="query")
@blueprint.response(200, page_schema(JournalEntry))
def list_journal(query: dict[str, Any]) -> dict[str, Any]:
    """List who came and who was refused, the newest first."""
    branch_at_hand()
    statement = select_journal()
    if query["since"] is not None:
        statement = statement.where(ENTRY.at >= query["since"])
    if query["until"] is not None:
        statement = statement.where(ENTRY.at < query["until"])
    for name in ("entry", "kind"):
        if query[name] is not None:
            statement = statement.where(ENTRY[name] == query[name])
    keys = (SortKey(ENTRY.at, descending=True), SortKey(ENTRY.id, descending=True))
    page = read_page(statement, keys=keys, query=query, make=_entry)
    _name(page["items"])
    record("visitors.journal_viewed", data={"rows": len(page["items"])})
    return page


@blueprint.route("/refusals", methods=["GET"])
@requires(READ)
@blueprint.arguments(RefusalsQuery, location="query")
@blueprint.response(200, page_schema(RefusalEntry))
def list_refusals(query: dict[str, Any]) -> dict[str, Any]:
    """List the refusals, the newest first; words stay sealed."""
    branch_at_hand()
    statement = select_refusals()
    if query["reason"] is not None:
        statement = statement.where(Refusal.reason == query["reason"])
    if query["since"] is not None:
        statement = statement.where(Refusal.refused_at >= query["since"])
    keys = (SortKey(Refusal.refused_at, descending=True), SortKey(Refusal.id, descending=True))
    page = read_page(statement, keys=keys, query=query, make=_refusal)
    record("visitors.refusals_viewed", data={"rows": len(page["items"])})
    return page


@blueprint.route("/events", methods=["GET"])
@requires("visitors.event.count")
@blueprint.arguments(EventsQuery, location="query")
@blueprint.response(200, page_schema(EventEntry))
def list_events(query: dict[str, Any]) -> dict[str, Any]:
    """List the open events with how many came, the latest first."""
    branch_at_hand()
    statement = select_events()
    if query["status"] is not None:
        statement = statement.where(OpenEvent.status == query["status"])
    keys = (SortKey(OpenEvent.starts_at, descending=True), SortKey(OpenEvent.id, descending=True))
    page = read_page(statement, keys=keys, query=query, make=lambda row: dict(row._mapping))
    totals = totals_of(item["id"] for item in page["items"])
    for item in page["items"]:
        item["people"] = totals.get(item["id"], 0)
    return page


@blueprint.route("/passes", methods=["GET"])
@requires("visitors.pass.read")
@blueprint.arguments(PassesQuery, location="query")
@blueprint.response(200, page_schema(PassEntry))
def list_passes(query: dict[str, Any]) -> dict[str, Any]:
    """List the passes of regular visitors, those that end first before the others."""
    branch_at_hand()
    statement = select_passes()
    if query["status"] is not None:
        statement = statement.where(RegularPass.status == query["status"])
    if query["until"] is not None:
        statement = statement.where(RegularPass.valid_until <= query["until"])
    keys = (SortKey(RegularPass.valid_until), SortKey(RegularPass.id))
    page = read_page(statement, keys=keys, query=query, make=_pass)
    record("visitors.passes_viewed", data={"rows": len(page["items"])})
    return page


def _entry(row: Any) -> dict[str, Any]:
    same = (
        "id",
        "kind",
        "at",
        "departed_at",
        "status",
        "entry",
        "visitor_type",
        "purpose",
        "reason",
        "visitor_id",
    )
    return {
        **{name: getattr(row, name) for name in same},
        "number": series_number(row.school_year, row.number),
        "host": row.host_name,
        "entered_later": bool(row.entered_later),
    }


def _name(items: list[dict[str, Any]]) -> None:
    """Name the entries of a page, in two queries."""
    known = visitor_names(item["visitor_id"] for item in items if item["visitor_id"])
    bare = names_of_refused(item["id"] for item in items if item["kind"] != VISIT)
    for item in items:
        visitor_id = item.pop("visitor_id")
        item["name"] = known.get(visitor_id, "") if item["kind"] == VISIT else bare.get(item["id"], "")


def _refusal(row: Any) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in ("id", "refused_at", "reason", "visit_id")}
    number = series_number(row.school_year, row.number)
    return {**same, "number": number, "refused_by": row.refused_by_name}


def _pass(row: Any) -> dict[str, Any]:
    same = ("id", "status", "purpose", "weekdays", "from_time", "until_time", "clearance")
    days = {"valid_from": row.valid_from, "valid_until": row.valid_until}
    return {
        **days,
        **{name: getattr(row, name) for name in same},
        "number": series_number(row.school_year, row.number),
        "name": full_name(row.family_name, row.given_name, patronymic=row.patronymic),
        "organization": row.organization or "",
        "host": row.host_name,
    }
