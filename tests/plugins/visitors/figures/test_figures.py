"""The module's figures: counted for the branch, folded for the centre, silent where it is off (P36)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from platform_core.central.figures import recount
from platform_core.extensions import db
from platform_core.hooks.types import Period
from platform_core.isolation.scope import in_branch
from plugins.visitors.indicators import INDICATORS, measure_indicators
from plugins.visitors.models import Round
from plugins.visitors.policy.events import EventKind, EventStatus
from plugins.visitors.policy.figures import figure_definitions
from plugins.visitors.policy.presence import AlarmKind
from plugins.visitors.policy.refusals import RefusalReason
from plugins.visitors.policy.rounds import Zone
from plugins.visitors.policy.vocabulary import DocumentType, Entry, Purpose
from plugins.visitors.queries.sheets import lines_of
from plugins.visitors.services.alarms import write_alarm
from plugins.visitors.services.open_events import EventDetails, announce_event, count_people, move_event
from plugins.visitors.services.refusals import RefusalDetails, refuse_entry
from plugins.visitors.services.rounds import CheckpointDetails, RouteDetails, add_checkpoint, lay_out_route
from plugins.visitors.services.sheets import LineEntry, WalkIn, enter_walk_in, print_sheet
from tests.plugins.visitors.conftest import NINE

FIRST = Period(2026, 1, date(2026, 9, 1), date(2026, 10, 31))
SECOND = Period(2026, 2, date(2026, 11, 1), date(2027, 1, 7))


@pytest.fixture
def busy(acting, branch_a, make_guest, at_nine):
    """A day with something of everything."""
    at_nine.shift(600)
    with acting("branch_head"):
        sheet = print_sheet(branch_a, day=date(2026, 10, 6), blank_lines=10)
        entries = (Entry.INVITED, Entry.INVITED, Entry.EMERGENCY)
        for line, entry, left in zip(lines_of(sheet.id), entries, (NINE, None, NINE), strict=False):
            paper = LineEntry(NINE, left, DocumentType.PASSPORT, "", guidance_signed=True)
            who = WalkIn(make_guest(f"Кісі{line.line}"), entry, Purpose.OTHER, None)
            visit = enter_walk_in(sheet, line, paper, who=who, branch=branch_a)
        write_alarm(visit, AlarmKind.OVERRUN, since=NINE)
        refuse_entry(RefusalDetails(RefusalReason.NO_DOCUMENT), branch=branch_a)
        refuse_entry(RefusalDetails(RefusalReason.NO_PURPOSE), branch=branch_a)
        event = announce_event(
            EventDetails(EventKind.OPEN_DAY, "Күн", "Зал", starts_at=NINE, ends_at=NINE + timedelta(hours=3))
        )
        move_event(event, EventStatus.RUNNING)
        count_people(event, tap="a" * 32, step=10)
        route = lay_out_route(RouteDetails("Жол", (1,), ("10:00", "11:00")), branch=branch_a)
        add_checkpoint(route, CheckpointDetails(Zone.ATTIC, "Шатыр"))
        for found, status in zip(db.session.scalars(select(Round)).all(), ("done", "missed"), strict=True):
            found.status = status
        db.session.commit()


def test_every_figure_is_counted_by_its_own_kinds(busy, branch_a):
    with in_branch(branch_a.id):
        found = {one.code: (one.value, dict(one.by_kind)) for one in measure_indicators(branch_a, FIRST)}
        later = {one.code: one.value for one in measure_indicators(branch_a, SECOND)}
    assert found == {
        "visitors.visits": (3, {"invited": 2, "emergency": 1}),
        "visitors.emergency_visits": (1, {}),
        "visitors.refusals": (2, {"no_document": 1, "no_purpose": 1}),
        "visitors.unverified_departures": (1, {}),
        "visitors.alarms": (2, {}),
        "visitors.open_event_guests": (10, {"open_day": 10}),
        "visitors.rounds": (2, {"done": 1, "missed": 1}),
        "visitors.findings": (0, {}),
    }
    assert set(later.values()) == {0}


def test_every_figure_is_declared_and_has_its_words():
    assert [one.code for one in INDICATORS] == [one.code for one in figure_definitions()]
    assert all(str(one.title) and str(one.unit) and one.sources for one in INDICATORS)


def test_the_branch_and_the_centre_see_what_is_kept(client, login, busy, branch_a, shown):
    with in_branch(branch_a.id, write=True):
        recount(branch_a, module="visitors", since=None)
        db.session.commit()
    login(client, "sss_head")
    page = shown(client.get("/alpha/visitors/figures"))
    assert "Refusals at the entrance" in page
    assert "Showed no identity document" in page
    told = client.get("/alpha/visitors/figures/export.json").json
    assert next(row for row in told if row["code"] == "visitors.visits" and not row["kind"])["q1"] == 3
    login(client, "wellbeing_officer", "central")
    page = shown(client.get("/central/visitors/figures?figure=refusals"))
    assert "By branch: Refusals at the entrance" in page
    told = client.get("/central/visitors/figures/export.json").json
    assert next(row for row in told if row["code"] == "visitors.refusals" and not row["kind"])["year"] == 2
    assert client.get("/central/visitors/figures/export.xlsx").status_code == 200


def test_a_wrong_year_or_figure_is_refused(client, login, at_nine):
    login(client, "sss_head")
    assert client.get("/alpha/visitors/figures?year=soon").status_code == 400
    login(client, "wellbeing_officer", "central")
    assert client.get("/central/visitors/figures?figure=names").status_code == 400


def test_teachers_and_desks_read_no_figures_and_branches_not_the_centre_s(client, login, at_nine):
    for role in ("staff", "front_desk"):
        login(client, role)
        assert client.get("/alpha/visitors/figures").status_code == 403
    login(client, "sss_head")
    assert client.get("/central/visitors/figures").status_code in (403, 404)
