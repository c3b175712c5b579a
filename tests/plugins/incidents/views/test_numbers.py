"""Whom the public report names to call: emergency numbers, then the school's own, none of them twice."""

import re

import pytest

from platform_core.contacts import services as contacts
from platform_core.extensions import db
from platform_core.hooks.gate import current_gate
from platform_core.hooks.types import ContactPoint
from platform_core.isolation.scope import in_branch
from tests.platform_core.contacts.conftest import values
from tests.plugins.incidents.views.conftest import STORY, Reporter

POLICE = ContactPoint("Police", "students", (), phones=("102",), is_hotline=True)


@pytest.fixture
def duty(branch_a) -> None:
    """One member of the safety service for students, and one for staff alone."""
    with in_branch(branch_a.id, write=True):
        contacts.add_safety_contact(values(role_code="duty"))
        contacts.add_safety_contact(values(role_code="lawyer", phone="150", audiences=["staff"]))
        db.session.commit()


def called(answer) -> list[str]:
    return re.findall(r'<li><a href="tel:([^"]+)">', answer.get_data(as_text=True))


def test_the_first_screen_and_the_receipt_name_the_schools_own(client, duty) -> None:
    reporter = Reporter(client)
    start = reporter.get()
    assert "+77011234567" in called(start)
    assert "Member of the safety service on duty" in start.text
    assert "+7 701 123 4567" in start.text
    sent = reporter.answer(reporter.walk(narrative=STORY), go="send")
    assert called(sent) == called(start)


def test_who_is_in_danger_is_shown_them_too_and_no_other_question_asks(client, duty, monkeypatch) -> None:
    reporter = Reporter(client)
    asked = reporter.begin()
    assert called(asked) == []
    assert "+77011234567" in called(reporter.answer(asked, danger="yes"))


def test_no_number_stands_twice_and_a_failing_module_takes_none_away(client, duty, monkeypatch) -> None:
    def broken(*_args):
        raise RuntimeError

    gate = current_gate()
    real = gate.callables
    kept = (("directory", lambda *_args: [POLICE]), ("other", broken))
    monkeypatch.setattr(
        gate, "callables", lambda hook, on: kept if hook == "contact_points" else real(hook, on)
    )
    numbers = called(Reporter(client).get())
    assert numbers.count("102") == 1
    assert numbers[:2] == ["112", "102"]
    assert numbers[-1] == "+77011234567"
