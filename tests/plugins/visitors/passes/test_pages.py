"""The pages of regular visitors: who gives passes, and how loudly unknown is shown (A5.1)."""

import pytest
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import RegularPass


@pytest.fixture
def said(teacher):
    """What the head types."""
    return {
        "family_name": "Ахметов", "given_name": "Болат", "visitor_type": "service_provider",
        "organization": "«Лифт» ЖШС", "purpose": "works", "clearance_purpose": "service_provider",
        "host_user_id": str(teacher), "weekdays": ["1", "3"], "from_time": "09:00", "until_time": "17:30",
        "valid_from": "2026-10-06", "valid_until": "2027-05-25",
    }  # fmt: skip


@pytest.fixture
def given(client, login, said, at_nine, branch_a):
    """A pass given on the page; its address."""
    login(client, "branch_head")
    return client.post("/alpha/visitors/passes/new", data=said).location


def test_a_pass_is_given_and_unknown_is_shown_as_unknown(client, given, shown):
    page = shown(client.get(given))
    assert "Ахметов Болат" in page
    assert "Clearance: Unknown" in page
    assert "Nobody has said that this visitor is cleared" in page
    listed = shown(client.get("/alpha/visitors/passes?state=valid&clearance=unknown"))
    assert "«Лифт» ЖШС" in listed
    assert "Tue, Thu" in listed
    assert "Ахметов" not in shown(client.get("/alpha/visitors/passes?state=lapsed"))


def test_passes_that_end_soon_are_listed(client, given, said, shown):
    assert "Ахметов" not in shown(client.get("/alpha/visitors/passes?ending=true"))
    client.post(f"{given}/edit", data=said | {"valid_until": "2026-11-01"})
    assert "Ахметов" in shown(client.get("/alpha/visitors/passes?ending=true"))


def test_the_desk_reads_passes_and_gives_none(client, login, given, said):
    login(client, "front_desk")
    assert client.get(given).status_code == 200
    assert client.get("/alpha/visitors/passes/new").status_code == 403
    assert client.post("/alpha/visitors/passes/new", data=said).status_code == 403
    assert client.post(f"{given}/status", data={"status": "ended"}).status_code == 403


def test_another_branch_finds_nothing(client, login, given):
    login(client, "branch_head", "beta")
    assert client.get(given.replace("/alpha/", "/beta/")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"family_name": ""}, "family_name"),
        ({"visitor_type": "candidate"}, "visitor_type"),
        ({"weekdays": []}, "weekdays"),
        ({"from_time": "25:00"}, "from_time"),
        ({"until_time": "08:00"}, "until_time"),
        ({"valid_until": "2028-01-01"}, "valid_until"),
        ({"identity_number": "123"}, "identity_number"),
        ({"host_user_id": "x"}, "host_user_id"),
        ({"host_user_id": "01a20401-1330-7280-a494-781e2b2d8f00"}, "host_user_id"),
    ],
)
def test_a_wrong_pass_names_its_field_and_writes_nothing(
    client, login, shown, said, at_nine, branch_a, wrong, field
):
    login(client, "branch_head")
    answer = client.post("/alpha/visitors/passes/new", data=said | wrong)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in shown(answer)
    with in_branch(branch_a.id):
        assert db.session.scalar(select(RegularPass.id)) is None


def test_a_pass_is_renewed_suspended_and_ended_on_its_page(client, given, said, shown):
    assert client.post(f"{given}/edit", data=said | {"valid_until": "2027-08-31"}).status_code == 302
    assert "2027-08-31" in shown(client.get(f"{given}/edit"))
    client.post(f"{given}/status", data={"status": "suspended", "note": "демалыс"})
    assert "демалыс" in shown(client.get(given))
    client.post(f"{given}/status", data={"status": "ended"})
    assert client.post(f"{given}/edit", data=said).status_code == 409
    assert client.post(f"{given}/status", data={"status": "active"}).status_code == 422


def test_a_list_of_many_passes_asks_no_more_than_a_list_of_one(client, given, said, statements):
    few = statements(lambda: client.get("/alpha/visitors/passes"))
    for number in range(4):
        client.post("/alpha/visitors/passes/new", data=said | {"given_name": f"Болат{'абвг'[number]}"})
    assert statements(lambda: client.get("/alpha/visitors/passes")) == few
