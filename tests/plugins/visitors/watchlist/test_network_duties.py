"""The reviews that the network's list owes the centre: owed, shown, told, fulfilled, withdrawn (P12.5)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch, register_lookup
from platform_core.jobs.outbox import Outbox
from platform_core.notify.models import Notification
from platform_core.obligations.models import Obligation
from platform_core.obligations.reminders import TELL_CENTRE, escalate, remind, tell_centre
from platform_core.testing.people import make_user
from plugins.visitors.jobs.watchlist import owe_network_reviews
from plugins.visitors.models import NetworkWatch
from plugins.visitors.services import watchlist_network
from tests.plugins.visitors.watchlist.conftest import TODAY

Login = Callable[..., str]
OnNetwork = Callable[..., str]
CENTRE, DUTY = "/central/visitors/watchlist", "visitors.network_review"
SOON, LATER = TODAY + timedelta(days=20), TODAY + timedelta(days=200)


def duties(place: BranchInfo) -> list[tuple[str, Any]]:
    with in_branch(place.id):
        found = db.session.execute(
            select(Obligation.status, Obligation.due_on)
            .where(Obligation.code == DUTY)
            .order_by(Obligation.due_on)
        )
        return [(row.status, row.due_on) for row in found]


def run_job(place: BranchInfo) -> None:
    with in_branch(place.id, write=True):
        owe_network_reviews({})
        db.session.commit()


def the_entry() -> NetworkWatch:
    with register_lookup(reason="test"):
        return db.session.scalars(select(NetworkWatch)).one()


@pytest.fixture
def officer(client: FlaskClient, login: Login, central: BranchInfo, on_network: OnNetwork) -> FlaskClient:
    """An officer of the centre, and an entry that is to be looked at again in twenty days."""
    on_network(review_on=SOON)
    run_job(central)
    login(client, "wellbeing_officer", "central")
    return client


def test_a_review_is_owed_to_the_centre_alone_and_once(
    on_network: OnNetwork, central: BranchInfo, branch_a: BranchInfo
) -> None:
    on_network(review_on=SOON)
    for place, owed in ((central, [("open", SOON)]), (branch_a, [])):
        run_job(place)
        run_job(place)
        assert duties(place) == owed


def test_a_review_far_off_is_not_owed_yet(on_network: OnNetwork, central: BranchInfo) -> None:
    on_network(review_on=TODAY + timedelta(days=31))
    run_job(central)
    assert duties(central) == []


def test_the_duty_is_shown_and_leads_to_its_entry_without_a_reference(
    officer: FlaskClient, central: BranchInfo
) -> None:
    listed = officer.get("/central/obligations/").text
    assert "Look again at an entry of the network&#39;s watch-list" in listed
    assert "Ахметов" not in listed
    watch_id = str(the_entry().id)
    leads = officer.get(f"{CENTRE}/due/{watch_id}")
    assert leads.status_code == 200
    assert watch_id in leads.text
    assert "Ахметов" not in leads.text
    opened = officer.post(f"{CENTRE}/open", data={"reference": watch_id})
    assert "Ахметов Қайрат Болатұлы" in opened.text
    with in_branch(central.id):
        told = db.session.scalars(
            select(AuditEntry.target_id).where(AuditEntry.event == "visitors.network_opened")
        )
        assert list(told) == [UUID(watch_id)]


def test_a_review_fulfils_the_duty_and_the_entry_answers_to_its_id_no_more(
    officer: FlaskClient, central: BranchInfo
) -> None:
    entry = the_entry()
    step = {"reference": str(entry.id), "version": entry.version, "review_on": LATER.isoformat()}
    assert officer.post(f"{CENTRE}/review", data=step).status_code == 302
    assert duties(central) == [("fulfilled", SOON)]
    run_job(central)
    assert duties(central) == [("fulfilled", SOON)]
    assert (the_entry().review_on, the_entry().reviewed_on) == (LATER, TODAY)
    closed = officer.post(f"{CENTRE}/open", data={"reference": str(entry.id)})
    assert closed.status_code == 422
    assert "Ахметов" not in closed.text


def test_looking_again_soon_fulfils_one_and_owes_the_next(officer: FlaskClient, central: BranchInfo) -> None:
    entry, sooner = the_entry(), TODAY + timedelta(days=25)
    step = {"reference": str(entry.id), "version": entry.version, "review_on": sooner.isoformat()}
    assert officer.post(f"{CENTRE}/review", data=step).status_code == 302
    assert duties(central) == [("fulfilled", SOON), ("open", sooner)]


def test_ending_withdraws_the_duty(officer: FlaskClient, login: Login, app: Any, central: BranchInfo) -> None:
    key = str(the_entry().id)
    ask = {"reference": key, "version": 1, "end_reason": "order_ended"}
    assert officer.post(f"{CENTRE}/ask-end", data=ask).status_code == 302
    assert duties(central) == [("open", SOON)], "one person alone ends nothing"
    make_user("wellbeing_officer", branch="central", login="second.officer")
    second = app.test_client()
    login(second, "wellbeing_officer", "central", login="second.officer")
    assert second.post(f"{CENTRE}/end", data={"reference": key, "version": 2}).status_code == 302
    assert duties(central) == [("withdrawn", SOON)]
    run_job(central)
    assert duties(central) == [("withdrawn", SOON)]


def test_a_day_that_is_too_far_off_is_refused_and_nothing_is_done(
    officer: FlaskClient, central: BranchInfo
) -> None:
    entry = the_entry()
    far = (TODAY + timedelta(days=400)).isoformat()
    refused = officer.post(
        f"{CENTRE}/review", data={"reference": str(entry.id), "version": 1, "review_on": far}
    )
    assert refused.status_code == 422
    assert 'href="#f-review_on"' in refused.text
    assert (duties(central), the_entry().review_on) == ([("open", SOON)], SOON)


def test_the_morning_makes_up_for_a_page_that_was_cut_short(
    on_network: OnNetwork, central: BranchInfo
) -> None:
    on_network("Ахметов Қайрат", review_on=SOON)
    run_job(central)
    key = str(the_entry().id)
    with register_lookup(reason="test", write=True):
        watchlist_network.review_watch(key, review_on=LATER, version=1, today=TODAY)
        db.session.commit()
    assert duties(central) == [("open", SOON)]
    run_job(central)
    assert duties(central) == [("fulfilled", SOON)]


def test_what_is_late_is_told_and_goes_on_matching(
    officer: FlaskClient, login: Login, central: BranchInfo, at_nine: Any
) -> None:
    late = SOON + timedelta(days=14)
    with in_branch(central.id, write=True):
        assert remind(central, today=SOON) == 1
        assert escalate(central, today=SOON + timedelta(days=2)) == 0
        assert escalate(central, today=late) == 1
        assert escalate(central, today=late) == 0
        sent = db.session.scalars(select(Outbox.payload).where(Outbox.name == TELL_CENTRE)).all()
        assert sent == [{"branch": "central", "count": 1}]
        tell_centre(sent[0])
        target = db.session.scalars(
            select(Notification.target_url).where(Notification.code == "core.obligations_escalated")
        ).one()
        db.session.commit()
    at_nine.shift(timedelta(days=34))
    login(officer, "wellbeing_officer", "central")
    assert "14 days late" in officer.get(target).text
    entry = the_entry()
    assert entry.ended_on is None
    assert officer.post(f"{CENTRE}/open", data={"reference": str(entry.id)}).status_code == 200


@pytest.mark.parametrize(("role", "branch"), [("auditor", "central"), ("branch_head", "alpha")])
def test_nobody_else_is_led_to_an_entry(
    client: FlaskClient, login: Login, on_network: OnNetwork, role: str, branch: str
) -> None:
    on_network(review_on=SOON)
    login(client, role, branch)
    assert client.get(f"{CENTRE}/due/{the_entry().id}").status_code in {403, 404}
    answer = client.post(f"{CENTRE}/open", data={"reference": str(the_entry().id)})
    assert answer.status_code in {403, 404}
    assert "Ахметов" not in answer.text
