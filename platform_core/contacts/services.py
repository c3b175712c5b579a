"""Verbs of the safety service's contacts: add, change, move, switch, and erase what is long off."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select

from platform_core.audit.recorder import record
from platform_core.contacts.models import SafetyContact
from platform_core.contacts.phones import read_phone
from platform_core.contacts.queries import get_safety_contact
from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.people.queries import person_labels

TARGET = "core_safety_contact"
KEPT_OFF = timedelta(days=365)
"""How long a contact that was switched off stays, should it be wanted again."""
_PLAIN = ("role_code", "person_id", "display_name", "whatsapp", "email", "opens_at", "closes_at")


def add_safety_contact(values: Mapping[str, Any]) -> SafetyContact:
    """Add a contact at the end of the list; raise `InvalidInput` for a person who is not in the register."""
    last = db.session.scalar(select(func.max(SafetyContact.place)))
    contact = SafetyContact(place=(last or 0) + 1, active=True)
    _write(contact, values)
    db.session.add(contact)
    db.session.flush()
    record(
        "core.safety_contact_added",
        target=(TARGET, contact.id),
        facts=_facts(contact),
        subject_id=contact.person_id,
    )
    return contact


def change_safety_contact(contact_id: UUID, values: Mapping[str, Any], *, version: int) -> SafetyContact:
    """Change a contact; raise `Conflict` if somebody else did since `version` was read."""
    contact = _unchanged(contact_id, version)
    _write(contact, values)
    db.session.flush()
    record(
        "core.safety_contact_changed",
        target=(TARGET, contact.id),
        facts=_facts(contact),
        subject_id=contact.person_id,
    )
    return contact


def move_safety_contact(contact_id: UUID, *, step: str, version: int) -> None:
    """Move a contact one place `up` or `down`; at the end of the list nothing changes."""
    contact = _unchanged(contact_id, version)
    listed = list(
        db.session.scalars(select(SafetyContact).order_by(SafetyContact.place, SafetyContact.id)).all()
    )
    here = listed.index(contact)
    there = here - 1 if step == "up" else here + 1
    if not 0 <= there < len(listed):
        return
    listed[here], listed[there] = listed[there], listed[here]
    for place, one in enumerate(listed, start=1):
        one.place = place
    db.session.flush()
    record("core.safety_contact_moved", target=(TARGET, contact.id), data={"to": contact.place})


def switch_safety_contact(contact_id: UUID, *, active: bool, version: int, on: date) -> None:
    """Show a contact, or keep it from everybody from today on."""
    contact = _unchanged(contact_id, version)
    if contact.active == active:
        return
    contact.active = active
    contact.switched_off_on = None if active else on
    db.session.flush()
    record(
        "core.safety_contact_switched",
        target=(TARGET, contact.id),
        data={"state": "on" if active else "off"},
    )


def purge_safety_contacts(*, today: date) -> int:
    """Erase contacts that have been off for a year; return how many went."""
    long_off = delete(SafetyContact).where(SafetyContact.switched_off_on < today - KEPT_OFF)
    result = db.session.execute(long_off.execution_options(synchronize_session=False))
    gone = cast("CursorResult[Any]", result).rowcount
    if gone:
        record("core.safety_contacts_purged", data={"rows": gone})
    return gone


def _unchanged(contact_id: UUID, version: int) -> SafetyContact:
    contact = get_safety_contact(contact_id)
    if contact.version != version:
        raise Conflict
    return contact


def _write(contact: SafetyContact, values: Mapping[str, Any]) -> None:
    _refuse_unknown(values["person_id"])
    for name in _PLAIN:
        setattr(contact, name, values[name] or None)
    given = {code: values[f"title_{code}"] for code in ("kk", "ru", "en")}
    contact.titles = {} if contact.role_code else {code: title for code, title in given.items() if title}
    typed = values["phone"]
    contact.phone_printed = typed
    contact.phone = read_phone(typed) if typed else None
    contact.days = "".join(sorted(set(values["days"])))
    contact.audiences = sorted(set(values["audiences"]))


def _refuse_unknown(person_id: UUID | None) -> None:
    if person_id is not None and person_id not in person_labels([person_id]):
        raise InvalidInput({"person_id": [_("This person is not in the register.")]})


def _facts(contact: SafetyContact) -> dict[str, str]:
    return {"name": contact.display_name} if contact.display_name else {}
