"""The centre owes a yearly check of every entry, and what was checked is owed no more."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.obligations.services import obligation_states
from platform_core.tenancy.dates import local_day
from plugins.directory.jobs import keep_duties_in_step
from plugins.directory.models import Service
from plugins.directory.obligations import CHECK, CHECK_LOCAL
from plugins.directory.policy.visibility import VALID_DAYS
from plugins.directory.queries.duty_names import name_entries, name_local
from plugins.directory.services.duties import FIRST_CHECK_DAYS
from plugins.directory.services.loading import Loaded

ROOT = "/central/directory"


def run(branch: BranchInfo) -> None:
    with in_branch(branch.id, write=True):
        keep_duties_in_step({})
        db.session.commit()


def states(branch: BranchInfo) -> dict[str, tuple[str, date]]:
    with in_branch(branch.id):
        keys = [str(one) for one in db.session.scalars(select(Service.id))]
        return {key: (one.status, one.due_on) for key, one in obligation_states(CHECK, keys).items()}


def test_every_entry_is_owed_once(loaded: Loaded, central: BranchInfo) -> None:
    run(central)
    first = states(central)
    run(central)
    assert states(central) == first
    assert len(first) == 53
    due = local_day(central) + timedelta(days=FIRST_CHECK_DAYS)
    assert set(first.values()) == {("open", due)}


def test_a_branch_owes_nothing(loaded: Loaded, branch_a: BranchInfo) -> None:
    run(branch_a)
    assert states(branch_a) == {}


@pytest.mark.parametrize("state", ["confirmed", "lapsed"])
def test_an_answer_fulfils_the_duty(curator: FlaskClient, central: BranchInfo, state: str) -> None:
    run(central)
    key = next(iter(states(central)))
    data = {"way": "phone", "version": "1"}
    assert curator.post(f"{ROOT}/entries/{key}/check", data={**data, "state": "requested"}).status_code == 302
    run(central)
    assert states(central)[key][0] == "open"
    data["version"] = "2"
    assert curator.post(f"{ROOT}/entries/{key}/check", data={**data, "state": state}).status_code == 302
    run(central)
    run(central)
    status, due = states(central)[key]
    today = local_day(central)
    assert status == "fulfilled" or due > today + timedelta(days=360)


def test_what_is_closed_is_owed_no_more(curator: FlaskClient, central: BranchInfo) -> None:
    run(central)
    key = next(iter(states(central)))
    assert curator.post(f"{ROOT}/entries/{key}/close", data={"version": "1"}).status_code == 302
    run(central)
    run(central)
    assert states(central)[key][0] == "withdrawn"


def test_a_branch_owes_a_yearly_check_of_its_own(head: FlaskClient, branch_a: BranchInfo) -> None:
    form = {"name_kk": "Кабинет", "kind": "psychology", "visibility": "public", "status": "active"}
    page = head.post("/alpha/directory/local/new", data=form).headers["Location"]
    key = page.rpartition("/")[2]

    def owed() -> tuple[str, int]:
        with in_branch(branch_a.id):
            state = obligation_states(CHECK_LOCAL, [key])[key]
        return state.status, (state.due_on - local_day(branch_a)).days

    status, days = owed()
    assert status == "open"
    assert days >= VALID_DAYS
    with in_branch(branch_a.id):
        assert name_local([key]) == {key: "Кабинет"}
    checked = {"state": "confirmed", "way": "visit", "version": "1"}
    assert head.post(f"{page}/check", data=checked).status_code == 302
    assert owed()[1] >= VALID_DAYS
    assert head.post(f"{page}/remove", data={"version": "2"}).status_code == 302
    assert owed()[0] == "withdrawn"


def test_entries_are_named_for_the_list_of_what_is_due(loaded: Loaded, central: BranchInfo) -> None:
    with in_branch(central.id):
        keys = [str(one) for one in db.session.scalars(select(Service.id))]
        named = name_entries(keys)
    assert set(named) == set(keys)
    assert all(named.values())


def test_the_page_of_what_is_due_names_the_entries(curator: FlaskClient, central: BranchInfo) -> None:
    run(central)
    text = curator.get("/central/obligations/").get_data(as_text=True)
    assert "Check an entry of the directory" in text
    assert "Shelter for the Temporary Stay of Children" in text
