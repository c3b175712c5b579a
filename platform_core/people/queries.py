"""Reads of the register: lists, pickers, labels and one person's page, as frozen view models."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import aliased

from platform_core.clock import now
from platform_core.crypto import blind_index
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.people.models import Guardianship, Person
from platform_core.people.names import full_name, words

IDENTITY_PURPOSE = "people.identity_number"
LARGEST_PICK = 50


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list; `group` is the class as it is spoken of: «7А»."""

    id: UUID
    name: str
    kind: str
    group: str
    hostel: bool
    position: str
    birth_date: date | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """A person in a picker: the name, and what tells namesakes apart."""

    id: UUID
    name: str
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What a module may copy of a person whom it deals with: the parts of the name, how to reach them."""

    id: UUID
    kind: str
    family_name: str
    given_name: str
    patronymic: str | None
    birth_date: date | None
    language: str | None
    phone: str | None
    identity_index: bytes | None
    network_index: bytes | None


@dataclass(frozen=True, slots=True)
class Relative:
    """A guardian of the person, or a student whom the person answers for."""

    link_id: UUID
    person_id: UUID
    name: str
    relation: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything that a person's page shows."""

    person: Person
    name: str
    group: str
    guardians: tuple[Relative, ...]
    wards: tuple[Relative, ...]


LIST_COLUMNS: tuple[Any, ...] = (
    Person.id, Person.kind, Person.family_name, Person.given_name, Person.patronymic, Person.grade,
    Person.class_letter, Person.hostel, Person.position, Person.birth_date, Person.left_on,
)  # fmt: skip


def select_people() -> Select[Any]:
    """Select the columns that `make_row` reads."""
    return select(*LIST_COLUMNS)


def make_row(row: Any) -> PersonRow:
    """Make a list's view model of one selected row."""
    return PersonRow(
        id=row.id,
        name=full_name(row.family_name, row.given_name, patronymic=row.patronymic),
        kind=row.kind,
        group=class_name(row.grade, row.class_letter),
        hostel=row.hostel,
        position=row.position or "",
        birth_date=row.birth_date,
        left_on=row.left_on,
    )


def class_name(grade: int | None, letter: str | None) -> str:
    """Write a class as it is spoken of: «7А», «11», or nothing."""
    return f"{grade}{letter or ''}" if grade is not None else ""


def is_named(query: str) -> ColumnElement[bool]:
    """Match people whose name has, for each word of `query`, a word that begins with it."""
    found = words(query)[:6]
    return and_(true(), *(Person.search_name.contains(f" {word}", autoescape=True) for word in found))


def is_present(on: date | None = None) -> ColumnElement[bool]:
    """Match people who have not left by a day, today if none is given."""
    stays = or_(Person.left_on.is_(None), Person.left_on > (on or now().date()))
    return and_(stays, Person.erased_on.is_(None))


def search_people(query: str, kind: str | None = None, *, limit: int = 20) -> list[PersonChoice]:
    """Find at most `limit` present people by the beginnings of their names; an empty query finds nobody."""
    if not words(query):
        return []
    chosen = select_people().where(is_present(), is_named(query))
    if kind is not None:
        chosen = chosen.where(Person.kind == kind)
    chosen = chosen.order_by(Person.sort_name, Person.id).limit(min(limit, LARGEST_PICK))
    return [_choice(row) for row in db.session.execute(chosen)]


def people_of_kind(kind: str, *, limit: int) -> list[UUID]:
    """Return the ids of people of a kind who are at the branch, by name: for demonstrations and tests."""
    query = select(Person.id).where(Person.kind == kind, is_present()).order_by(Person.sort_name, Person.id)
    return list(db.session.scalars(query.limit(limit)))


def find_by_identity(number: str) -> UUID | None:
    """Find who bears an identity number, by its blind index; never by an address that a log may keep."""
    index = blind_index(number, purpose=IDENTITY_PURPOSE)
    return db.session.scalar(select(Person.id).where(Person.identity_index == index))


def person_labels(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Name people in one query; an id that is gone is left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    chosen = select(Person.id, Person.family_name, Person.given_name, Person.patronymic)
    rows = db.session.execute(chosen.where(Person.id.in_(wanted)))
    return {row.id: full_name(row.family_name, row.given_name, patronymic=row.patronymic) for row in rows}


def person_choices(ids: Iterable[UUID]) -> dict[UUID, PersonChoice]:
    """Describe people as a picker does, in one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: _choice(row) for row in db.session.execute(select_people().where(Person.id.in_(wanted)))}


def person_card(person_id: UUID) -> PersonCard:
    """Return a present person's card; raise `NotFound` for whoever left or was erased."""
    columns = (
        Person.id, Person.kind, Person.family_name, Person.given_name, Person.patronymic, Person.birth_date,
        Person.language, Person.phone, Person.identity_index, Person.network_index,
    )  # fmt: skip
    row = db.session.execute(select(*columns).where(Person.id == person_id, is_present())).one_or_none()
    if row is None:
        raise NotFound
    return PersonCard(**row._asdict())


def get_person(person_id: UUID) -> Person:
    """Return a person of this branch; raise `NotFound`."""
    return db.require(select(Person).where(Person.id == person_id))


def person_page(person_id: UUID) -> PersonPage:
    """Return a person with guardians and wards; raise `NotFound`."""
    person = get_person(person_id)
    return PersonPage(
        person=person,
        name=full_name(person.family_name, person.given_name, patronymic=person.patronymic),
        group=class_name(person.grade, person.class_letter),
        guardians=_relatives(Guardianship.guardian_id, Guardianship.student_id == person_id),
        wards=_relatives(Guardianship.student_id, Guardianship.guardian_id == person_id),
    )


def guardians_of(student_ids: Iterable[UUID]) -> Mapping[UUID, list[UUID]]:
    """Give the guardians' ids of several students in one query."""
    wanted = set(student_ids)
    chosen = select(Guardianship.student_id, Guardianship.guardian_id).where(
        Guardianship.student_id.in_(wanted)
    )
    found: dict[UUID, list[UUID]] = {}
    for student_id, guardian_id in db.session.execute(chosen) if wanted else ():
        found.setdefault(student_id, []).append(guardian_id)
    return found


def class_letters() -> list[str]:
    """List the class letters in use."""
    chosen = select(Person.class_letter).where(Person.class_letter.is_not(None)).distinct()
    return sorted(letter for letter in db.session.scalars(chosen) if letter)


def _choice(row: Any) -> PersonChoice:
    name = full_name(row.family_name, row.given_name, patronymic=row.patronymic)
    return PersonChoice(row.id, name, row.kind, class_name(row.grade, row.class_letter) or row.position or "")


def _relatives(column: Any, condition: ColumnElement[bool]) -> tuple[Relative, ...]:
    other = aliased(Person)
    chosen = (
        select(
            Guardianship.id.label("link_id"), Guardianship.relation, other.id,
            other.family_name, other.given_name, other.patronymic, other.phone,
        )
        .join(other, and_(other.branch_id == Guardianship.branch_id, other.id == column))
        .where(condition, other.erased_on.is_(None))
        .order_by(other.sort_name, other.id)
    )  # fmt: skip
    return tuple(
        Relative(
            link_id=row.link_id,
            person_id=row.id,
            name=full_name(row.family_name, row.given_name, patronymic=row.patronymic),
            relation=row.relation,
            phone=row.phone,
        )
        for row in db.session.execute(chosen)
    )
