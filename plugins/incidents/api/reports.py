"""Reports by program: make one, list those received, read one, register it (P27–P30, P34)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from platform_core.sdk import (
    Conflict,
    InvalidInput,
    SortKey,
    bucket_key,
    current_actor,
    current_locale,
    db,
    limiter,
    person_choices,
    read_page,
    record,
    requires,
)
from platform_core.sdk import gettext as _
from plugins.incidents.api.blueprint import blueprint, branch_at_hand
from plugins.incidents.api.schemas import (
    MovedSchema,
    ReceivedSchema,
    RegisterBody,
    ReportBody,
    ReportPage,
    ReportSchema,
    ReportsQuery,
)
from plugins.incidents.models import Report
from plugins.incidents.policy.classification import PartyKind
from plugins.incidents.policy.reports import InformantKind, Medium, ReportForm
from plugins.incidents.policy.urgency import UrgencySign
from plugins.incidents.queries.journal import journal_number
from plugins.incidents.queries.reports import read_words, reference_of, select_reports
from plugins.incidents.schemas.reports import UNSURE, YES
from plugins.incidents.services.desk import TARGET, open_report
from plugins.incidents.services.journal import Classification, PersonPart, register_report
from plugins.incidents.services.recipients import accused_among
from plugins.incidents.services.reports import NewReport, receive_report

SENDING_RATE = "300 per minute"
NEWEST_FIRST = (SortKey(Report.received_at, descending=True), SortKey(Report.id, descending=True))


@blueprint.route("/reports", methods=["POST"])
@requires("incidents.report.create")
@limiter.limit(SENDING_RATE, key_func=bucket_key)
@blueprint.arguments(ReportBody)
@blueprint.response(201, ReceivedSchema)
def create_report(body: dict[str, Any]) -> dict[str, Any]:
    """Report a concern; who is ticked in `not_for` is not told of it."""
    taken = receive_report(_new_report(body), branch=branch_at_hand())
    db.session.commit()
    return {
        "id": taken.report_id,
        "reference": reference_of(taken.report_id),
        "is_new": taken.is_new,
        "told": taken.told,
        "escalated": taken.escalated,
    }


@blueprint.route("/reports", methods=["GET"])
@requires("incidents.report.read")
@blueprint.arguments(ReportsQuery, location="query")
@blueprint.response(200, ReportPage)
def list_reports(query: dict[str, Any]) -> dict[str, Any]:
    """List the reports received, the newest first, without what they say."""
    branch_at_hand()
    wanted = {name: query[name] for name in ("state", "urgency", "channel") if query[name] is not None}
    statement = select_reports(current_actor()).filter_by(**wanted)
    page = read_page(statement, keys=NEWEST_FIRST, query=query, make=_row)
    record("incidents.reports_viewed", data={"rows": len(page["items"])})
    return page


@blueprint.route("/reports/<uuid:report_id>", methods=["GET"])
@requires("incidents.report.read")
@blueprint.response(200, ReportSchema)
def get_report(report_id: UUID) -> dict[str, Any]:
    """Read one report with its words; the trail says who did."""
    branch_at_hand()
    report = open_report(report_id)
    said = read_words(report)
    record("incidents.report_viewed", target=(TARGET, report.id))
    return {
        **_row(report),
        "nature": report.nature,
        "informant_kind": report.informant_kind,
        "language": report.language,
        "kinds": report.kinds_hint,
        "place": report.place,
        "occurred_on": report.occurred_on,
        "narrative": said.narrative,
        "when": said.when,
        "people": said.people,
        "signs": said.signs,
        "is_erased": said.is_erased,
        "incident_id": report.incident_id,
    }


@blueprint.route("/reports/<uuid:report_id>/register", methods=["POST"])
@requires("incidents.report.register")
@blueprint.arguments(RegisterBody)
@blueprint.response(201, MovedSchema)
def register(body: dict[str, Any], report_id: UUID) -> dict[str, Any]:
    """Register a report as the next incident of the school year."""
    branch = branch_at_hand()
    report = open_report(report_id)
    if report.incident_id is not None:
        raise Conflict("already_registered")
    incident = register_report(report, _classification(body), _parts(body["people"]), branch=branch)
    db.session.flush()
    answer = {
        "id": incident.id,
        "number": journal_number(incident.school_year, incident.number),
        "status": incident.status,
        "version": incident.version,
    }
    db.session.commit()
    return answer


def _row(row: Any) -> dict[str, Any]:
    same = ("id", "received_at", "channel", "medium", "urgency", "state", "escalated")
    found = {name: getattr(row, name) for name in same}
    return {**found, "reference": reference_of(row.id), "unread": row.unread_by_team}


def _new_report(body: Mapping[str, Any]) -> NewReport:
    same = ("narrative", "submission", "nature", "place", "when_words", "people_words", "occurred_on")
    signs = tuple(body["signs"])
    return NewReport(
        **{name: body[name] for name in same},
        form=ReportForm.STAFF,
        medium=Medium.WORK_PAGE,
        language=current_locale(),
        informant_kind=InformantKind.STAFF,
        kinds_hint=tuple(kind for kind in body["kinds"] if kind != UNSURE),
        signs=(*signs, UrgencySign.DANGER_NOW) if body["danger"] == YES else signs,
        accused_ids=accused_among(body["not_for"]),
        is_own=True,
        wants_receipt=False,
    )


def _classification(body: Mapping[str, Any]) -> Classification:
    same = ("occurred_on", "summary", "weapon", "danger_to_life", "guardian_accuses")
    return Classification(
        **{name: body[name] for name in same},
        kinds=tuple(body["kinds"]),
        forms=tuple(body["forms"]),
        settings=tuple(one.value for one in body["settings"]),
        place=body["place"].value if body["place"] else None,
        urgency=body["urgency"].value,
    )


def _parts(rows: list[dict[str, Any]]) -> list[PersonPart]:
    """Turn people into parts; refuse whoever is not of this branch, naming the row."""
    known = person_choices(row["person_id"] for row in rows if row["person_id"])
    strangers = {
        f"people.{index}.person_id": [_("Choose a person of this branch.")]
        for index, row in enumerate(rows)
        if row["person_id"] and row["person_id"] not in known
    }
    if strangers:
        raise InvalidInput(strangers)
    return [
        PersonPart(
            row["role"],
            PartyKind(known[row["person_id"]].kind)
            if row["party"] is PartyKind.UNKNOWN and row["person_id"]
            else row["party"],
            row["person_id"],
            row["name"],
            row["injured"],
        )
        for row in rows
    ]
