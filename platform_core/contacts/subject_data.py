"""One person's rights over contacts that name them: given out whole, erased whole."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select

from platform_core.audit.redaction import erase_facts
from platform_core.contacts.labels import hours_text, role_title
from platform_core.contacts.models import SafetyContact
from platform_core.contacts.services import TARGET
from platform_core.extensions import db
from platform_core.hooks.types import ExportSection, SubjectRef
from platform_core.i18n import gettext as _
from platform_core.people.subject_rights import SubjectData


def export_contacts(subject: SubjectRef) -> Iterable[ExportSection]:
    """Give the contacts of the safety service that belong to a person."""
    if subject.person_id is None:
        return
    found = db.session.scalars(select(SafetyContact).where(SafetyContact.person_id == subject.person_id))
    records = tuple(_record(one) for one in found)
    if records:
        yield ExportSection(_("Contacts of the safety service"), records)


def erase_contacts(subject: SubjectRef) -> int:
    """Erase a person's contacts: a number that nobody answers any more helps nobody; return how many went."""
    if subject.person_id is None:
        return 0
    own = select(SafetyContact.id).where(SafetyContact.person_id == subject.person_id)
    targets = [(TARGET, contact_id) for contact_id in db.session.scalars(own)]
    if not targets:
        return 0
    gone = delete(SafetyContact).where(SafetyContact.person_id == subject.person_id)
    result = db.session.execute(gone.execution_options(synchronize_session="fetch"))
    return cast("CursorResult[Any]", result).rowcount + erase_facts(targets=targets)


CONTACT_DATA = SubjectData(export_contacts, erase_contacts)


def _record(contact: SafetyContact) -> dict[str, Any]:
    return {
        "office": role_title(contact.role_code, contact.titles),
        "name": contact.display_name,
        "phone": contact.phone,
        "phone_printed": contact.phone_printed,
        "whatsapp": contact.whatsapp,
        "email": contact.email,
        "hours": hours_text(contact.days, contact.opens_at, contact.closes_at),
        "audiences": list(contact.audiences),
        "active": contact.active,
    }
