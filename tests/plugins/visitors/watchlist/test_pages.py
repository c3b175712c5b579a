"""The pages: the list and its entries, matches at the desk, the network's register at the centre."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from plugins.visitors.models import Visit, Visitor, WatchlistEntry, WatchlistMatch
from plugins.visitors.services.watchlist_screening import screen_visitor
from tests.plugins.visitors.watchlist.conftest import IIN, TODAY, silent
from tests.plugins.visitors.watchlist.pages import DESK, LIST, NEW, in_alpha

pytestmark = pytest.mark.usefixtures("at_nine")
Acting = Callable[..., AbstractContextManager[Any]]
Login = Callable[..., str]


@pytest.fixture
def match_of(
    acting: Acting,
    branch_a: BranchInfo,
    make_entry: Callable[..., WatchlistEntry],
    make_due: Callable[..., Visit],
) -> tuple[Any, Any]:
    with acting("sss_head"):
        make_entry("Әлімов Нұрлан", reason="court_order", note="Балаға жақындамасын")
        visit = make_due()
        [match] = screen_visitor(db.session.get_one(Visitor, (branch_a.id, visit.visitor_id)), ask=silent)
        found = match.id, visit.id
        db.session.commit()
    return found


def test_a_head_adds_changes_reviews_and_ends(
    client: FlaskClient, login: Login, branch_a: BranchInfo
) -> None:
    login(client, "branch_head")
    assert client.get(f"{LIST}/new").status_code == 200
    added = client.post(f"{LIST}/new", data={**NEW, "identity_number": IIN})
    assert added.status_code == 302
    page = client.get(added.location)
    assert "Сот шешімі" in page.text
    assert "Akhmetov Kairat" in page.text
    assert IIN not in page.text
    [entry] = in_alpha(branch_a, select(WatchlistEntry))
    assert client.get(f"{added.location}/edit").status_code == 200
    change = {**NEW, "names": "Ахметов Кайрат", "version": entry.version}
    assert client.post(f"{added.location}/edit", data=change).status_code == 302
    stale = client.post(f"{added.location}/edit", data=change)
    assert stale.status_code == 409
    review = {"review_on": (TODAY + timedelta(days=90)).isoformat(), "version": entry.version + 1}
    assert client.post(f"{added.location}/review", data=review).status_code == 302
    end = {"end_reason": "order_ended", "version": entry.version + 2}
    assert client.post(f"{added.location}/end", data=end).status_code == 302
    [ended] = in_alpha(branch_a, select(WatchlistEntry))
    assert ended.ended_on == TODAY
    assert client.get(added.location).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"names": "Ахметов"}, "one word"),
        ({"review_on": "2019-01-01"}, "branch&#39;s term"),
        ({"reason": "whim"}, "Choose one"),
        ({"identity_number": "123"}, "12"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    client: FlaskClient, login: Login, branch_a: BranchInfo, wrong: dict[str, str], says: str
) -> None:
    login(client, "sss_head")
    refused = client.post(f"{LIST}/new", data={**NEW, **wrong})
    assert refused.status_code == 422
    assert says in refused.text
    assert "Сот шешімі" in refused.text
    assert in_alpha(branch_a, select(WatchlistEntry)) == []


def test_the_list_names_and_filters_and_the_trail_tells(
    client: FlaskClient, login: Login, branch_a: BranchInfo, acting: Acting, make_entry: Callable[..., Any]
) -> None:
    with acting("sss_head"):
        make_entry("Ахметов Қайрат", "Akhmetov Kairat")
        make_entry("Ли Анна", reason="violence")
        db.session.commit()
    login(client, "sss_head")
    whole = client.get(LIST).text
    assert "Ахметов Қайрат" in whole
    assert "and 1 other spelling" in whole
    some = client.get(f"{LIST}?reason=violence&state=active").text
    assert "Ли Анна" in some
    assert "Ахметов" not in some
    assert client.get(f"{LIST}?reason=whim").status_code == 400
    assert in_alpha(branch_a, select(AuditEntry.event).where(AuditEntry.event == "visitors.watchlist_viewed"))


def test_the_desk_never_sees_the_list(
    client: FlaskClient, login: Login, branch_a: BranchInfo, match_of: tuple[Any, Any]
) -> None:
    [entry] = in_alpha(branch_a, select(WatchlistEntry.id))
    login(client, "front_desk")
    for address in ("", "/new", f"/{entry}", f"/{entry}/edit"):
        assert client.get(f"{LIST}{address}").status_code == 403
    for step in ("review", "end"):
        assert client.post(f"{LIST}/{entry}/{step}", data={}).status_code == 403


def test_the_desk_sees_what_it_needs_and_decides(
    client: FlaskClient, login: Login, branch_a: BranchInfo, match_of: tuple[Any, Any]
) -> None:
    match_id, visit_id = match_of
    login(client, "front_desk")
    assert "Әлімов" in client.get(f"{LIST}/matches").text
    desk = client.get(f"{DESK}/{visit_id}").text
    assert f"{LIST}/matches/{match_id}" in desk
    assert "Court order" not in desk
    page = client.get(f"{LIST}/matches/{match_id}").text
    assert "Court order" in page
    assert "Балаға жақындамасын" not in page
    address = f"{LIST}/matches/{match_id}/judge"
    assert client.post(address, data={"verdict": "not_a_match", "version": 1}).status_code == 422
    assert client.post(address, data={"verdict": "maybe", "reason": "x", "version": 1}).status_code == 422
    done = client.post(address, data={"verdict": "not_a_match", "reason": "Құжаты басқа", "version": 1})
    assert done.status_code == 302
    assert f"{LIST}/matches/{match_id}" not in client.get(f"{DESK}/{visit_id}").text
    again = client.post(address, data={"verdict": "confirmed", "reason": "Енді танимын", "version": 2})
    assert again.status_code == 422
    viewed = in_alpha(branch_a, select(AuditEntry.event).where(AuditEntry.event == "visitors.match_viewed"))
    assert len(viewed) == 4, "a page that says what is wrong shows the match as well"


def test_the_branch_head_lets_a_confirmed_one_go_on_and_nobody_else(
    client: FlaskClient, login: Login, app: Any, branch_a: BranchInfo, match_of: tuple[Any, Any]
) -> None:
    match_id, visit_id = match_of
    login(client, "sss_head")
    judged = {"verdict": "confirmed", "reason": "Сол кісі", "version": 1}
    assert client.post(f"{LIST}/matches/{match_id}/judge", data=judged).status_code == 302
    permit = {"visit_id": str(visit_id), "permit_reason": "Кездесу кабинетімде", "version": 2}
    assert client.post(f"{LIST}/matches/{match_id}/permit", data=permit).status_code == 403
    head = app.test_client()
    login(head, "branch_head")
    assert "Let one visit go on" in head.get(f"{LIST}/matches/{match_id}").text
    assert head.post(f"{LIST}/matches/{match_id}/permit", data={**permit, "visit_id": "x"}).status_code == 422
    assert head.post(f"{LIST}/matches/{match_id}/permit", data=permit).status_code == 302
    assert in_alpha(branch_a, select(WatchlistMatch.permitted_visit_id)) == [visit_id]
