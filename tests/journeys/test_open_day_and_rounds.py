"""An open day for three hundred at two doors, one of them offline for a while; and a round on a phone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import expect
from sqlalchemy import select

from platform_core.clock import now
from platform_core.extensions import db
from platform_core.i18n import local_time
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.world import World
from plugins.visitors.models import Checkpoint, EventTap, OpenEvent, Visit
from plugins.visitors.policy.rounds import Zone
from plugins.visitors.queries.open_events import total_of
from plugins.visitors.services.rounds import CheckpointDetails, RouteDetails, add_checkpoint, lay_out_route

R = "/alpha/visitors"
ONE, TEN = '[data-tap-form]:has([name="step"][value="1"]) button', '[data-tap-form]:has([value="10"]) button'


def _announce(head: Any) -> str:
    """Announce an open day for now on the page, open its doors, and return its address."""
    page = head.page
    assert head.go(f"{R}/events/new") == 200
    head.check_accessible("announce")
    page.check('input[name="kind"][value="open_day"]')
    page.fill('input[name="title"]', "Ашық есік күні")
    page.fill('input[name="place"]', "Акт залы")
    for name, hours in (("starts_at", -1), ("ends_at", 3)):
        moment = local_time(now() + timedelta(hours=hours))
        page.fill(f'input[name="{name}"]', f"{moment:%Y-%m-%dT%H:%M}")
    page.fill('input[name="doors"]', "2")
    page.fill('input[name="capacity"]', "310")
    page.locator("main form.q-form button.q-btn-primary").click()
    page.wait_for_url("**/events/*-*")
    address: str = page.url.removeprefix(head.base)
    page.locator('form:has(input[value="running"]) button').click()
    page.wait_for_url("**/count")
    return address


def test_an_open_day_of_300_is_counted_at_two_doors(member: Callable[..., Any], world: World) -> None:
    head = member("branch_head")
    event = _announce(head)
    first, second = member("front_desk", phone=True), member("sss_head", phone=True)
    for door, desk in enumerate((first, second), start=1):
        assert desk.go(f"{event}/count?door={door}") == 200
        desk.check_accessible("counter")
        desk.check_fits("counter")
        for _tap in range(14):
            desk.page.click(TEN)
    second.context.set_offline(True)
    for _tap in range(20):
        second.page.click(ONE)
    expect(second.page.locator("[data-waiting]")).to_be_visible()
    second.context.set_offline(False)
    for desk in (first, second):
        expect(desk.page.locator("[data-people]")).to_have_text("300", timeout=30_000)
        expect(desk.page.locator("[data-waiting]")).to_be_hidden(timeout=30_000)
    with world.app.app_context(), in_branch(branch_by_code("alpha").id):
        event_id = db.session.scalars(select(OpenEvent.id)).one()
        assert total_of(event_id) == 300
        assert len(db.session.scalars(select(EventTap.id)).all()) == 48
        assert db.session.scalar(select(Visit.id)) is None
    head.go(event)
    head.check_accessible("event")
    expect(head.page.locator("main")).to_contain_text("Nearly full")
    second.faults.clear()  # the browser says itself that it had no network


def test_a_round_is_walked_by_scanning_labels_on_a_phone(member: Callable[..., Any], world: World) -> None:
    with world.app.app_context():
        branch = branch_by_code("alpha")
        with in_branch(branch.id, write=True):
            route = lay_out_route(RouteDetails("Негізгі"), branch=branch)
            for zone, name in ((Zone.BASEMENT, "Жертөле"), (Zone.ATTIC, "Шатыр асты")):
                add_checkpoint(route, CheckpointDetails(zone, name))
            db.session.commit()
        with in_branch(branch.id):
            tokens = list(db.session.scalars(select(Checkpoint.token).order_by(Checkpoint.place)))
    guard = member("front_desk", phone=True)
    for token in tokens:
        assert guard.go(f"{R}/rounds/at/{token}") == 200
        guard.check_accessible("scanned")
        guard.page.locator("main form button").click()
        guard.page.wait_for_url("**/rounds/*-*")
    guard.check_accessible("round")
    guard.check_fits("round")
    guard.page.get_by_text("Write down a finding").click()
    guard.page.locator('select[name="checkpoint"]').select_option(label="Жертөле")
    guard.page.check('input[name="kind"][value="light_out"]')
    guard.page.get_by_role("button", name="Write it down").click()
    expect(guard.page.locator("main")).to_contain_text("No light")
    guard.page.get_by_role("button", name="Finish the round").click()
    guard.page.wait_for_url("**/visitors/rounds")
    guard.check_accessible("rounds")
    expect(guard.page.locator("main")).to_contain_text("Done")
