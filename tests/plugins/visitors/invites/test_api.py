"""Invitations by program: made, listed page by page, read, refused by name."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_token, make_user, sign_in
from plugins.visitors.models import Visitor

BODY: dict[str, Any] = {
    "guests": [{"family_name": "Ли", "given_name": "Анна", "email": "anna@example.kz"}],
    "starts_at": "2026-10-06T16:30:00+05:00",
    "purpose": "meeting_teacher",
    "place": "204",
}
PATH = "/api/v1/alpha/visitors/invites"


@pytest.fixture
def host(client: FlaskClient, at_nine: object) -> FlaskClient:
    """A teacher's browser, which may speak to the API with its cookie."""
    sign_in(client, "staff")
    return client


def bearer(*permissions: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_token(*permissions)}"}


def test_an_invitation_is_made_listed_and_read(host: FlaskClient) -> None:
    made = host.post(PATH, json=BODY)
    assert made.status_code == 201, made.get_json()
    invite = made.get_json()
    assert (invite["status"], invite["host"], invite["place"]) == ("approved", "Staff of alpha", "204")
    assert [guest["name"] for guest in invite["guests"]] == ["Ли Анна"]
    assert [visit["status"] for visit in invite["visits"]] == ["expected"]
    assert "anna@example.kz" not in made.get_data(as_text=True)
    assert host.get(f"{PATH}/{invite['id']}").get_json() == invite
    assert [row["id"] for row in host.get(PATH).get_json()["items"]] == [invite["id"]]
    assert host.get(f"{PATH}?status=denied").get_json()["items"] == []
    later = host.get(PATH, query_string={"since": "2026-10-07T00:00:00Z"})
    assert later.get_json()["items"] == []


def test_a_list_is_read_page_by_page(host: FlaskClient) -> None:
    for hour in (16, 17, 18):
        host.post(PATH, json={**BODY, "starts_at": f"2026-10-06T{hour}:30:00+05:00"})
    first = host.get(f"{PATH}?limit=2").get_json()
    second = host.get(PATH, query_string={"limit": 2, "cursor": first["next"]}).get_json()
    starts = [row["starts_at"][11:13] for row in first["items"] + second["items"]]
    assert starts == ["13", "12", "11"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"starts_at": "2026-10-07T10:00:00+05:00"}, "starts_at"),
        ({"guests": []}, "guests"),
        ({"guests": [{"family_name": "Ли"}]}, "guests.0.given_name"),
        ({"guests": [{"family_name": "Ли", "given_name": "А", "rank": 1}]}, "guests.0.rank"),
        ({"keep": []}, "keep"),
        ({"pasted": "x"}, "pasted"),
        ({"place": None}, "place"),
        ({"purpose": "visit"}, "purpose"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    host: FlaskClient, branch_a: Any, said: dict[str, Any], field: str
) -> None:
    refused = host.post(PATH, json={**BODY, **said}, headers={"Accept-Language": "en"})
    assert refused.status_code == 422
    assert field in refused.get_json()["errors"]
    with in_branch(branch_a.id):
        assert not db.session.scalars(select(Visitor.id)).all()


def test_a_token_without_an_owner_invites_for_a_named_host_only(client: FlaskClient, at_nine: object) -> None:
    headers = bearer("visitors.invite.create", "visitors.invite.open", "visitors.invite.read")
    refused = client.post(PATH, json=BODY, headers=headers)
    assert list(refused.get_json()["errors"]) == ["host_user_id"]
    made = client.post(PATH, json={**BODY, "host_user_id": str(make_user("staff"))}, headers=headers)
    assert made.status_code == 201
    assert len(client.get(PATH, headers=headers).get_json()["items"]) == 1
    assert client.get(PATH, headers=bearer("visitors.invite.open")).get_json()["items"] == []
    assert client.get(PATH, headers=bearer("visitors.desk.operate")).status_code == 403


def test_another_branch_and_the_centre_have_none_of_it(host: FlaskClient) -> None:
    invite_id = host.post(PATH, json=BODY).get_json()["id"]
    assert host.get(f"/api/v1/beta/visitors/invites/{invite_id}").status_code == 404
    assert host.get(f"/api/v1/central/visitors/invites/{invite_id}").status_code == 404
