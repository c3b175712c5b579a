"""The pages of the network's register at the centre: added, confirmed, looked up, ended; never listed."""

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
from platform_core.isolation.scope import register_lookup
from platform_core.testing.people import make_user
from plugins.visitors.models import NetworkWatch, Visitor
from tests.plugins.visitors.watchlist.conftest import IIN, TODAY
from tests.plugins.visitors.watchlist.pages import CENTRE, NEW, in_alpha

pytestmark = pytest.mark.usefixtures("at_nine")
Acting = Callable[..., AbstractContextManager[Any]]
Login = Callable[..., str]


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
    gone = client.post(f"{CENTRE}/open", data={"reference": reference})
    assert gone.status_code == 422
    assert "Nothing opens by this reference" in gone.text
    assert fresh not in gone.text


def test_nobody_of_a_branch_reaches_the_centre(client: FlaskClient, login: Login) -> None:
    login(client, "branch_head")
    assert client.get(CENTRE).status_code == 404
    assert client.post(f"{CENTRE}/open", data={"reference": "x"}).status_code == 404


def test_who_only_counts_at_the_centre_stays_out(client: FlaskClient, login: Login) -> None:
    login(client, "auditor", "central")
    for page in ("", "/new", "/find"):
        assert client.get(f"{CENTRE}{page}").status_code == 403
