"""The page of one obligation: done, waived or given to a colleague, and by whom it may be."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.obligations.models import Obligation
from platform_core.obligations.services import fulfil
from platform_core.testing.people import make_user
from tests.platform_core.obligations.bench import ENTRY, MEETING, QUARTER, RULES, Bench
from tests.platform_core.obligations.pages import LIST, SignIn, events, page_of


def test_it_is_done_by_hand_with_a_note_and_the_page_remembers(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "sss_member")
    row = planned.one(MEETING)
    address = f"{LIST}{row.id}"
    assert "Write down as done" in page_of(client, address)
    answers = {"on": "2026-11-09", "note": "Хаттама № 4", "version": str(row.version)}
    assert client.post(f"{address}/fulfil", data=answers).status_code == 302
    seen = page_of(client, address)
    for words in ("Done on 9 Nov 2026, in time", "Хаттама № 4", "Sss Member of alpha"):
        assert words in seen
    assert "Write down as done" not in seen
    assert planned.rows(MEETING) == [("2026-11-16", "fulfilled"), ("2026-11-23", "open")]
    with in_branch(planned.branch.id):
        following = db.session.scalars(
            select(Obligation.id).where(Obligation.due_on == date(2026, 11, 23))
        ).one()
    assert "Times before" in page_of(client, f"{LIST}{following}")
    assert "core.obligation_fulfilled" in events(planned)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"on": "2026-11-10"}, "on"), ({"on": "tomorrow"}, "on"), ({"note": " "}, "note"), ({"on": ""}, "on")],
)
def test_what_cannot_be_so_is_named_beside_its_field(
    planned: Bench, client: FlaskClient, login: SignIn, wrong: dict[str, str], field: str
) -> None:
    login(client, "sss_head")
    row = planned.one(MEETING)
    answers = {"on": "2026-11-09", "note": "Done", "version": str(row.version), **wrong}
    refused = client.post(f"{LIST}{row.id}/fulfil", data=answers)
    assert refused.status_code == 422
    assert f'href="#f-{field}"' in refused.get_data(as_text=True)
    assert planned.rows(MEETING) == [("2026-11-16", "open")]


def test_a_second_one_is_told_and_does_nothing(planned: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "sss_head")
    row = planned.one(MEETING)
    answers = {"on": "2026-11-09", "note": "Done", "version": str(row.version)}
    assert client.post(f"{LIST}{row.id}/fulfil", data=answers).status_code == 302
    assert client.post(f"{LIST}{row.id}/fulfil", data=answers).status_code == 409
    assert len(planned.rows(MEETING)) == 2


def test_what_a_record_must_show_is_not_done_by_hand(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "branch_head")
    row = planned.one(QUARTER)
    assert "Write down as done" not in page_of(client, f"{LIST}{row.id}")
    answers = {"on": "2026-11-09", "note": "Done", "version": str(row.version)}
    assert client.post(f"{LIST}{row.id}/fulfil", data=answers).status_code == 403


def test_it_is_waived_for_a_reason_and_with_a_second_thought(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "branch_head")
    row = planned.one(RULES)
    address = f"{LIST}{row.id}"
    assert "It will count as not done" in page_of(client, f"{address}/waive")
    version = str(row.version)
    for wrong in ({}, {"reason": "lazy"}, {"reason": "other"}, {"reason": "other", "note": "x" * 1001}):
        refused = client.post(f"{address}/waive", data={"version": version, **wrong})
        assert refused.status_code == 422
    good = {"version": version, "reason": "other", "note": "Жоғарыдан келісілді"}
    assert client.post(f"{address}/waive", data=good).status_code == 302
    seen = page_of(client, address)
    assert "Another reason — Жоғарыдан келісілді" in seen
    assert planned.rows(RULES) == [("2026-09-01", "waived")]
    assert client.get(f"{address}/waive").status_code == 409
    assert client.post(f"{address}/waive", data=good).status_code == 409
    with in_branch(planned.branch.id):
        entry = db.session.execute(
            select(AuditEntry.data).where(AuditEntry.event == "core.obligation_waived")
        ).one()
    assert entry.data == {"code": RULES, "reason": "other"}, "the note is not content of the trail"


def test_the_note_lies_sealed(planned: Bench) -> None:
    from platform_core.crypto.columns import sealed_value

    planned.do(lambda: fulfil(MEETING))
    with in_branch(planned.branch.id, write=True):
        row = db.session.scalars(select(Obligation).where(Obligation.status == "fulfilled")).one()
        row.note = "Айгүл туралы"
        db.session.commit()
        stored = db.session.scalar(select(sealed_value(Obligation.note)).where(Obligation.id == row.id))
    assert stored is not None
    assert "Айгүл".encode() not in stored


def test_waiving_a_rolling_duty_asks_for_the_next(planned: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "sss_head")
    row = planned.one(MEETING)
    answers = {"version": str(row.version), "reason": "not_applicable"}
    assert client.post(f"{LIST}{row.id}/waive", data=answers).status_code == 302
    assert planned.rows(MEETING) == [("2026-11-16", "waived"), ("2026-11-23", "open")]


@pytest.mark.parametrize("role", ["sss_member", "psychologist", "curator"])
def test_who_may_not_waive_is_refused(planned: Bench, client: FlaskClient, login: SignIn, role: str) -> None:
    login(client, role)
    row = planned.one(MEETING)
    assert client.get(f"{LIST}{row.id}/waive").status_code == 403
    answers = {"version": str(row.version), "reason": "not_applicable"}
    assert client.post(f"{LIST}{row.id}/waive", data=answers).status_code == 403


def test_it_is_given_to_a_colleague_who_then_sees_it(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    curator = make_user("curator")
    login(client, "sss_head")
    row = planned.one(ENTRY, "entry-1")
    address = f"{LIST}{row.id}"
    answers = {"version": str(row.version), "user_id": str(curator)}
    assert client.post(f"{address}/assign", data=answers).status_code == 302
    assert client.post(f"{address}/assign", data=answers).status_code == 409, "it has changed since"
    stranger = {"version": str(row.version + 1), "user_id": str(new_id())}
    assert client.post(f"{address}/assign", data=stranger).status_code == 422
    assert "Curator of alpha" in page_of(client, address)
    assert "Сенім телефоны" not in page_of(client, f"{LIST}?mine=true")
    login(client, "curator")
    assert "Entry verified" in page_of(client, LIST)
    back = {"version": str(row.version + 1), "user_id": ""}
    assert client.post(f"{address}/assign", data=back).status_code == 302
    assert "Nothing is due" in page_of(client, LIST)


def test_another_branch_finds_nothing(planned: Bench, client: FlaskClient, login: SignIn) -> None:
    row = planned.one(MEETING)
    login(client, "sss_head", "beta")
    assert client.get(f"/beta/obligations/{row.id}").status_code == 404
    assert client.get(f"{LIST}{row.id}").status_code == 404
    answers = {"version": str(row.version), "reason": "not_applicable"}
    assert client.post(f"/beta/obligations/{row.id}/waive", data=answers).status_code == 404
    assert "Nothing is due" in page_of(client, "/beta/obligations/")
