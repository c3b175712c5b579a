"""The pages of what is due: who sees what, in which words, and what may be done about it."""

import io
import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.obligations.models import Obligation
from platform_core.obligations.owing import owe
from platform_core.obligations.services import fulfil
from platform_core.testing.people import make_token, make_user
from platform_core.testing.statements import counted_statements
from tests.platform_core.obligations.bench import ACQUAINTED, ENTRY, MEETING, QUARTER, RULES, Bench

SignIn = Callable[..., str]
LIST = "/alpha/obligations/"


def page_of(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def events(bench: Bench) -> list[str]:
    with in_branch(bench.branch.id):
        return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.at)))


@pytest.fixture
def planned(bench: Bench) -> Bench:
    """A branch whose duties are planned on 2 November, seen on 9 November."""
    bench.plan(date(2026, 11, 2))
    bench.do(lambda: owe(ENTRY, key="entry-1", due_on=date(2026, 11, 11)))
    bench.do(lambda: owe(ENTRY, key="entry-9", due_on=date(2026, 12, 11)))
    bench.go_to(date(2026, 11, 9))
    return bench


# --- the list -------------------------------------------------------------------------------------


def test_the_list_says_what_is_due_in_words_and_names_what_it_is_for(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "sss_head")
    seen = page_of(client, LIST)
    for words in ("Safety service meets", "in 5 working days", "Quarter reported", "3 days late", "P36"):
        assert words in seen
    assert "Entry verified Сенім телефоны" in seen
    assert "in 2 working days" in seen
    assert "entry-9" not in seen, "a key is never shown"
    assert seen.index("Rules adopted") < seen.index("Quarter reported") < seen.index("Safety service meets")


def test_each_sees_what_the_role_answers_for(planned: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "psychologist")
    seen = page_of(client, LIST)
    assert "Monitoring" in seen
    assert "Safety service meets" not in seen
    assert "Quarter reported" not in seen
    login(client, "curator")
    assert "Nothing is due" in page_of(client, LIST)
    meeting = planned.one(MEETING).id
    assert client.get(f"{LIST}{meeting}").status_code == 404


def test_who_oversees_may_narrow_the_list_to_what_is_hers(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "sss_head")
    seen = page_of(client, f"{LIST}?mine=true")
    assert "Safety service meets" in seen
    assert "Quarter reported" not in seen


@pytest.mark.parametrize(
    ("asked", "there", "absent"),
    [
        ("state=late", "Quarter reported", "Safety service meets"),
        ("state=fulfilled", "Nothing matches", "Quarter reported"),
        ("state=all", "Safety service meets", "Nothing matches"),
        ("module=duties", "Quarter reported", "Nothing matches"),
        ("clause=P47", "Entry verified", "Quarter reported"),
        ("role=psychologist", "Monitoring", "Quarter reported"),
        ("sort=-due_on", "Monitoring", "Nothing matches"),
    ],
)
def test_the_list_is_narrowed_by_state_module_clause_and_role(
    planned: Bench, client: FlaskClient, login: SignIn, asked: str, there: str, absent: str
) -> None:
    login(client, "branch_head")
    seen = page_of(client, f"{LIST}?{asked}")
    table = seen[seen.index("Clear filters") :] if "Clear filters" in seen else seen
    assert there in table
    assert absent not in table


@pytest.mark.parametrize("asked", ["state=soon", "module=unknown", "clause=P99", "sort=title", "cursor=x"])
def test_a_wrong_question_is_named(planned: Bench, client: FlaskClient, login: SignIn, asked: str) -> None:
    login(client, "branch_head")
    assert client.get(f"{LIST}?{asked}").status_code == 400


def test_a_module_that_is_off_shows_nothing_and_keeps_everything(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    meeting = planned.one(MEETING).id
    login(client, "sss_head")
    planned.switch(on=False)
    assert "Safety service meets" not in page_of(client, f"{LIST}?state=all")
    for address in (f"{LIST}{meeting}", f"{LIST}{meeting}/waive"):
        assert client.get(address).status_code == 404
    assert client.post(f"{LIST}{meeting}/waive", data={"version": 1}).status_code in (404, 422)
    planned.switch(on=True)
    assert "Safety service meets" in page_of(client, LIST)


def test_the_list_asks_as_often_for_many_as_for_few(bench: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "sss_head")
    asked = []
    for number in (3, 40):
        for place in range(number):
            bench.do(lambda key=f"entry-{number}-{place}": owe(ENTRY, key=key, due_on=date(2026, 11, 11)))
        page_of(client, LIST)
        with counted_statements() as seen:
            page_of(client, LIST)
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_the_list_is_given_as_a_workbook_and_the_trail_knows(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "sss_head")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{LIST}export.xlsx?clause=P47").data))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row if cell]
    assert "Entry verified" in cells
    assert "Quarter reported" not in cells
    rows = client.get(f"{LIST}export.json").get_json()
    assert {row["title"] for row in rows} > {"Quarter reported", "Entry verified"}
    assert events(planned).count("core.obligations_exported") == 2


def test_a_module_that_cannot_name_its_things_takes_nothing_with_it(
    planned: Bench, client: FlaskClient, login: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.platform_core.obligations import bench as made

    monkeypatch.setattr(made, "NAMES", None)
    login(client, "sss_head")
    seen = page_of(client, LIST)
    assert "Entry verified" in seen
    assert "Сенім" not in seen


# --- one obligation -------------------------------------------------------------------------------


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


# --- the start page, programs, the centre -----------------------------------------------------------


def test_the_start_page_shows_what_is_late_and_near_to_who_answers(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "branch_head")
    seen = page_of(client, "/alpha/")
    assert "Quarter reported" in seen
    assert "All of it, 2 late" in seen
    assert "Safety service meets" not in seen
    login(client, "curator")
    assert "All of it" not in page_of(client, "/alpha/")


def test_programs_read_what_their_token_may(planned: Bench, client: FlaskClient) -> None:
    both = ("core.obligations.read", "core.obligations.oversee")
    token = make_token(*both)
    headers = {"Authorization": f"Bearer {token}"}
    listed = client.get("/api/v1/alpha/obligations?code=duties.quarter", headers=headers).get_json()
    (item,) = listed["items"]
    assert item["due_on"] == "2026-11-06"
    assert (item["status"], item["clause"], item["owners"]) == ("open", "P36", ["branch_head"])
    first = client.get("/api/v1/alpha/obligations?limit=2", headers=headers).get_json()
    rest = client.get(
        f"/api/v1/alpha/obligations?limit=50&cursor={first['next']}", headers=headers
    ).get_json()
    assert len(first["items"]) == 2
    assert {one["id"] for one in first["items"]}.isdisjoint(one["id"] for one in rest["items"])
    for wrong in ("status=soon", "code=%00", "code=Monitoring", "since=tomorrow", "cursor=x", "limit=0"):
        assert client.get(f"/api/v1/alpha/obligations?{wrong}", headers=headers).status_code == 422, wrong
    own = {"Authorization": f"Bearer {make_token(both[0])}"}
    assert client.get("/api/v1/alpha/obligations", headers=own).get_json()["items"] == []
    assert client.get("/api/v1/beta/obligations", headers=headers).status_code == 404
    other = {"Authorization": f"Bearer {make_token('core.policy.read')}"}
    assert client.get("/api/v1/alpha/obligations", headers=other).status_code == 403


def test_the_centre_sees_how_much_is_late_where_and_each_branch_knows(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    planned.plan(date(2026, 11, 2), branch=planned.other)
    planned.do(lambda: owe(ACQUAINTED, key="k", due_on=date(2026, 11, 3)))
    planned.go_to(date(2026, 11, 9))
    login(client, "wellbeing_officer", "central")
    page_of(client, "/central/obligations/late")
    with counted_statements() as seen:
        page = page_of(client, "/central/obligations/late")
    asked = [statement for statement in seen if "core_obligation" in statement]
    assert len(asked) == 1, "one question for all branches"
    assert "Alpha school 3 0" in page
    assert "Beta school 2 0" in page
    inside = page_of(client, "/central/obligations/late/alpha")
    assert "Acquainted with the rules" in inside
    assert "6 days late" in inside
    assert events(planned).count("core.obligations_overviewed") == 3
    book = openpyxl.load_workbook(io.BytesIO(client.get("/central/obligations/late/export.xlsx").data))
    assert "Alpha school" in [cell.value for row in book.active.iter_rows() for cell in row]
    assert client.get("/central/obligations/late/nowhere").status_code == 404


def test_the_centre_has_its_own_list(planned: Bench, client: FlaskClient, login: SignIn) -> None:
    planned.plan(date(2026, 9, 10), branch=planned.centre)
    login(client, "wellbeing_officer", "central")
    seen = page_of(client, "/central/obligations/")
    assert "Entries of the network verified" in seen
    assert "Late in the branches" in seen
    login(client, "auditor", "central")
    for address in ("/central/obligations/", "/central/obligations/late", "/central/obligations/late/alpha"):
        assert client.get(address).status_code == 403


def test_what_is_late_in_a_module_that_is_off_is_not_counted(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    planned.switch(on=False)
    login(client, "wellbeing_officer", "central")
    assert "Nothing is late" in page_of(client, "/central/obligations/late")
    assert "Nothing is late here" in page_of(client, "/central/obligations/late/alpha")


def test_ids_are_of_this_world(planned: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "sss_head")
    for wrong in (UUID(int=0), new_id()):
        assert client.get(f"{LIST}{wrong}").status_code == 404
