"""What happens at the entrance of a school in a day, told through the browsers of those who are there."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from playwright.sync_api import Page, expect
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import make_user
from platform_core.testing.world import World
from plugins.visitors.models import Refusal, Visit, WatchlistMatch
from plugins.visitors.policy.vocabulary import Purpose, VisitorType
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.visitors import VisitorDetails, register_visitor
from tests.journeys.conftest import PATIENCE_MS

AFTERNOON = datetime(2026, 10, 6, 10, 50, tzinfo=UTC)
"""Ten to four on a Tuesday in Almaty: lessons are over."""

VISIT_PAGE = re.compile(r"/alpha/visitors/desk/visits/[0-9a-f-]{36}")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that begins in the afternoon and goes on."""
    with time_machine.travel(AFTERNOON) as travelled:
        yield travelled


def _expect(world: World, family: str, given: str, *, host: UUID | None = None) -> UUID:
    """Expect a guardian at four, as an invitation would."""
    with world.app.app_context(), in_branch(branch_by_code("alpha").id, write=True):
        details = VisitorDetails(family_name=family, given_name=given, visitor_type=VisitorType.GUARDIAN)
        due = AFTERNOON + timedelta(minutes=10)
        said = Expectation(
            due, due + timedelta(minutes=30), Purpose.MEETING_CURATOR, place="204", host_user_id=host
        )
        visit_id = expect_visit(register_visitor(details), said).id
        db.session.commit()
    return visit_id


def _scan(desk: Any, link: str) -> None:
    """Scan the visitor's code: the scanner types the link and Enter, and the visit opens."""
    desk.go("/alpha/visitors/desk?lang=en")
    page: Page = desk.page
    page.fill('input[name="words"]', link)
    page.press('input[name="words"]', "Enter")
    page.wait_for_url(VISIT_PAGE)


def _check_identity(desk: Any) -> None:
    desk.check_accessible("identity")
    desk.page.locator('button[name="document_type"][value="identity_card"]').click()
    expect(desk.page.locator("#identity")).to_have_count(0)


def _sign(desk: Any, name: str) -> None:
    """Have the visitor read the guidance on the desk's screen and sign it by name."""
    page: Page = desk.page
    desk.check_accessible("guidance")
    page.fill('input[name="signature_name"]', name)
    page.locator("#guidance").get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("#guidance")).to_have_count(0)


def _admit(desk: Any, hand_to: str) -> None:
    desk.check_accessible("at the door")
    desk.page.locator(f'button[name="hand_to"][value="{hand_to}"]').click()
    expect(desk.page.locator("#check_out")).to_be_visible()


def _tap(phone: Any, tap: str) -> None:
    form = phone.page.locator(f'form:has(input[name="tap"][value="{tap}"])')
    form.get_by_role("button").first.click()
    phone.page.wait_for_load_state()


def _status(world: World, visit_id: UUID) -> str:
    with world.app.app_context(), in_branch(branch_by_code("alpha").id):
        return str(db.session.scalar(select(Visit.status).where(Visit.id == visit_id)))


def _only_visit(world: World) -> UUID:
    with world.app.app_context(), in_branch(branch_by_code("alpha").id):
        return db.session.scalars(select(Visit.id)).one()


def _invite(host: Any) -> str:
    """Invite a guardian for four o'clock and return the link that is handed over."""
    host.go("/alpha/visitors/invites/new?lang=en")
    host.check_accessible("invitation")
    page: Page = host.page
    page.fill('input[name="guests.0.family_name"]', "Өтегенова")
    page.fill('input[name="guests.0.given_name"]', "Гүлжан")
    page.fill('input[name="starts_at"]', "2026-10-06T16:00")
    page.select_option('select[name="purpose"]', "meeting_curator")
    page.fill('input[name="place"]', "204")
    page.get_by_role("button", name="Invite", exact=True).click()
    page.wait_for_url(re.compile(r"/alpha/visitors/invites/[0-9a-f-]{36}$"))
    host.check_accessible("what was agreed")
    page.get_by_role("link", name="Links and codes").click()
    return page.locator(".v-link-address").inner_text().strip()


def test_an_invited_guardian_comes_and_goes(
    world: World, clock: object, member: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    host = member("curator", phone=True)
    link = _invite(host)
    guardian = visit(phone=True)
    path = re.sub(r"^https?://[^/]+", "", link)
    assert guardian.go(f"{path}?lang=kk") == 200
    expect(guardian.page.locator("html")).to_have_attribute("lang", "kk")
    expect(guardian.page.locator("svg.q-qr")).to_be_visible()
    expect(guardian.page.locator("main")).to_contain_text("Гүлжан")
    expect(guardian.page.locator("main")).not_to_contain_text("Өтегенова")
    guardian.check_accessible("the visitor's page")
    guardian.check_fits("the visitor's page")
    desk = member("front_desk")
    _scan(desk, link)
    _check_identity(desk)
    _sign(desk, "Өтегенова Гүлжан")
    _admit(desk, "call")
    visit_id = _only_visit(world)
    _walk_along(host)
    assert _status(world, visit_id) == "on_site"
    desk.go(f"/alpha/visitors/visits/{visit_id}/custody?lang=en")
    _tap(desk, "take")
    desk.go(f"/alpha/visitors/desk/visits/{visit_id}?lang=en")
    desk.check_accessible("on the way out")
    desk.page.get_by_role("button", name="The visitor has left").click()
    expect(desk.page.locator("#check_out")).to_have_count(0)
    assert _status(world, visit_id) == "checked_out"


def _walk_along(host: Any) -> None:
    """Take the visitor over, wait at the toilet, and see them back to the desk (A5.6)."""
    host.go("/alpha/visitors/with-me?lang=en")
    host.check_accessible("who is with me")
    host.check_fits("who is with me")
    host.page.locator("a.v-row").click()
    for step in ("take", "toilet", "toilet_back", "bring_back"):
        host.check_fits(f"before {step}")
        _tap(host, step)
    host.check_accessible("a chain of custody")


def test_nobody_announced_comes_in_without_management(
    world: World, clock: object, member: Callable[..., Any]
) -> None:
    head = member("branch_head", phone=True)
    desk = member("front_desk")
    desk.go("/alpha/visitors/emergency/new?lang=en")
    desk.check_accessible("a visitor without agreement")
    page: Page = desk.page
    page.fill('input[name="family_name"]', "Сәдуақас")
    page.fill('input[name="given_name"]', "Ерлан")
    page.select_option('select[name="purpose"]', "collect_child")
    page.get_by_role("button", name="Ask management").click()
    page.wait_for_url(re.compile(r"/alpha/visitors/emergency/[0-9a-f-]{36}"))
    visit_id = _only_visit(world)
    assert _status(world, visit_id) == "pending_approval"
    expect(page.locator('button[name="answer"]')).to_have_count(0)  # who asks may not answer
    head.go("/alpha/inbox?lang=en")
    expect(head.page.locator("main")).not_to_contain_text("Сәдуақас")
    head.go(f"/alpha/visitors/emergency/{visit_id}?lang=en")
    head.check_accessible("a request at the door")
    head.check_fits("a request at the door")
    head.page.get_by_role("button", name="Let them in", exact=True).click()
    assert _status(world, visit_id) == "approved"
    desk.go(f"/alpha/visitors/desk/visits/{visit_id}?lang=en")
    _check_identity(desk)
    assert _status(world, visit_id) == "identity_checked"


def test_who_shows_no_document_is_refused(world: World, clock: object, member: Callable[..., Any]) -> None:
    visit_id = _expect(world, "Ким", "Виктор")
    desk = member("front_desk")
    desk.go(f"/alpha/visitors/refusals/new?visit={visit_id}&lang=en")
    desk.check_accessible("a refusal")
    desk.page.locator('input[name="reason"][value="no_document"]').check(force=True)
    desk.page.get_by_role("button", name="Record the refusal").click()
    desk.page.wait_for_url(re.compile(r"/alpha/visitors/refusals"))
    assert _status(world, visit_id) == "refused"
    desk.go(f"/alpha/visitors/desk/visits/{visit_id}?lang=en")
    expect(desk.page.locator('button[name="document_type"]')).to_have_count(0)
    with world.app.app_context(), in_branch(branch_by_code("alpha").id):
        assert db.session.scalars(select(Refusal.visit_id)).one() == visit_id


def _announce_open_day(head: Any) -> str:
    head.go("/alpha/visitors/events/new?lang=en")
    head.check_accessible("an open event")
    page: Page = head.page
    page.locator('input[name="kind"][value="open_day"]').check(force=True)
    page.fill('input[name="title"]', "Ашық есік күні")
    page.fill('input[name="place"]', "Акт залы")
    page.fill('input[name="starts_at"]', "2026-10-06T16:00")
    page.fill('input[name="ends_at"]', "2026-10-06T18:00")
    page.fill('input[name="doors"]', "2")
    page.fill('input[name="expected"]', "300")
    page.get_by_role("button", name="Announce").click()
    page.wait_for_url(re.compile(r"/alpha/visitors/events/[0-9a-f-]{36}$"))
    event = re.sub(r"^https?://[^/]+", "", page.url)
    page.get_by_role("button", name=re.compile("^Start")).click()
    page.wait_for_url(re.compile("/count"))
    return event


def test_three_hundred_come_to_an_open_day_by_two_doors(
    world: World, clock: object, member: Callable[..., Any]
) -> None:
    head = member("branch_head")
    event = _announce_open_day(head)
    doors = [member("front_desk", phone=True), member("sss_head", phone=True)]
    for number, door in enumerate(doors, start=1):
        door.go(f"{event}/count?door={number}&lang=en")
        door.check_fits("the counter")
    doors[0].check_accessible("the counter")
    for door in doors:
        for _tens in range(15):
            door.page.get_by_role("button", name="Count 10").click()
    expect(doors[1].page.locator("[data-people]")).to_have_text("300")
    head.go(f"{event}?lang=en")
    expect(head.page.locator("main")).to_contain_text("300")
    head.check_accessible("the count of an open day")
    expect(head.page.locator("main")).to_contain_text("Door 1: 150")


def test_a_match_in_other_letters_is_judged_by_a_person(
    world: World, clock: object, member: Callable[..., Any]
) -> None:
    head = member("sss_head")
    head.go("/alpha/visitors/watchlist/new?lang=en")
    head.check_accessible("an entry of the watch-list")
    page: Page = head.page
    page.fill('textarea[name="names"]', "Жұмағұлов Қайрат Әбенұлы")
    page.select_option('select[name="reason"]', index=1)
    page.get_by_role("button", name="Put on the list").click()
    page.wait_for_url(re.compile(r"/alpha/visitors/watchlist(/[0-9a-f-]{36})?$"))
    visit_id = _expect(world, "Zhumagulov", "Kairat")
    desk = member("front_desk")
    desk.go(f"/alpha/visitors/desk/visits/{visit_id}?lang=en")
    _check_identity(desk)
    alert = desk.page.get_by_role("link", name="Compare and decide")
    expect(alert).to_be_visible()
    desk.check_accessible("a match at the desk")
    expect(desk.page.locator('button[name="hand_to"]')).to_have_count(0)
    alert.click()
    desk.check_accessible("is this the same person")
    expect(desk.page.locator("main")).to_contain_text("Жұмағұлов")
    desk.page.locator('input[name="verdict"][value="not_a_match"]').check(force=True)
    desk.page.fill('input[name="reason"]', "Another date of birth in the document")
    desk.page.get_by_role("button", name="Decide", exact=True).click()
    desk.page.wait_for_load_state()
    with world.app.app_context(), in_branch(branch_by_code("alpha").id):
        match = db.session.scalars(select(WatchlistMatch)).one()
        assert (match.status, match.decided_by is not None) == ("not_a_match", True)
    desk.go(f"/alpha/visitors/desk/visits/{visit_id}?lang=en")
    expect(desk.page.get_by_role("link", name="Compare and decide")).to_have_count(0)
    _sign(desk, "Zhumagulov Kairat")
    _admit(desk, "desk")


def test_a_visitor_who_stays_too_long_rings_and_stands_on_the_roll(
    world: World, clock: time_machine.Traveller, member: Callable[..., Any]
) -> None:
    with world.app.app_context():
        host_id = make_user("curator", login="host.alpha", name="Досжанов Ғани")
    visit_id = _expect(world, "Ізбасарова", "Үміт", host=host_id)
    desk = member("front_desk")
    desk.go(f"/alpha/visitors/desk/visits/{visit_id}?lang=en")
    _check_identity(desk)
    _sign(desk, "Ізбасарова Үміт")
    _admit(desk, "host")
    clock.shift(timedelta(hours=2))  # the desk's session is long over: somebody else looks now
    head = member("sss_head")
    head.go("/alpha/visitors/desk?lang=en")
    alarm = head.page.locator("article.v-alarm")
    expect(alarm).to_contain_text("Ізбасарова", timeout=PATIENCE_MS)
    head.check_accessible("an alarm at the desk")
    alarm.get_by_role("button", name="I am looking after it").click()
    expect(head.page.locator("article.v-alarm-seen")).to_be_visible()
    head.go("/alpha/visitors/inside/roll?lang=en")
    expect(head.page.get_by_role("row").filter(has_text="Ізбасарова Үміт")).to_contain_text("204")
    head.check_accessible("the evacuation roll")
    paper = head.page.request.get(f"{head.base}/alpha/visitors/inside/roll.pdf")
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")
    assert paper.body().startswith(b"%PDF-")
