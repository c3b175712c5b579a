"""Take somebody from outside into the branch's visitors, or find them there (A5.2, A5.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import phonenumbers
from marshmallow import ValidationError, validate

from platform_core.sdk import (
    LANGUAGES,
    IinFault,
    NotFound,
    PersonCard,
    db,
    identity_hash,
    network_identity_hash,
    person_card,
    read_iin,
    record,
    search_text,
    tidy_name,
)
from plugins.visitors.models import Visitor
from plugins.visitors.policy.decisions import Fault, Reason
from plugins.visitors.policy.vocabulary import VisitorType
from plugins.visitors.queries.visitors import known_visitor, namesakes
from plugins.visitors.services.faults import refuse_faults

_CLAUSE, _STUDENT, _GUARDIAN = "A5.2", "student", "guardian"
_NAME, _ORGANIZATION, _EMAIL = 80, 160, 254
_HOME = "KZ"
_ADDRESS = validate.Email()


@dataclass(frozen=True, slots=True)
class VisitorDetails:
    """What is said of a visitor; of a person of the register the id is enough.

    `identity_number` is an IIN and is never kept: its keyed hashes are. Without a type a guardian of the
    register is one, and everybody else a guest.
    """

    family_name: str = ""
    given_name: str = ""
    patronymic: str | None = None
    visitor_type: VisitorType | None = None
    organization: str | None = None
    language: str | None = None
    email: str | None = None
    phone: str | None = None
    birth_date: date | None = None
    person_id: UUID | None = None
    identity_number: str | None = None


def register_visitor(details: VisitorDetails) -> Visitor:
    """Return the visitor whom the details describe: the known one with what is new, else a new one.

    Known is who bears the identity number, who is the same person of the register, or who has the same
    name and the same telephone or e-mail. Raises `InvalidInput` naming each wrong field.
    """
    faults: list[Fault] = []
    person = _person(details.person_id, faults)
    values = {
        "visitor_type": details.visitor_type.value if details.visitor_type else None,
        "organization": (details.organization or "").strip()[:_ORGANIZATION] or None,
        **_names(details, person, faults),
        **_ways_to_reach(details, person, faults),
        **_identity(details, person, faults),
    }
    refuse_faults(faults)
    known = _known(values)
    if known is None:
        return _add(values, person)
    for name, value in values.items():  # what is not said now stays as it was
        if value is not None and getattr(known, name) != value:
            setattr(known, name, value)
    db.session.flush()
    return known


def _add(values: Mapping[str, Any], person: PersonCard | None) -> Visitor:
    visitor = Visitor(**{name: value for name, value in values.items() if value is not None})
    if not visitor.visitor_type:
        is_guardian = person is not None and person.kind == _GUARDIAN
        visitor.visitor_type = (VisitorType.GUARDIAN if is_guardian else VisitorType.GUEST).value
    db.session.add(visitor)
    db.session.flush()
    record("visitors.visitor_registered", target=("visitors_visitor", visitor.id))
    return visitor


def _known(values: Mapping[str, Any]) -> Visitor | None:
    found = known_visitor(person_id=values["person_id"], identity_index=values["identity_index"])
    if found is not None:
        return found
    return next((one for one in namesakes(values["search_name"]) if _is_same(one, values)), None)


def _is_same(known: Visitor, values: Mapping[str, Any]) -> bool:
    """Tell whether a namesake is the same human: a way to reach them agrees, and no number contradicts."""
    if values["identity_index"] is not None and known.identity_index is not None:
        return False  # both are known and differ, or the look-up by number had found them
    return bool(({known.phone, known.email} & {values["phone"], values["email"]}) - {None})


def _person(person_id: UUID | None, faults: list[Fault]) -> PersonCard | None:
    if person_id is None:
        return None
    try:
        card = person_card(person_id)
    except NotFound:
        faults.append(Fault("person_id", Reason.PERSON_UNKNOWN, _CLAUSE))
        return None
    if card.kind == _STUDENT:
        faults.append(Fault("person_id", Reason.STUDENT_IS_NO_VISITOR, _CLAUSE))
    return card


def _names(details: VisitorDetails, person: PersonCard | None, faults: list[Fault]) -> dict[str, Any]:
    """Give the parts of the name: the register's where there is a person, else as they were said."""
    source = person or details
    parts = {
        name: tidy_name(getattr(source, name) or "").replace("\0", "")
        for name in ("family_name", "given_name", "patronymic")
    }
    missing = {name for name in ("family_name", "given_name") if not parts[name]}
    if details.person_id is None:
        faults += [Fault(name, Reason.NAME_MISSING, _CLAUSE) for name in sorted(missing)]
    faults += [
        Fault(name, Reason.NAME_TOO_LONG, _CLAUSE) for name, text in parts.items() if len(text) > _NAME
    ]
    return {
        **parts,
        "patronymic": parts["patronymic"] or None,
        "search_name": search_text(parts.values()),
        "person_id": details.person_id,
    }


def _ways_to_reach(details: VisitorDetails, person: PersonCard | None, faults: list[Fault]) -> dict[str, Any]:
    language = details.language or (person.language if person else None)
    return {
        "email": _email(details.email, faults),
        "phone": _phone(details.phone, faults) or (person.phone if person else None),
        "language": language if language in LANGUAGES else None,
    }


def _identity(details: VisitorDetails, person: PersonCard | None, faults: list[Fault]) -> dict[str, Any]:
    """Give the keyed hashes of the number that was said, else those that the register holds."""
    if person is not None:
        same = ("birth_date", "identity_index", "network_index")
        return {name: getattr(person, name) for name in same}
    unknown = {"birth_date": details.birth_date, "identity_index": None, "network_index": None}
    if not details.identity_number:
        return unknown
    try:
        read = read_iin(details.identity_number)
    except IinFault:
        faults.append(Fault("identity_number", Reason.IDENTITY_NUMBER_WRONG, "A5.3"))
        return unknown
    return {
        "birth_date": read.birth_date or details.birth_date,
        "identity_index": identity_hash(read.number),
        "network_index": network_identity_hash(read.number),
    }


def _phone(text: str | None, faults: list[Fault]) -> str | None:
    if not text:
        return None
    try:
        number = phonenumbers.parse(text, _HOME)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        faults.append(Fault("phone", Reason.PHONE_WRONG, _CLAUSE))
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str | None, faults: list[Fault]) -> str | None:
    address = (text or "").strip()
    if not address:
        return None
    try:
        _ADDRESS(address)
    except ValidationError:
        address = ""
    if not address or len(address) > _EMAIL or not address.isascii():
        faults.append(Fault("email", Reason.EMAIL_WRONG, _CLAUSE))
        return None
    return address
