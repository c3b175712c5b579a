"""The pages: the list and its entries, matches at the desk, the network's register at the centre."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch, register_lookup
from platform_core.testing.people import make_user
from plugins.visitors.models import NetworkWatch, Visit, Visitor, WatchlistEntry, WatchlistMatch
from plugins.visitors.services.watchlist_screening import screen_visitor
from tests.plugins.visitors.watchlist.conftest import IIN, TODAY, silent

pytestmark = pytest.mark.usefixtures("at_nine")
Acting = Callable[..., AbstractContextManager[Any]]
Login = Callable[..., str]
LIST, CENTRE = "/alpha/visitors/watchlist", "/central/visitors/watchlist"
DESK = "/alpha/visitors/desk/visits"
NEW = {
    "names": "Ахметов Қайрат Болатұлы\nAkhmetov Kairat",
    "reason": "threat",
    "review_on": (TODAY + timedelta(days=60)).isoformat(),
    "note": "Сот шешімі",
}


def in_alpha(branch: BranchInfo, query: Any) -> list[Any]:
    with in_branch(branch.id):
        return list(db.session.execute(query).scalars())


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
    assert len(viewed) == 1


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


# --- the centre -----------------------------------------------------------------------------------


def reference_in(text: str) -> str:
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", text)
    assert found is not None
    return found[0]


def rows_of_register() -> list[Any]:
    with register_lookup(reason="test"):
        return list(db.session.scalars(select(NetworkWatch)))


def test_the_centre_adds_and_a_second_person_confirms_and_ends(
    client: FlaskClient, login: Login, app: Any, central: BranchInfo
) -> None:
    login(client, "wellbeing_officer", "central")
    assert client.get(f"{CENTRE}/new").status_code == 200
    added = client.post(f"{CENTRE}/new", data={**NEW, "identity_number": IIN})
    assert added.status_code == 200
    reference = reference_in(added.text)
    step = {"reference": reference, "version": 1}
    opened = client.post(f"{CENTRE}/open", data={"reference": reference.lower().replace("-", " ")})
    assert "Сот шешімі" in opened.text
    assert client.post(f"{CENTRE}/confirm", data=step).status_code == 422
    second = app.test_client()
    make_user("wellbeing_officer", branch="central", login="second.officer")
    login(second, "wellbeing_officer", "central", login="second.officer")
    assert second.post(f"{CENTRE}/confirm", data=step).status_code == 200
    assert rows_of_register()[0].state == "active"
    assert second.post(f"{CENTRE}/confirm", data=step).status_code == 409
    day = (TODAY + timedelta(days=100)).isoformat()
    assert client.post(f"{CENTRE}/review", data={**step, "version": 2, "review_on": day}).status_code == 200
    assert client.post(f"{CENTRE}/review", data={**step, "version": 3, "review_on": ""}).status_code == 422
    asked = client.post(f"{CENTRE}/ask-end", data={**step, "version": 3, "end_reason": "order_ended"})
    assert asked.status_code == 200
    assert client.post(f"{CENTRE}/end", data={**step, "version": 4}).status_code == 422
    assert second.post(f"{CENTRE}/end", data={**step, "version": 4}).status_code == 200
    [row] = rows_of_register()
    assert (row.state, row.ended_on, row.identity_index) == ("ended", TODAY, None)
    told = in_alpha(central, select(AuditEntry.event).where(AuditEntry.event.like("visitors.network%")))
    for event in ("added", "opened", "confirmed", "reviewed", "end_asked", "ended"):
        assert f"visitors.network_{event}" in told


def test_an_unconfirmed_entry_is_asked_no_more(
    client: FlaskClient, login: Login, at_nine: Any, acting: Acting, make_guest: Callable[..., Visitor]
) -> None:
    from plugins.visitors.views.watchlist_screening import screen_now

    login(client, "wellbeing_officer", "central")
    client.post(f"{CENTRE}/new", data=NEW)
    for days, found in ((7, 1), (8, 0)):
        at_nine.move_to(now() + timedelta(days=days - (0 if found else 7)))
        with acting("front_desk"):
            assert len(screen_now(make_guest("Akhmetov", "Kairat"))) == found
            db.session.rollback()


def test_one_person_is_looked_up_for_a_purpose_and_never_listed(
    client: FlaskClient, login: Login, central: BranchInfo, on_network: Callable[..., str]
) -> None:
    reference = on_network("Ахметов Қайрат Болатұлы")
    login(client, "wellbeing_officer", "central")
    for page in (CENTRE, f"{CENTRE}/new", f"{CENTRE}/find"):
        assert "Ахметов" not in client.get(page).text
    asked = {"names": "KAIRAT AKHMETOV"}
    assert client.post(f"{CENTRE}/find", data=asked).status_code == 422
    found = client.post(f"{CENTRE}/find", data={**asked, "purpose": "Филиал сұрады"})
    assert "Ахметов Қайрат Болатұлы" in found.text
    assert reference not in found.text
    other = client.post(f"{CENTRE}/find", data={"names": "Ли Анна", "purpose": "Филиал сұрады"})
    assert "Ахметов" not in other.text
    rows = in_alpha(central, select(AuditEntry.data).where(AuditEntry.event == "visitors.network_looked_up"))
    assert [row["hits"] for row in rows] == [1, 0]
    [entry] = rows_of_register()
    renewed = client.post(f"{CENTRE}/renew", data={"entry_id": str(entry.id), "version": entry.version})
    fresh = reference_in(renewed.text)
    assert client.post(f"{CENTRE}/open", data={"reference": fresh}).status_code == 200
    assert client.post(f"{CENTRE}/open", data={"reference": reference}).status_code == 404


def test_nobody_of_a_branch_reaches_the_centre(client: FlaskClient, login: Login) -> None:
    login(client, "branch_head")
    assert client.get(CENTRE).status_code == 404
    assert client.post(f"{CENTRE}/open", data={"reference": "x"}).status_code == 404


def test_who_only_counts_at_the_centre_stays_out(client: FlaskClient, login: Login) -> None:
    login(client, "auditor", "central")
    for page in ("", "/new", "/find"):
        assert client.get(f"{CENTRE}{page}").status_code == 403
