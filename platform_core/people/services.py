"""Verbs of the register: add, change, link a guardian, keep and import a file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from platform_core.audit.recorder import record
from platform_core.crypto import blind_index, network_index
from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.people.iin import read_iin
from platform_core.people.models import Guardianship, Person
from platform_core.people.names import full_name, search_text, sort_text
from platform_core.people.queries import IDENTITY_PURPOSE, get_person

TARGET = "core_person"


def add_person(values: Mapping[str, Any]) -> Person:
    """Add a person; raise `InvalidInput` if the identity number is somebody else's already."""
    person = Person()
    _write(person, values)
    db.session.add(person)
    _flush()
    record(
        "core.person_added", target=(TARGET, person.id), facts={"name": _name(person)}, subject_id=person.id
    )
    return person


def change_person(person_id: UUID, values: Mapping[str, Any], *, version: int) -> Person:
    """Change a person; raise `Conflict` if somebody else did since `version` was read."""
    person = get_person(person_id)
    if person.version != version:
        raise Conflict
    before = {name: getattr(person, name) for name in values}
    _write(person, values)
    changed = sorted(name for name in values if getattr(person, name) != before[name])
    _flush()
    record(
        "core.person_changed",
        target=(TARGET, person.id),
        facts={"name": _name(person)},
        subject_id=person.id,
        data={"fields": changed},
    )
    return person


def link_guardian(student_id: UUID, guardian_id: UUID, *, relation: str) -> Guardianship:
    """Link a guardian to a student; raise `InvalidInput` for people who cannot be that to each other."""
    student, guardian = get_person(student_id), get_person(guardian_id)
    if student.kind != "student":
        raise InvalidInput({"guardian_id": [_("Only students have guardians.")]})
    if guardian.kind == "student":
        raise InvalidInput({"guardian_id": [_("A student cannot be a guardian.")]})
    known = select(Guardianship.id).where(
        Guardianship.student_id == student_id, Guardianship.guardian_id == guardian_id
    )
    if db.session.scalar(known) is not None:
        raise InvalidInput({"guardian_id": [_("Is a guardian of this student already.")]})
    link = Guardianship(student_id=student_id, guardian_id=guardian_id, relation=relation)
    db.session.add(link)
    _flush()
    record("core.guardian_linked", target=(TARGET, student_id), data={"guardian": str(guardian_id)})
    return link


def unlink_guardian(student_id: UUID, link_id: UUID) -> None:
    """Take a guardian away from a student; raise `NotFound`."""
    chosen = select(Guardianship).where(Guardianship.id == link_id, Guardianship.student_id == student_id)
    link = db.require(chosen)
    record("core.guardian_unlinked", target=(TARGET, student_id), data={"guardian": str(link.guardian_id)})
    db.session.delete(link)
    db.session.flush()


def identity_hash(number: str) -> bytes:
    """Hash an identity number as this branch's register does, for subjects who are no `Person`."""
    return blind_index(number, purpose=IDENTITY_PURPOSE)


def network_identity_hash(number: str) -> bytes:
    """Hash an identity number as registers of the network do: the same in every branch."""
    return network_index(number, purpose=IDENTITY_PURPOSE)


def _write(person: Person, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    parts = (person.family_name, person.given_name, person.patronymic)
    person.search_name, person.sort_name = search_text(parts), sort_text(parts)
    if "identity_number" in values:
        _write_identity(person, values["identity_number"])


def _write_identity(person: Person, number: str | None) -> None:
    if number is None:
        person.identity_index = person.network_index = None
        return
    index = identity_hash(number)
    with db.session.no_autoflush:  # a half-written person must not reach the database
        bearer = db.session.scalar(select(Person.id).where(Person.identity_index == index))
    if bearer is not None and bearer != person.id:
        raise InvalidInput({"identity_number": [_("Belongs to another person of this branch.")]})
    person.identity_index = index
    person.network_index = network_identity_hash(number)
    read = read_iin(number)
    person.birth_date = person.birth_date or read.birth_date
    person.sex = person.sex or read.sex


def _flush() -> None:
    """Write; raise `Conflict` if somebody else wrote the same identity or link at the same moment."""
    try:
        db.session.flush()
    except IntegrityError as fault:
        raise Conflict from fault


def _name(person: Person) -> str:
    return full_name(person.family_name, person.given_name, patronymic=person.patronymic)
