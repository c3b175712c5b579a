"""The main job: a child's report becomes an incident, is answered, counted, and seen by no other branch."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.audit.seal import seal_all
from platform_core.audit.verify import verify_branch
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.world import World

STORY = "Үлкен балалар күн сайын ақшамды тартып алады, мен қорқамын"
ANSWER = "Хабарлағаның үшін рақмет, бүгін сенімен сөйлесеміз"
THANKS = "Рақмет, күтемін"


def _report_in_kazakh(child: Any) -> str:
    """Walk the public pages as a frightened child would, and return the receipt."""
    assert child.go("/alpha/report?lang=kk") == 200
    assert child.page.locator("html").get_attribute("lang") == "kk"
    child.check_accessible("start of the report")
    child.check_fits("start of the report")
    child.press("begin")
    for _question in range(20):
        page: Page = child.page
        if page.locator('textarea[name="narrative"]').is_visible():
            page.fill('textarea[name="narrative"]', STORY)
        elif page.locator('input[type="radio"][name="danger"][value="no"]').count():
            page.check('input[type="radio"][name="danger"][value="no"]')
        elif page.locator('input[type="checkbox"][name="kinds"][value="bullying"]').count():
            page.check('input[type="checkbox"][name="kinds"][value="bullying"]')
        if page.locator('button[value="send"]:not([aria-hidden])').count():
            break
        child.check_fits(page.url)
        child.press("next")
    expect(child.page.get_by_text(STORY)).to_be_visible()
    child.check_accessible("check of the answers")
    child.press("send")
    shown = child.page.locator(".p-receipt").first.inner_text()
    digits = re.sub(r"\D", "", shown)
    assert len(digits) == 16
    assert STORY not in child.page.url
    return digits


def _register(head: Any, report_path: str) -> str:
    """Register the report in the journal and return the incident's path."""
    head.go(f"{report_path}/register")
    page: Page = head.page
    head.check_accessible("registration")
    page.check('input[name="kinds"][value="bullying"]')
    for row, (role, name) in enumerate((("victim", "Бірінші Оқушы"), ("aggressor", "Екінші Оқушы"))):
        page.select_option(f'select[name="people.{row}.role"]', role)
        page.select_option(f'select[name="people.{row}.party"]', "student")
        page.fill(f'input[name="people.{row}.name"]', name)
    page.get_by_role("button", name="Register in the journal").click()
    page.wait_for_url(re.compile(r"/alpha/incidents/[0-9a-f-]{36}"))
    head.check_accessible("incident")
    return _path_of(page)


def _assess_high(head: Any) -> None:
    """Fill in all 43 lines, one of them grave, and keep the level that the page suggests."""
    page: Page = head.page
    page.locator('a[href*="/risk"]').first.click()
    page.wait_for_url(re.compile(r"/risk$"))
    head.check_accessible("risk form")
    for radio in page.locator('input[type="radio"][value="false"][name^="answers."]').all():
        radio.check(force=True)
    page.locator('input[name="answers.suicide_threat.present"][value="true"]').check(force=True)
    page.fill('textarea[name="answers.suicide_threat.example"]', "Айтқан сөзі жазылды")
    head.press("suggest")
    expect(page.locator("#suggestion")).to_contain_text("High")
    page.locator('input[name="level"][value="high"]').check(force=True)
    page.locator('input[name="outcome"][value="external_bodies"]').check(force=True)
    head.press("keep")
    page.wait_for_url(re.compile(r"/alpha/incidents/[0-9a-f-]{36}($|#|\?|/risk/)"))


def _read_report(head: Any) -> str:
    """Follow the alert, which says nothing, to the report, and return its path."""
    head.go("/alpha/inbox")
    expect(head.page.locator("main")).not_to_contain_text(STORY[:20])
    head.check_accessible("inbox")
    head.page.locator("main a[href*='/inbox/'], main form button").first.click()
    head.go("/alpha/incidents/reports")
    expect(head.page.locator("main")).not_to_contain_text(STORY[:20])
    head.check_accessible("reports received")
    head.page.locator("tbody a").first.click()
    expect(head.page.get_by_text(STORY)).to_be_visible()
    head.check_accessible("report")
    return _path_of(head.page)


def _talk_by_receipt(head: Any, child: Any, receipt: str) -> None:
    """The team answers, the child comes back by receipt, reads it and writes again."""
    head.page.fill('textarea[name="body"]', ANSWER)
    head.page.locator('form[action$="/answer"] button:not([aria-hidden])').first.click()
    expect(head.page.get_by_text(ANSWER)).to_be_visible()
    child.go("/alpha/report/return?lang=kk")
    child.check_accessible("return by receipt")
    child.page.fill('input[name="receipt"]', receipt)
    child.press("open")
    expect(child.page.get_by_text(ANSWER)).to_be_visible()
    child.check_accessible("thread of the reporter")
    child.page.fill('textarea[name="body"]', THANKS)
    child.press("send")
    expect(child.page.get_by_text(THANKS)).to_be_visible()
    assert receipt not in child.page.url


def _look_from_the_centre(officer: Any) -> None:
    officer.go("/central/incidents/journal?lang=en")
    expect(officer.page.locator("tbody tr")).to_have_count(1)
    expect(officer.page.locator("main")).to_contain_text("Alpha school")
    officer.check_accessible("central journal")
    _expect_figure(officer, "/central/incidents/figures?lang=en", "High-risk", minimum=1)
    officer.check_accessible("central figures")


def _find_nothing(stranger: Any, incident_path: str, report_path: str) -> None:
    """Somebody of another branch gets 404 by page, API, search and export, and finds nothing at home."""
    pages = ("/alpha/incidents/", "/alpha/incidents/export.xlsx", "/alpha/search?q=1")
    apis = ("/api/v1/alpha/incidents/journal", f"/api/v1/alpha{incident_path.removeprefix('/alpha')}")
    for path in (incident_path, report_path, *pages, *apis, incident_path.replace("/alpha/", "/beta/")):
        assert stranger.go(path) == 404, path
    assert stranger.go("/beta/search?q=001") == 200
    expect(stranger.page.locator("main")).not_to_contain_text("2026")


def test_from_report_to_figures(world: World, visit: Callable[..., Any], member: Callable[..., Any]) -> None:
    head = member("sss_head")  # there before the report, so that they are alerted
    child = visit(phone=True)
    receipt = _report_in_kazakh(child)
    report_path = _read_report(head)
    _talk_by_receipt(head, child, receipt)
    incident_path = _register(head, report_path)
    _assess_high(head)
    head.go("/alpha/incidents/")
    expect(head.page.locator("tbody tr")).to_have_count(1)
    head.check_accessible("journal")
    _look_from_the_centre(member("wellbeing_officer", "central"))
    _find_nothing(member("sss_head", "beta"), incident_path, report_path)
    _check_trail(world)


def _path_of(page: Page) -> str:
    """Return the path of a page, without its host, query and fragment."""
    return re.sub(r"^https?://[^/]+", "", page.url.split("?")[0].split("#")[0])


def _expect_figure(officer: Any, path: str, title: str, *, minimum: int) -> None:
    """Wait until the worker has counted, without sleeping: the page is asked again."""
    for _attempt in range(60):
        officer.go(path)
        row = officer.page.locator("tr", has_text=re.compile(title, re.IGNORECASE)).first
        cells = row.locator("td").all_inner_texts()
        if any(cell.strip().isdigit() and int(cell) >= minimum for cell in cells[1:]):
            return
    raise AssertionError((title, cells))


def _check_trail(world: World) -> None:
    """The trail is whole, and lists each view."""
    with world.app.app_context():
        alpha = branch_by_code("alpha")
        seal_all()
        report = verify_branch(alpha.id)
        with in_branch(alpha.id):
            events = set(db.session.scalars(select(AuditEntry.event)))
    assert report.ok, report
    assert {
        "incidents.report_received",
        "incidents.reports_viewed",
        "incidents.report_viewed",
        "incidents.receipt_opened",
        "incidents.thread_message_sent",
        "incidents.thread_message_read",
        "incidents.report_registered",
        "incidents.incident_viewed",
        "incidents.risk_assessed",
        "incidents.journal_viewed",
        "incidents.central_journal_viewed",
        "incidents.central_figures_viewed",
    } <= events, sorted(events)
