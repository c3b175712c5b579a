"""The journal, its search, open events and rounds on PostgreSQL, whose types and fences are stricter."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from platform_core.clock import now
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import sign_in
from plugins.visitors.policy.events import EventKind, EventStatus
from plugins.visitors.policy.refusals import RefusalReason
from plugins.visitors.policy.rounds import Zone
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.queries.open_events import running_events
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.open_events import EventDetails, announce_event, count_people, move_event
from plugins.visitors.services.refusals import RefusalDetails, refuse_entry
from plugins.visitors.services.rounds import (
    CheckpointDetails,
    RouteDetails,
    add_checkpoint,
    begin_extra,
    lay_out_route,
)
from plugins.visitors.services.sheets import print_sheet
from plugins.visitors.services.visitors import VisitorDetails, register_visitor

PAGES = (
    "journal?status=refused", "journal?later=true&year=2026", "refusals", "events", "passes?state=valid",
    "sheets", "rounds", "rounds/history", "rounds/findings", "figures",
)  # fmt: skip


def _write(code: str) -> None:
    """Refuse two, hold an event, print a sheet and begin a round in a branch."""
    branch, at = branch_by_code(code), now()
    with in_branch(branch.id, write=True):
        guest = register_visitor(VisitorDetails("Әлімов", "Нұрлан" if code == "alpha" else "Бөтен"))
        visit = expect_visit(guest, Expectation(at, at + timedelta(hours=1), Purpose.OTHER))
        refuse_entry(RefusalDetails(RefusalReason.NO_DOCUMENT), branch=branch, visit=visit)
        refuse_entry(RefusalDetails(RefusalReason.OTHER, note="сөз", name="Бір адам"), branch=branch)
        event = announce_event(EventDetails(EventKind.OPEN_DAY, "Күн", "Зал", at, at + timedelta(hours=2)))
        move_event(event, EventStatus.RUNNING)
        for _again in range(2):
            count_people(event, tap="a" * 32, step=10)
        assert running_events()[0].people == 10
        print_sheet(branch, day=at.date() + timedelta(days=1), blank_lines=10)
        route = lay_out_route(RouteDetails("Жол"), branch=branch)
        add_checkpoint(route, CheckpointDetails(Zone.ATTIC, "Шатыр"))
        begin_extra(route, branch=branch)
        db.session.commit()


def test_every_page_of_the_entrance_shows_its_own_branch_alone(pg_app: Flask) -> None:
    for code in ("alpha", "beta"):
        _write(code)
    client: FlaskClient = pg_app.test_client()
    sign_in(client, "sss_head")

    def ask(page: str) -> str:
        return client.get(f"/alpha/visitors/{page}").get_data(as_text=True)

    for page in PAGES:
        assert client.get(f"/alpha/visitors/{page}").status_code == 200, page
    assert "Нұрлан" in ask("journal")
    assert "Бөтен" not in ask("journal")
    found = client.post("/alpha/visitors/journal/search", data={"name": "әлім"}).get_data(as_text=True)
    assert "Нұрлан" in found
    assert "Бөтен" not in found
    assert client.get("/alpha/visitors/journal/export.xlsx").status_code == 200
