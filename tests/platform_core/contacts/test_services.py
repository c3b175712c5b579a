"""Verbs of contacts, and one person's rights over those that name them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry, AuditFact
from platform_core.contacts import services
from platform_core.contacts.demo import OFFICES
from platform_core.contacts.models import SafetyContact
from platform_core.contacts.queries import list_safety_contacts, safety_contacts
from platform_core.db.base import new_id
from platform_core.demo.seed import CONTACTS, PEOPLE, seed_part
from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.i18n import use_locale
from platform_core.isolation.scope import in_branch
from platform_core.people.services import change_person
from platform_core.people.subject_rights import erase_person, export_person
from tests.platform_core.contacts.conftest import values

TODAY = date(2026, 11, 22)


def order(branch) -> list[str]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(SafetyContact.role_code).order_by(SafetyContact.place)))


def test_a_number_is_kept_as_dialled_and_as_printed(branch_a, contact) -> None:
    contact_id = contact(phone="8 (717 2) 57-00-00")
    with in_branch(branch_a.id):
        kept = db.session.get(SafetyContact, (branch_a.id, contact_id))
        assert (kept.phone, kept.phone_printed) == ("+77172570000", "8 (717 2) 57-00-00")


def test_a_person_of_another_branch_is_refused(branch_b, contact, person_id) -> None:
    with pytest.raises(InvalidInput) as refusal:
        contact(branch_b, person_id=person_id, display_name="Гүлнұр Әбенова")
    assert list(refusal.value.errors) == ["person_id"]


def test_a_second_writer_is_told(branch_a, contact) -> None:
    contact_id = contact()
    with in_branch(branch_a.id, write=True):
        services.change_safety_contact(contact_id, values(role_code="nurse"), version=1)
        db.session.commit()
    with in_branch(branch_a.id, write=True), pytest.raises(Conflict):
        services.change_safety_contact(contact_id, values(role_code="lawyer"), version=1)
    assert order(branch_a) == ["nurse"]


def test_contacts_move_one_place_and_stop_at_the_ends(branch_a, contact) -> None:
    first, second, third = (contact(role_code=code) for code in ("duty", "nurse", "lawyer"))

    def move(contact_id, step: str) -> list[str]:
        with in_branch(branch_a.id, write=True):
            version = db.session.get(SafetyContact, (branch_a.id, contact_id)).version
            services.move_safety_contact(contact_id, step=step, version=version)
            db.session.commit()
        return order(branch_a)

    assert move(third, "up") == ["duty", "lawyer", "nurse"]
    assert move(third, "up") == ["lawyer", "duty", "nurse"]
    assert move(third, "up") == ["lawyer", "duty", "nurse"]
    assert move(second, "down") == ["lawyer", "duty", "nurse"]
    assert move(first, "down") == ["lawyer", "nurse", "duty"]


def test_a_contact_of_another_branch_is_not_there(branch_b, contact) -> None:
    contact_id = contact()
    with in_branch(branch_b.id, write=True), pytest.raises(NotFound):
        services.switch_safety_contact(contact_id, active=False, version=1, on=TODAY)


def test_what_is_off_for_a_year_is_erased(branch_a, contact) -> None:
    off, kept = contact(role_code="nurse"), contact(role_code="duty")
    with in_branch(branch_a.id, write=True):
        for contact_id, days in ((off, 366), (kept, 365)):
            on = TODAY - timedelta(days=days)
            services.switch_safety_contact(contact_id, active=False, version=1, on=on)
        assert services.purge_safety_contacts(today=TODAY) == 1
        assert services.purge_safety_contacts(today=TODAY) == 0
        db.session.commit()
    assert order(branch_a) == ["duty"]
    with in_branch(branch_a.id):
        purged = select(AuditEntry.data).where(AuditEntry.event == "core.safety_contacts_purged")
        assert list(db.session.scalars(purged)) == [{"rows": 1}]


def test_who_is_named_is_given_their_contacts_and_erased_from_them(branch_a, contact, person_id) -> None:
    contact(person_id=person_id, display_name="Гүлнұр Әбенова")
    contact(role_code="duty")
    with in_branch(branch_a.id, write=True), use_locale("en"):
        sections = {
            str(section.title): section.records for _module, section in export_person(person_id).sections
        }
        shown = sections["Contacts of the safety service"]
        assert [(one["name"], one["phone"]) for one in shown] == [("Гүлнұр Әбенова", "+77011234567")]
        change_person(person_id, {"left_on": TODAY - timedelta(days=1)}, version=1)
        erase_person(person_id, TODAY)
        db.session.commit()
    assert order(branch_a) == ["duty"]
    with in_branch(branch_a.id):
        assert list(db.session.scalars(select(AuditFact.name))) == []


def test_nobody_else_is_erased_with_a_person_who_has_no_contact(branch_a, contact, person_id) -> None:
    contact()
    with in_branch(branch_a.id, write=True), use_locale("en"):
        titles = [str(section.title) for _module, section in export_person(person_id).sections]
        change_person(person_id, {"left_on": TODAY - timedelta(days=1)}, version=1)
        erase_person(person_id, TODAY)
    assert "Contacts of the safety service" not in titles
    assert order(branch_a) == ["psychologist"]


def test_an_unknown_person_is_refused(contact) -> None:
    with pytest.raises(InvalidInput):
        contact(person_id=new_id())


def test_the_demonstration_names_people_of_the_register(branch_a, monkeypatch) -> None:
    from platform_core.demo import people as made

    monkeypatch.setattr(made, "GRADES", range(7, 8))
    monkeypatch.setattr(made, "CLASS_SIZE", 1)
    seed_part(branch_a, PEOPLE, showcase=False)
    seed_part(branch_a, CONTACTS, showcase=False)
    with in_branch(branch_a.id):
        rows = list_safety_contacts()
        public = safety_contacts(branch_a)
    assert len(rows) == len(OFFICES)
    assert [row.active for row in rows].count(False) == 1
    assert any(row.name for row in rows)
    assert public
    assert all(one.phones[0].startswith("+7700") for one in public)
