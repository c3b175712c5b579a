"""Silence: one reminder after two weeks, the end two weeks later, and no hotline hidden by it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from platform_core.extensions import db
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.obligations.services import obligation_states
from platform_core.tenancy.dates import local_day
from plugins.directory.jobs import follow_answers, hand_letters_over, keep_duties_in_step
from plugins.directory.models import CheckRequest, RequestLetter
from plugins.directory.obligations import CHECK
from plugins.directory.policy.requests import LAPSE_AFTER, REMIND_AFTER
from plugins.directory.services.requests.following import KEPT_FOR
from tests.plugins.directory.requests.conftest import EMAIL, ROOT, request_of, secret_in, standing

DAY = timedelta(days=1)


@pytest.fixture
def later(central):
    """Let days pass for every request, by moving what it remembers back."""

    def move(by: timedelta) -> None:
        moved = (CheckRequest.sent_on, CheckRequest.reminded_on, CheckRequest.closed_at)
        with catalogue_write():
            for request in db.session.scalars(select(CheckRequest)):
                for column in moved:
                    stood = getattr(request, column.key)
                    setattr(request, column.key, stood - by if stood else None)
            db.session.commit()

    return move


def test_nothing_happens_before_its_day(asked, later, follow, postbox, organisation, central) -> None:
    later(REMIND_AFTER - DAY)
    follow()
    assert len(postbox.messages) == 1
    assert request_of(central, organisation).state == "asked"


def test_one_reminder_is_sent_and_both_links_work(asked, later, follow, postbox, stranger) -> None:
    later(REMIND_AFTER)
    follow()
    follow()
    _first, reminder = postbox.messages
    assert "еске саламыз" in reminder["Subject"]
    assert secret_in(reminder) != asked
    for secret in (asked, secret_in(reminder)):
        assert stranger.get(f"{ROOT}/letter/{secret}").status_code == 200


def test_two_weeks_after_the_reminder_the_entry_lapses(
    asked, later, follow, postbox, stranger, organisation, central, client
) -> None:
    later(REMIND_AFTER)
    follow()
    later(LAPSE_AFTER - DAY)
    follow()
    assert standing(central, organisation)["verification"] == "requested"
    later(DAY)
    follow()
    assert standing(central, organisation)["verification"] == "lapsed"
    assert request_of(central, organisation).state == "lapsed"
    for letter in postbox.messages:
        assert stranger.get(f"{ROOT}/letter/{secret_in(letter)}").status_code == 410
    assert client.get(f"/alpha/help/{organisation}").status_code == 404
    follow()
    assert len(postbox.messages) == 2


def test_a_lapse_fulfils_the_duty_of_the_year(asked, later, follow, organisation, central) -> None:
    def state() -> Any:
        with in_branch(central.id, write=True):
            keep_duties_in_step({})
            db.session.commit()
        with in_branch(central.id):
            return obligation_states(CHECK, [str(organisation)])[str(organisation)]

    before = state()
    later(REMIND_AFTER)
    follow()
    assert state().due_on == before.due_on
    later(LAPSE_AFTER)
    follow()
    after = state()
    assert after.status == "fulfilled" or after.due_on > before.due_on


@pytest.mark.parametrize("kind", ["hotline", "law_enforcement"])
def test_no_hotline_is_hidden_by_silence(
    mail_app, entry, officer, work, later, follow, central, client, kind: str
) -> None:
    hotline = entry(kind=kind, email=EMAIL, verification="due")
    officer.post(f"{ROOT}/entries/{hotline}/ask", data={"post": "email"})
    work()
    for wait in (REMIND_AFTER, LAPSE_AFTER):
        later(wait)
        follow()
    assert request_of(central, hotline).state == "lapsed"
    assert standing(central, hotline)["verification"] == "due"
    assert client.get(f"/alpha/help/{hotline}").status_code == 200
    assert f"{ROOT}/entries/{hotline}" in officer.get(f"{ROOT}/requests").text


def test_a_letter_that_never_left_makes_nobody_lapse(
    mail_app, organisation, officer, work, later, follow, postbox, central
) -> None:
    postbox.refusal = "550 no such box"
    officer.post(f"{ROOT}/entries/{organisation}/ask", data={"post": "email"})
    work()
    for _month in range(3):
        later(REMIND_AFTER)
        follow()
    assert request_of(central, organisation).state == "asked"
    assert standing(central, organisation)["verification"] == "requested"


def test_requests_are_forgotten_a_year_after_they_ended(asked, later, follow, central) -> None:
    with catalogue_write():
        ended = update(CheckRequest).values(state="replaced", closed_at=CheckRequest.asked_at)
        db.session.execute(ended.execution_options(synchronize_session=False))
        db.session.commit()
    later(KEPT_FOR - DAY)
    follow()
    assert count(central) == 1
    later(2 * DAY)
    follow()
    assert count(central) == 0
    with in_branch(central.id):
        assert db.session.scalar(select(func.count()).select_from(RequestLetter)) == 0


def count(central: Any) -> int:
    with in_branch(central.id):
        return db.session.scalar(select(func.count()).select_from(CheckRequest)) or 0


def test_branches_write_to_nobody(asked, branch_a, postbox) -> None:
    with in_branch(branch_a.id, write=True):
        hand_letters_over({})
        db.session.commit()
    with in_branch(branch_a.id):
        assert follow_answers({}) is None
        assert local_day(branch_a)
    assert len(postbox.messages) == 1
