"""Whom to turn to: hotlines first, the branch's own contacts, and a failing module takes nobody's number."""

from datetime import date

from platform_core.contacts.queries import contacts_for, safety_contacts
from platform_core.contacts.services import switch_safety_contact
from platform_core.extensions import db
from platform_core.hooks.gate import current_gate
from platform_core.hooks.types import ContactPoint
from platform_core.i18n import use_locale
from platform_core.isolation.scope import in_branch
from platform_core.testing.statements import counted_statements

LINE = ContactPoint("111", "public", ("violence",), phones=("111",), is_hotline=True)
CENTRE = ContactPoint("Centre", "public", ("violence",), phones=("+77172570000",))


def test_the_services_own_contacts_are_shown_to_whom_they_are_for(
    branch_a, branch_b, central, contact
) -> None:
    contact(role_code="duty", days=list("1234567"), opens_at=None, closes_at=None)
    contact(role_code="lawyer", audiences=["staff"])
    contact(branch_b, role_code="nurse")
    shown = {}
    with in_branch(branch_a.id), use_locale("en"):
        for audience in ("public", "students", "guardians", "staff"):
            shown[audience] = [one.name for one in safety_contacts(branch_a, audience=audience)]
        assert safety_contacts(central) == ()
        point = safety_contacts(branch_a)[0]
    duty = ["Member of the safety service on duty"]
    assert shown == {"public": duty, "students": duty, "guardians": duty, "staff": ["Lawyer"]}
    assert (point.phones, point.emails, point.hours) == (
        ("+77011234567",), ("help@school.example",), "around the clock",
    )  # fmt: skip


def test_one_that_is_off_is_shown_to_nobody(branch_a, contact) -> None:
    contact_id = contact()
    with in_branch(branch_a.id, write=True):
        switch_safety_contact(contact_id, active=False, version=1, on=date(2026, 11, 22))
        db.session.commit()
    with in_branch(branch_a.id):
        assert safety_contacts(branch_a) == ()


def test_hotlines_stand_first_and_a_failing_module_is_left_out(branch_a, contact, monkeypatch) -> None:
    contact()

    def broken(*_args):
        raise RuntimeError

    kept = (("directory", lambda *_args: [CENTRE, LINE]), ("other", broken), ("empty", lambda *_args: None))
    monkeypatch.setattr(current_gate(), "callables", lambda _hook, _enabled: kept)
    with in_branch(branch_a.id), use_locale("en"):
        names = [one.name for one in contacts_for(branch_a, audience="public", need="violence")]
    assert names == ["111", "Psychologist", "Centre"]


def test_many_contacts_cost_one_question(branch_a, contact) -> None:
    for _ in range(6):
        contact()
    with in_branch(branch_a.id), counted_statements() as seen:
        assert len(safety_contacts(branch_a)) == 6
    assert len([one for one in seen if "core_safety_contact" in str(one)]) == 1
