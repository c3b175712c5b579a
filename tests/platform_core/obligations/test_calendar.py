"""The calendar by a secret address: what it holds, what it hides, and for whom it is nothing."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select, update

from platform_core.audit.models import AuditEntry
from platform_core.auth.models import Membership, User
from platform_core.auth.secrets import hash_of, new_secret
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, in_branch
from platform_core.obligations.models import CalendarToken
from platform_core.obligations.owing import owe
from platform_core.obligations.services import fulfil
from platform_core.testing.people import make_user, sign_out
from tests.platform_core.obligations.bench import ENTRY, MEETING, QUARTER, Bench

SignIn = Callable[..., str]
PAGE = "/alpha/obligations/calendar"


def new_address(client: FlaskClient, reach: str = "mine") -> str:
    answer = client.post(PAGE, data={"reach": reach})
    assert answer.status_code == 200
    found = re.search(r"(/alpha/calendar/[\w-]{43}\.ics)", answer.get_data(as_text=True))
    assert found is not None
    return found[1]


def read(client: FlaskClient, address: str) -> list[Any]:
    sign_out(client)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def days_of(events: list[Any], title: str) -> list[date]:
    return sorted(event.decoded("dtstart") for event in events if event["summary"] == title)


def tokens(bench: Bench) -> list[Any]:
    with in_branch(bench.branch.id):
        return list(db.session.execute(select(CalendarToken.id, CalendarToken.token_hash)))


def test_the_calendar_holds_what_is_open_and_what_will_be_within_a_year(
    bench: Bench, client: FlaskClient, login: SignIn
) -> None:
    bench.plan(date(2026, 11, 2))
    login(client, "branch_head")
    events = read(client, new_address(client))
    assert days_of(events, "Quarter reported") == [
        *(date(2026, 11, 6), date(2027, 1, 15), date(2027, 4, 8), date(2027, 9, 8)),
    ]
    assert days_of(events, "Monitoring") == [], "the psychologist's"
    assert days_of(events, "Rules adopted") == [date(2026, 9, 1)]


def test_an_event_lasts_a_day_and_wakes_who_asked_for_it(
    bench: Bench, client: FlaskClient, login: SignIn
) -> None:
    bench.plan(date(2026, 11, 2))
    login(client, "sss_head")
    (event,) = [one for one in read(client, new_address(client)) if one["summary"] == "Safety service meets"]
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["transp"] == "TRANSPARENT"
    alarms = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(hours=9) - timedelta(days=days) for days in (3, 1)]
    assert str(event["url"]).endswith(f"/alpha/obligations/{bench.one(MEETING).id}")


def test_an_event_keeps_its_name_from_the_day_it_is_foreseen(
    bench: Bench, client: FlaskClient, login: SignIn
) -> None:
    bench.plan(date(2026, 11, 2))
    login(client, "branch_head")
    address = new_address(client)
    foreseen = {event.decoded("dtstart"): str(event["uid"]) for event in read(client, address)}
    bench.do(lambda: fulfil(QUARTER))
    bench.plan(date(2026, 11, 9))
    opened = {event.decoded("dtstart"): event for event in read(client, address)}
    assert date(2026, 11, 6) not in opened, "what is done is gone"
    january = opened[date(2027, 1, 15)]
    assert january["url"]
    assert str(january["uid"]) == foreseen[date(2027, 1, 15)]
    assert len({str(event["uid"]) for event in opened.values()}) == len(opened)


def test_it_speaks_the_readers_language_and_says_no_names(
    bench: Bench, client: FlaskClient, login: SignIn
) -> None:
    bench.do(lambda: owe(ENTRY, key="entry-1", due_on=date(2026, 11, 20)))
    login(client, "sss_head")
    user_id = make_user("sss_head")
    address = new_address(client)
    for language, words in (("kk", "Саясаттың"), ("ru", "Пункт"), ("en", "Clause P47")):
        with as_role(Role.AUTH, write=True):
            db.session.execute(update(User).where(User.id == user_id).values(language=language))
            db.session.commit()
        text = client.get(address, headers={"Accept-Language": "de"}).get_data(as_text=True)
        assert "Entry verified" in text
        assert "entry-1" not in text
        assert "Сенім" not in text
        if language == "en":
            assert words in text


def test_everything_of_the_branch_is_for_who_oversees(
    bench: Bench, client: FlaskClient, login: SignIn
) -> None:
    bench.plan(date(2026, 11, 2))
    login(client, "psychologist")
    assert client.post(PAGE, data={"reach": "branch"}).status_code == 403
    assert client.post(PAGE, data={"reach": "network"}).status_code == 422
    login(client, "sss_head")
    address = new_address(client, "branch")
    assert days_of(read(client, address), "Monitoring") == [date(2026, 12, 1), date(2027, 6, 1)]
    with in_branch(bench.branch.id, write=True):
        member = update(Membership).where(Membership.user_id == make_user_of(bench))
        db.session.execute(member.values(roles=["staff"]))
        db.session.commit()
    assert client.get(address).status_code == 404, "the address may do no more than its owner"


def make_user_of(bench: Bench) -> Any:
    return db.session.scalar(select(CalendarToken.user_id))


def test_a_secret_is_kept_as_a_hash_and_shown_once(bench: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "sss_head")
    secret = new_address(client).split("/")[-1].removesuffix(".ics")
    assert [row.token_hash for row in tokens(bench)] == [hash_of(secret)]
    page = client.get(PAGE).get_data(as_text=True)
    assert secret not in page
    with in_branch(bench.branch.id):
        told = db.session.execute(select(AuditEntry.event, AuditEntry.data)).all()
    assert [row.data for row in told if row.event == "core.calendar_opened"] == [{"reach": "mine"}]


def test_a_revoked_address_is_nothing_at_once(bench: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "sss_head")
    address = new_address(client)
    (row,) = tokens(bench)
    assert client.post(f"{PAGE}/{row.id}/revoke").status_code == 302
    assert client.post(f"{PAGE}/{row.id}/revoke").status_code == 409
    assert client.get(address).status_code == 404


def test_nobody_revokes_anothers(bench: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "sss_head")
    address = new_address(client)
    (row,) = tokens(bench)
    login(client, "branch_head")
    assert client.post(f"{PAGE}/{row.id}/revoke").status_code == 404
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("how", ["guessed", "short", "of_another_branch", "left", "disabled", "module_off"])
def test_every_other_address_is_not_there(bench: Bench, client: FlaskClient, login: SignIn, how: str) -> None:
    bench.plan(date(2026, 11, 2))
    login(client, "sss_head")
    address = new_address(client)
    user_id = make_user("sss_head")
    if how == "guessed":
        address = f"/alpha/calendar/{new_secret()}.ics"
    elif how == "short":
        address = "/alpha/calendar/x.ics"
    elif how == "of_another_branch":
        address = address.replace("alpha", "beta")
    elif how == "left":
        with in_branch(bench.branch.id, write=True):
            own = update(Membership).where(Membership.user_id == user_id)
            db.session.execute(own.values(ended_at=now() - timedelta(days=1)))
            db.session.commit()
    elif how == "disabled":
        with as_role(Role.AUTH, write=True):
            db.session.execute(update(User).where(User.id == user_id).values(disabled_at=now()))
            db.session.commit()
    else:
        bench.switch(on=False)
        assert read(client, address) == []
        return
    assert client.get(address).status_code == 404


def test_no_more_addresses_than_a_person_has_machines(
    client: FlaskClient, login: SignIn, bench: Bench
) -> None:
    login(client, "sss_head")
    for _number in range(5):
        new_address(client)
    refused = client.post(PAGE, data={"reach": "mine"})
    assert refused.status_code == 422
    assert "Revoke an address first" in refused.get_data(as_text=True)
    assert len(tokens(bench)) == 5


def test_reading_leaves_no_trace_of_who_reads(bench: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "sss_head")
    address = new_address(client)
    with in_branch(bench.branch.id):
        before = len(db.session.scalars(select(AuditEntry.id)).all())
    assert client.get(address).status_code == 200
    with in_branch(bench.branch.id):
        assert len(db.session.scalars(select(AuditEntry.id)).all()) == before


def test_a_calendar_of_many_asks_no_more_than_one_of_few(
    bench: Bench, client: FlaskClient, login: SignIn
) -> None:
    from platform_core.testing.statements import counted_statements

    bench.plan(date(2026, 11, 2))
    login(client, "sss_head")
    address = new_address(client)
    asked = []
    for number in (2, 30):
        for place in range(number):
            bench.do(lambda key=f"entry-{number}-{place}": owe(ENTRY, key=key, due_on=date(2026, 11, 11)))
        client.get(address)
        with counted_statements() as seen:
            client.get(address)
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_who_guesses_is_slowed_down_and_calendars_of_a_school_are_not(
    bench: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "sss_head")
    address = new_address(client)
    assert {client.get(address).status_code for _visit in range(70)} == {200}
    guesses = [client.get("/alpha/calendar/x.ics").status_code for _guess in range(61)]
    assert (guesses[0], guesses[-1]) == (404, 429)
