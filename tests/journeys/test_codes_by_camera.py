"""Codes read with the device's camera: found, switched off, refused; the picture never leaves the page."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from sqlalchemy import select

from platform_core.clock import now
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.browser import launch_arguments
from platform_core.testing.people import make_user
from platform_core.testing.world import World
from plugins.visitors.models import Checkpoint, RoundStop, Visit
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.policy.rounds import Zone
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.services.invites import InviteInput, invite_visitors
from plugins.visitors.services.rounds import CheckpointDetails, RouteDetails, add_checkpoint, lay_out_route
from plugins.visitors.services.tokens import token_of
from plugins.visitors.services.visitors import VisitorDetails

READS_CODES = """
window.streams = [];
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await ask(wanted);
  window.streams.push(stream);
  return stream;
};
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect(video) {
    if (video.videoWidth > 0) document.documentElement.dataset.seen = "a picture";
    return window.inView && video.videoWidth > 0 ? [{ rawValue: window.inView }] : [];
  }
};
"""
"""A browser that reads codes, as those of Android and macOS do: what is in view is `window.inView`."""

READS_NONE = "delete window.BarcodeDetector;"
OPENER, VIEW, WORDS = "[data-scan-open]", "[data-scan-view]", "[data-scan-words]"
DESK, ROUNDS = "/alpha/visitors/desk?lang=en", "/alpha/visitors/rounds"


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium with a camera that shows a test picture."""
    how = launch_arguments()
    how["args"].append("--use-fake-device-for-media-stream")
    browser = playwright.chromium.launch(**how)
    yield browser
    browser.close()


@pytest.fixture
def guard(member: Callable[..., Any]) -> Any:
    """The desk on a tablet whose browser reads codes and whose owner allows the camera."""
    found = member("front_desk", permissions=["camera"])
    found.context.add_init_script(READS_CODES)
    return found


def _invited(world: World) -> tuple[UUID, str]:
    """Invite somebody for the hour to come; return their visit and the link they were sent."""
    with world.app.app_context():
        host, branch = make_user("staff"), branch_by_code("alpha")
        starts = now() + timedelta(minutes=10)
        with in_branch(branch.id, write=True):
            asked = InviteInput(
                InviteKind.SINGLE, Purpose.HAND_OVER, starts, starts + timedelta(minutes=20), "Вахта",
                guests=(VisitorDetails("Өтегенова", "Гүлжан"),), host_user_id=host,
            )  # fmt: skip
            invite = invite_visitors(asked, branch=branch)
            visit = db.session.scalars(select(Visit).where(Visit.invite_id == invite.id)).one()
            found = visit.id, f"https://school.example/alpha/visit/{token_of(visit)}"
            db.session.commit()
    return found


def _labels(world: World) -> list[str]:
    """Lay a route through two places; return what stands in their codes."""
    with world.app.app_context():
        branch = branch_by_code("alpha")
        with in_branch(branch.id, write=True):
            route = lay_out_route(RouteDetails("Негізгі"), branch=branch)
            for zone, name in ((Zone.BASEMENT, "Жертөле"), (Zone.ATTIC, "Шатыр асты")):
                add_checkpoint(route, CheckpointDetails(zone, name))
            db.session.commit()
        with in_branch(branch.id):
            tokens = db.session.scalars(select(Checkpoint.token).order_by(Checkpoint.place)).all()
    return [f"https://school.example{ROUNDS}/at/{token}" for token in tokens]


def _show(page: Page, text: str) -> None:
    """Hold a code before the camera."""
    page.evaluate("(text) => { window.inView = text; }", text)


def _tracks(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "window.streams.flatMap((one) => one.getTracks()).map((one) => one.readyState)"
    )
    return found


def _switch_on(page: Page) -> None:
    page.click(OPENER)
    expect(page.locator(WORDS)).to_have_text("Hold the code before the camera.")
    expect(page.locator("html")).to_have_attribute("data-seen", "a picture")
    assert _tracks(page) == ["live"]


def test_the_desk_reads_a_visitors_code_and_opens_the_visit(guard: Any, world: World) -> None:
    visit_id, link = _invited(world)
    guard.go(DESK)
    expect(guard.page.locator(OPENER)).to_be_visible()
    guard.check_accessible("before")
    sent: list[str] = []
    guard.page.on(
        "request", lambda asked: sent.append(f"{asked.method} {asked.url.removeprefix(guard.base)}")
    )
    _switch_on(guard.page)
    guard.check_accessible("looking")
    guard.check_fits("looking")
    assert {one.partition("?")[0] for one in sent} <= {"GET /alpha/visitors/desk/list"}  # no picture leaves
    _show(guard.page, link)
    guard.page.wait_for_url(f"**/desk/visits/{visit_id}")
    assert link not in "".join(sent)


def test_a_code_of_nobody_leaves_the_camera_off_and_says_so(guard: Any) -> None:
    guard.go(DESK)
    _switch_on(guard.page)
    _show(guard.page, "0" * 32)
    expect(guard.page.locator("#found")).to_contain_text("Nobody found today")
    expect(guard.page.locator(WORDS)).to_have_text("The code was read. The camera is off.")
    assert _tracks(guard.page) == ["ended"]


@pytest.mark.parametrize("way", ["Escape", "button", "hidden"])
def test_the_camera_is_switched_off(guard: Any, way: str) -> None:
    guard.go(DESK)
    page: Page = guard.page
    page.focus(OPENER)
    page.keyboard.press("Enter")
    expect(page.locator(WORDS)).to_have_text("Hold the code before the camera.")
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "button":
        page.focus("[data-scan-stop]")
        page.keyboard.press("Enter")
    else:
        page.evaluate(
            "Object.defineProperty(document, 'hidden', { value: true });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    expect(page.locator(VIEW)).to_be_hidden()
    expect(page.locator(WORDS)).to_have_text("The camera is off.")
    expect(page.locator(OPENER)).to_be_focused()
    assert _tracks(page) == ["ended"]
    assert page.evaluate("document.querySelector('video').srcObject") is None


def test_without_leave_the_words_say_what_to_do(member: Callable[..., Any]) -> None:
    guard = member("front_desk")
    guard.context.add_init_script(READS_CODES)
    guard.go(DESK)
    guard.page.click(OPENER)
    expect(guard.page.locator(WORDS)).to_contain_text("does not allow the camera")
    expect(guard.page.locator(VIEW)).to_be_hidden()


def test_a_browser_that_reads_no_codes_offers_none(member: Callable[..., Any]) -> None:
    guard = member("front_desk", permissions=["camera"])
    guard.context.add_init_script(READS_NONE)
    guard.go(DESK)
    guard.page.wait_for_load_state("networkidle")
    expect(guard.page.locator(OPENER)).to_be_hidden()
    expect(guard.page.locator("#f-words")).to_be_visible()


def test_other_pages_may_not_have_the_camera(guard: Any) -> None:
    allowed = "document.featurePolicy.allowsFeature('camera')"
    guard.go(DESK)
    assert guard.page.evaluate(allowed) is True
    guard.go("/alpha/visitors/journal")
    assert guard.page.evaluate(allowed) is False


def test_a_round_is_walked_with_the_camera_of_a_phone(member: Callable[..., Any], world: World) -> None:
    first, second = _labels(world)
    guard = member("front_desk", phone=True, permissions=["camera"])
    guard.context.add_init_script(READS_CODES)
    guard.go(f"{ROUNDS}?lang=en")
    guard.check_accessible("rounds")
    _switch_on(guard.page)
    guard.check_fits("looking")
    _show(guard.page, first)
    guard.page.wait_for_url("**/rounds/at/*")
    guard.page.get_by_role("button", name="I am here: seen").click()
    guard.page.wait_for_url("**/rounds/*-*")
    guard.check_accessible("round")
    _switch_on(guard.page)
    _show(guard.page, "https://school.example/nothing")
    expect(guard.page.locator("main")).to_contain_text("This is the label of no place that is walked.")
    _switch_on(guard.page)
    _show(guard.page, second)
    expect(guard.page.locator("main")).to_contain_text("Шатыр асты is confirmed.")
    with world.app.app_context(), in_branch(branch_by_code("alpha").id):
        stops = db.session.execute(select(RoundStop.state, RoundStop.means)).all()
    assert [tuple(stop) for stop in stops] == [("seen", "label")] * 2
