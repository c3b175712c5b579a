"""The list of reports on the safety service's desk: without content, and its card on the start page."""

import re

import pytest

from platform_core.testing.people import make_user, sign_out
from platform_core.testing.statements import counted_statements
from tests.plugins.incidents.views.desk import DESK, page

from .conftest import STORY


def test_the_list_shows_how_reports_came_and_never_what_they_say(client, login, report, trail) -> None:
    login(client, "sss_member", "alpha")
    shown = page(client.get(DESK))
    assert f"R-{report.hex[-6:].upper()}" in shown
    assert "Urgent: today" in shown
    assert STORY not in shown
    assert "Ерлан" not in shown
    assert trail()[-1].event == "incidents.reports_viewed"
    assert trail()[-1].data == {"rows": 1}


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("state=received", True), ("state=linked", False),
        ("urgency=urgent", True), ("urgency=immediate", False),
        ("channel=guardian_or_other", True), ("channel=staff", False),
        ("unread=true", False), ("sort=-urgency", True),
    ],
)  # fmt: skip
def test_the_list_filters(client, login, report, query, is_found) -> None:
    login(client, "sss_member", "alpha")
    shown = page(client.get(f"{DESK}?{query}"))
    assert (f"R-{report.hex[-6:].upper()}" in shown) is is_found
    assert ("No report fits" in shown) is not is_found


@pytest.mark.parametrize(
    "query", ["state=lost", "urgency=soon", "channel=pigeon", "sort=narrative", "cursor=none"]
)
def test_a_filter_that_the_list_does_not_have_is_refused(client, login, report, query) -> None:
    login(client, "sss_member", "alpha")
    assert client.get(f"{DESK}?{query}").status_code == 400


def test_an_empty_desk_says_what_to_do(client, login) -> None:
    login(client, "sss_member", "alpha")
    assert "No reports yet" in page(client.get(DESK))


def test_most_urgent_first_when_sorted_so(client, login, reporter, reports) -> None:
    for danger in ("no", "yes", "no"):
        reporter.send(danger=danger)
    urgent = next(one for one in reports() if one.urgency == "immediate")
    login(client, "sss_member", "alpha")
    shown = page(client.get(f"{DESK}?sort=-urgency"))
    assert re.findall(r">(R-[0-9A-F]{6})<", shown)[0] == f"R-{urgent.id.hex[-6:].upper()}"


def test_a_list_of_many_pages_costs_the_same_queries(app, client, login, reporter, report) -> None:
    def queries(address: str) -> int:
        page(client.get(address))  # whatever is kept between requests is kept now
        with counted_statements() as seen:
            page(client.get(address))
        return len(seen)

    login(client, "sss_member", "alpha")
    few = {address: queries(address) for address in (DESK, f"{DESK}/{report}", "/alpha/")}
    sign_out(client)
    for number in range(5):
        reporter.send()
        reporter.come_back(reporter.receipt, go="send", body=f"Тағы {number}", submission=f"{number:064x}")
    login(client, "sss_member", "alpha")
    assert {address: queries(address) for address in few} == few


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_desk_speaks_each_language(client, login, report, language) -> None:
    login(client, "sss_head", "alpha")
    for address in (DESK, f"{DESK}/{report}"):
        assert f'lang="{language}"' in page(client.get(f"{address}?lang={language}"))


def test_the_start_page_shows_what_waits_immediate_first(client, login, reporter) -> None:
    make_user("sss_member")
    reporter.send(danger="yes")
    login(client, "sss_member", "alpha")
    shown = page(client.get("/alpha/"))
    assert "1 report asks for action now" in shown
    assert "unavailable" not in shown
    login(client, "staff", "alpha")
    plain = page(client.get("/alpha/"))
    assert "asks for action" not in plain
    assert "Report a concern" in plain


def test_everybody_is_offered_to_report_and_to_come_back(client) -> None:
    shown = page(client.get("/alpha/?lang=en"))
    assert 'href="/alpha/report"' in shown
    assert 'href="/alpha/report/return"' in shown
    assert "/report" not in page(client.get("/central/?lang=en"))
