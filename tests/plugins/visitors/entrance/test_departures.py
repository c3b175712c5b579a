"""The duty to find out how a visitor left keeps step with the visits (A5.6)."""

from datetime import date, timedelta

from platform_core.extensions import db
from platform_core.obligations.services import obligation_states
from plugins.visitors.jobs.rounds import begin_day
from plugins.visitors.obligations import OBLIGATIONS
from plugins.visitors.queries.departures import name_visits
from plugins.visitors.services.departures import DUTY, keep_departures
from tests.plugins.visitors.conftest import NINE


def state_of(visit):
    return obligation_states(DUTY, [str(visit.id)]).get(str(visit.id))


def test_an_unverified_departure_is_owed_until_it_is_found_out(acting, branch_a, make_due, at_nine):
    with acting():
        visit = make_due()
        visit.status, visit.arrived_at, visit.school_year, visit.number = "departed_unverified", NINE, 2026, 7
        db.session.flush()
        at_nine.shift(timedelta(days=1))
        assert keep_departures(branch_a) == 1
        assert keep_departures(branch_a) == 1  # a second time nothing changes
        assert state_of(visit).is_open
        assert state_of(visit).due_on == date(2026, 10, 7)
        assert name_visits([str(visit.id)]) == {str(visit.id): "2026/27-007"}
        visit.status = "checked_out"
        db.session.flush()
        begin_day({})
        assert not state_of(visit).is_open


def test_every_duty_leads_to_a_page_and_names_its_things_without_a_person(app):
    endpoints = set(app.view_functions)
    for duty in OBLIGATIONS:
        shown = [page.endpoint for page in (duty.page, duty.evidence_page) if page is not None]
        assert shown
        assert set(shown) <= endpoints
        assert duty.owners
