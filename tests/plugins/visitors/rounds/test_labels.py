"""Labels read within the pages of rounds: what they confirm, and what is refused in words (P12)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import Checkpoint, Round, RoundStop
from plugins.visitors.policy.rounds import Zone
from plugins.visitors.services.rounds import (
    CheckpointDetails,
    RouteDetails,
    add_checkpoint,
    begin_extra,
    lay_out_route,
)

R = "/alpha/visitors/rounds"
CAMERA = "camera=(self)"


def _route(branch: BranchInfo, name: str, *places: str) -> tuple[str, list[str]]:
    """Lay a route out and begin a round of it; return the round's address and the codes of its labels."""
    with in_branch(branch.id, write=True):
        route = lay_out_route(RouteDetails(name), branch=branch)
        points = [add_checkpoint(route, CheckpointDetails(Zone.ATTIC, place)) for place in places]
        address = f"/{branch.code}/visitors/rounds/{begin_extra(route, branch=branch).id}"
        tokens = [point.token for point in points]
        db.session.commit()
    return address, tokens


def _stops(branch: BranchInfo) -> list[tuple[str, str]]:
    with in_branch(branch.id):
        return [
            (row.state, row.means) for row in db.session.execute(select(RoundStop.state, RoundStop.means))
        ]


@pytest.fixture
def guard(client: FlaskClient, login: Callable[..., Any], at_nine: object) -> FlaskClient:
    """The desk, signed in."""
    login(client, "front_desk")
    return client


def test_a_label_read_on_the_round_confirms_its_place_at_once(
    guard: FlaskClient, branch_a: BranchInfo
) -> None:
    address, (token, _second) = _route(branch_a, "Негізгі", "Шатыр асты", "Жертөле")
    for said in (f" https://school.example{R}/at/{token.upper()} ", token):  # said twice it is said once
        answer = guard.post(f"{address}/label", data={"label": said})
        assert (answer.status_code, answer.location) == (302, address)
    assert _stops(branch_a) == [("seen", "label")]
    assert "Шатыр асты is confirmed" in guard.get(f"{address}?lang=en").text


@pytest.mark.parametrize("text", ["", " ", "0" * 32, "жертөле", "x" * 301])
def test_any_other_text_is_refused_and_confirms_nothing(
    guard: FlaskClient, branch_a: BranchInfo, text: str
) -> None:
    address, _tokens = _route(branch_a, "Негізгі", "Шатыр асты")
    for form in (f"{address}/label", f"{R}/label"):
        answer = guard.post(form, data={"label": text})
        assert answer.status_code == 422
        assert 'href="#f-label"' in answer.text
        assert CAMERA in answer.headers["Permissions-Policy"]  # to try again
    assert _stops(branch_a) == []


def test_a_label_of_another_route_is_refused(guard: FlaskClient, branch_a: BranchInfo) -> None:
    address, _own = _route(branch_a, "Негізгі", "Шатыр асты")
    _other, (token,) = _route(branch_a, "Қосымша", "Кладовка")
    answer = guard.post(f"{address}/label", data={"label": token}, headers={"Accept-Language": "en"})
    assert (answer.status_code, "another route" in answer.text) == (422, True)
    assert _stops(branch_a) == []


def test_a_label_of_another_branch_is_unknown(
    guard: FlaskClient, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    address, _own = _route(branch_a, "Негізгі", "Шатыр асты")
    theirs, (token,) = _route(branch_b, "Негізгі", "Жертөле")
    assert guard.post(f"{address}/label", data={"label": token}).status_code == 422
    assert (
        guard.post(theirs.replace("/beta/", "/alpha/") + "/label", data={"label": token}).status_code == 404
    )


def test_a_round_that_is_over_takes_no_label(guard: FlaskClient, branch_a: BranchInfo) -> None:
    address, (token,) = _route(branch_a, "Негізгі", "Шатыр асты")
    with in_branch(branch_a.id, write=True):
        db.session.scalars(select(Round)).one().status = "done"
        db.session.commit()
    assert guard.post(f"{address}/label", data={"label": token}).status_code == 422
    assert _stops(branch_a) == []


def test_a_label_on_the_day_s_page_leads_to_its_place(guard: FlaskClient, branch_a: BranchInfo) -> None:
    _address, (token,) = _route(branch_a, "Негізгі", "Шатыр асты")
    answer = guard.post(f"{R}/label", data={"label": f"http://x.example{R}/at/{token}"})
    assert (answer.status_code, answer.location) == (302, f"{R}/at/{token}")
    with in_branch(branch_a.id, write=True):
        db.session.scalars(select(Checkpoint)).one().active = False
        db.session.commit()
    assert guard.post(f"{R}/label", data={"label": token}).status_code == 422


def test_who_walks_no_rounds_reads_no_labels(
    client: FlaskClient, login: Callable[..., Any], branch_a: BranchInfo, at_nine: object
) -> None:
    address, (token,) = _route(branch_a, "Негізгі", "Шатыр асты")
    login(client, "curator")
    for form in (f"{address}/label", f"{R}/label"):
        assert client.post(form, data={"label": token}).status_code == 403
    assert _stops(branch_a) == []


def test_the_camera_is_for_the_pages_that_read_codes(guard: FlaskClient, branch_a: BranchInfo) -> None:
    address, _tokens = _route(branch_a, "Негізгі", "Шатыр асты")
    for page in (R, address, "/alpha/visitors/desk"):
        assert CAMERA in guard.get(page).headers["Permissions-Policy"], page
    for page in (f"{R}/history", "/alpha/visitors/journal", "/alpha/"):
        assert CAMERA not in guard.get(page).headers["Permissions-Policy"], page
