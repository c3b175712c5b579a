"""Made-up contacts of a branch's safety service for the demonstration."""

from collections.abc import Mapping, Sequence
from datetime import time
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.contacts.services import add_safety_contact, switch_safety_contact
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.people.models import Person
from platform_core.people.names import full_name
from platform_core.tenancy.dates import local_day

_EVERYBODY = ("students", "guardians", "staff")
# office, position in the register, whether the holder is named, for whom, hours
OFFICES: Sequence[tuple[str, str, bool, tuple[str, ...], tuple[str, str, str] | None]] = (
    ("duty", "", False, _EVERYBODY, None),
    ("psychologist", "Педагог-психолог", True, _EVERYBODY, ("12345", "08:30", "17:30")),
    ("head", "Филиал директоры", False, ("guardians", "staff"), ("12345", "09:00", "18:00")),
    ("doctor", "Мектеп дәрігері", True, _EVERYBODY, ("123456", "08:00", "16:00")),
    ("hostel_manager", "Жатақхана меңгерушісі", True, ("students", "guardians"), None),
    ("lawyer", "Заңгер", False, ("staff",), ("12345", "09:00", "18:00")),
)


def seed_contacts(branch: BranchInfo, rng: Random) -> None:
    """Write the contacts of one branch, the last of them switched off; needs its people."""
    bearers = _bearers()
    last = None
    for office, position, is_named, audiences, hours in OFFICES:
        if office == "hostel_manager" and not branch.has_hostel:
            continue
        person = bearers.get(position) if is_named else None
        last = add_safety_contact(_values(office, person, audiences, hours, rng))
    if last is not None:
        switch_safety_contact(last.id, active=False, version=last.version, on=local_day(branch))


def _bearers() -> Mapping[str, tuple[UUID, str]]:
    held = [position for _office, position, *_more in OFFICES if position]
    chosen = select(Person.id, Person.position, Person.family_name, Person.given_name, Person.patronymic)
    staff = db.session.execute(chosen.where(Person.position.in_(held)).order_by(Person.sort_name, Person.id))
    return {
        row.position: (row.id, full_name(row.family_name, row.given_name, patronymic=row.patronymic))
        for row in staff
    }


def _values(
    office: str,
    person: tuple[UUID, str] | None,
    audiences: tuple[str, ...],
    hours: tuple[str, str, str] | None,
    rng: Random,
) -> dict[str, Any]:
    number = rng.randrange(10_000_000)
    days, opens, closes = hours or ("1234567", "", "")
    return {
        "role_code": office,
        **dict.fromkeys(("title_kk", "title_ru", "title_en"), ""),
        "person_id": person[0] if person else None,
        "display_name": person[1] if person else None,
        "phone": f"8 700 {number // 10_000:03} {number // 100 % 100:02} {number % 100:02}",
        "whatsapp": f"+7700{number:07}" if office == "duty" else None,
        "email": f"{office.replace('_', '-')}@school.example",
        "days": list(days),
        "opens_at": time.fromisoformat(opens) if opens else None,
        "closes_at": time.fromisoformat(closes) if closes else None,
        "audiences": list(audiences),
    }
