"""The landing page, the start page, the public page of a school, search."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo, NavItem
from platform_core.isolation.scope import in_branch


def entries(branch: BranchInfo, event: Any) -> Any:
    with in_branch(branch.id):
        return db.session.execute(select(AuditEntry).where(AuditEntry.event == event)).scalars().all()


def test_everybody_may_choose_a_school_but_not_the_centre(client: FlaskClient) -> None:
    page = client.get("/?lang=en").text
    assert 'href="/alpha/"' in page
    assert 'href="/beta/"' in page
    assert 'href="/central/"' not in page
    assert "Staff: sign in" in page


def test_who_works_in_one_place_is_taken_there(client: FlaskClient, login: Callable[..., str]) -> None:
    login(client, "staff", "beta")
    response = client.get("/")
    assert (response.status_code, response.location) == (302, "/beta/")
    assert "Where are you working?" in client.get("/?choose=1").text


def test_the_service_says_that_it_lives(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.json, response.headers["Cache-Control"]) == ({"status": "ok"}, "no-store")


def test_a_stranger_sees_what_the_school_offers(client: FlaskClient, toy: Any) -> None:
    page = client.get("/alpha/?lang=en").text
    assert page.index("Tell us") < page.index("Late")
    assert "No name" in page
    assert "q-side" not in page


def test_a_stranger_gets_no_cookie(client: FlaskClient, toy: Any) -> None:
    assert not client.get("/alpha/").headers.getlist("Set-Cookie")


def test_a_member_of_another_branch_is_a_stranger_here(
    client: FlaskClient, login: Callable[..., str], toy: Any
) -> None:
    login(client, "sss_head", "beta")
    page = client.get("/alpha/").text
    assert "Tell us" in page
    assert "q-side" not in page


def test_a_member_sees_the_cards_in_their_order(
    client: FlaskClient, login: Callable[..., str], toy: Any
) -> None:
    login(client, "staff", "alpha")
    page = client.get("/alpha/").text
    assert page.index("First") < page.index("Second")
    assert "Hidden" not in page


@pytest.mark.parametrize("hook", ["dashboard_cards", "navigation_items"])
def test_a_module_that_fails_takes_only_its_own_part(
    client: FlaskClient, login: Callable[..., str], toy: Any, hook: str
) -> None:
    def fail(scope: Any, user: Any) -> None:
        raise RuntimeError("the name of a child")

    setattr(toy, hook, fail)
    login(client, "staff", "alpha")
    response = client.get("/alpha/")
    assert response.status_code == 200
    assert "the name of a child" not in response.text
    if hook == "dashboard_cards":
        assert "This module is unavailable just now." in response.text


def test_a_card_whose_template_fails_takes_only_its_own_part(
    client: FlaskClient, login: Callable[..., str], toy: Any
) -> None:
    from platform_core.hooks.types import DashboardCard

    toy.dashboard_cards = lambda scope, user: [
        DashboardCard("Broken", "core/missing.html", {}),
        DashboardCard("Whole", "core/_flashes.html", {}),
    ]
    login(client, "staff", "alpha")
    page = client.get("/alpha/").text
    assert "This module is unavailable just now." in page
    assert "Whole" in page


def test_the_header_says_where_and_as_whom(client: FlaskClient, login: Callable[..., str], toy: Any) -> None:
    login(client, "sss_head", "alpha")
    page = client.get("/alpha/").text
    assert "Alpha school" in page
    assert "Head of the safety service" in page
    assert "q-scope-branch" in page


def test_the_centre_looks_like_another_place(
    client: FlaskClient, login: Callable[..., str], toy: Any
) -> None:
    login(client, "wellbeing_officer", "central")
    page = client.get("/central/").text
    assert "q-scope-central" in page
    assert "All branches" in page


def test_navigation_shows_what_one_may_and_what_exists(
    client: FlaskClient, login: Callable[..., str], toy: Any
) -> None:
    login(client, "staff", "alpha")
    side = client.get("/alpha/").text.partition("</nav>")[0]
    assert "Toys" in side
    assert "Secrets" not in side
    assert "Nowhere" not in side


def test_one_page_is_current_in_the_navigation(client: FlaskClient, login: Callable[..., str]) -> None:
    login(client, "staff", "alpha")
    side = client.get("/alpha/search").text.partition("</nav>")[0]
    assert side.count('aria-current="page"') == 0
    side = client.get("/alpha/inbox").text.partition("</nav>")[0]
    assert re.search(r'href="/alpha/inbox" aria-current="page"', side)


def test_search_shows_hits_and_leaves_a_trace_without_the_words(
    client: FlaskClient, login: Callable[..., str], toy: Any, branch_a: BranchInfo
) -> None:
    login(client, "staff", "alpha")
    page = client.post("/alpha/search", data={"q": "  Айсұлу   Б "}).text
    assert "Айсұлу Б 0" in page
    assert "8 records found" in page
    (entry,) = entries(branch_a, "core.search")
    assert entry.data == {"hits": {"toy": 8}}
    assert "Айсұлу" not in str([vars(entry)])


def test_a_word_of_one_letter_is_not_searched(
    client: FlaskClient, login: Callable[..., str], toy: Any, branch_a: BranchInfo
) -> None:
    login(client, "staff", "alpha")
    page = client.post("/alpha/search", data={"q": "А"}).text
    assert "Give at least two letters." in page
    assert entries(branch_a, "core.search") == []


def test_nothing_found_says_what_to_do(client: FlaskClient, login: Callable[..., str], toy: Any) -> None:
    toy.search_records = lambda *asked: []
    login(client, "staff", "alpha")
    assert "Nothing was found" in client.post("/alpha/search", data={"q": "Ая"}).text


def test_a_module_that_cannot_search_says_so(
    client: FlaskClient, login: Callable[..., str], toy: Any
) -> None:
    def fail(*asked: Any) -> None:
        raise RuntimeError

    toy.search_records = fail
    login(client, "staff", "alpha")
    assert "This module is unavailable just now." in client.post("/alpha/search", data={"q": "Ая"}).text


def test_search_is_for_members(client: FlaskClient, login: Callable[..., str]) -> None:
    assert client.get("/alpha/search").location == "/login?next=/alpha/search"
    login(client, "staff", "beta")
    assert client.get("/alpha/search").status_code == 404


def test_a_search_without_its_token_is_refused(
    client: FlaskClient, login: Callable[..., str], toy: Any
) -> None:
    login(client, "staff", "alpha")
    client.environ_base.pop("HTTP_X_CSRFTOKEN")
    response = client.post("/alpha/search", data={"q": "Ая"})
    assert response.status_code == 400
    assert "This page was open for too long" in response.text


def test_of_two_entries_that_fit_the_nearer_is_current(
    client: FlaskClient, login: Callable[..., str], toy: Any
) -> None:
    toy.navigation_items = lambda scope, user: [
        NavItem("All", "notify.inbox", "inbox"),
        NavItem("One", "notify.read_all", "check"),
    ]
    login(client, "staff", "alpha")
    side = client.get("/alpha/inbox?state=read").text.partition("</nav>")[0]
    assert side.count('aria-current="page"') >= 1
    assert 'href="/alpha/inbox/read" aria-current' not in side
