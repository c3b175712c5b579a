"""The branch's people as an import compares with them: pure look-ups, loaded once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

NameKey = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the register: who it is and the values that an import may change."""

    id: UUID
    kind: str
    search_name: str
    birth_date: date | None
    identity_index: bytes | None
    values: Mapping[str, Any]


@dataclass(slots=True)
class Register:
    """Look people up by identity index, by name and birth date, and guardians by their student."""

    by_index: dict[bytes, Known] = field(default_factory=dict)
    by_name: dict[NameKey, list[Known]] = field(default_factory=dict)
    guardians: dict[UUID, list[Known]] = field(default_factory=dict)
    links: set[tuple[UUID, UUID]] = field(default_factory=set)

    @classmethod
    def of(cls, people: Iterable[Known], links: Iterable[tuple[UUID, UUID]]) -> "Register":
        """Arrange people and `(student, guardian)` links."""
        register, by_id = cls(), {}
        for person in people:
            by_id[person.id] = person
            register.by_name.setdefault((person.search_name, person.birth_date), []).append(person)
            if person.identity_index is not None:
                register.by_index[person.identity_index] = person
        for student_id, guardian_id in links:
            register.links.add((student_id, guardian_id))
            register.guardians.setdefault(student_id, []).append(by_id[guardian_id])
        return register

    def guardian_named(self, student_id: UUID, search_name: str) -> Known | None:
        """Return the student's guardian of a name."""
        return next(
            (one for one in self.guardians.get(student_id, ()) if one.search_name == search_name), None
        )
