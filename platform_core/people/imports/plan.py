"""Decide what an import would do with each sound row: create, update or leave; pure.

People are the same when their identity numbers are; without a number, when name and birth date are.
A guardian may stand beside several children and may also be on the staff.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from platform_core.people.imports.register import Known, NameKey, Register
from platform_core.people.imports.rows import ParsedRow, PersonRow
from platform_core.people.imports.sheet import Finding, Findings

UPDATABLE = (
    "family_name", "given_name", "patronymic", "identity_number", "birth_date", "sex", "language",
    "grade", "class_letter", "hostel", "position", "phone", "left_on",
)  # fmt: skip
_MAY_BECOME = {("guardian", "staff"), ("other", "staff"), ("other", "guardian"), ("guardian", "other")}


@dataclass(slots=True)
class PlannedPerson:
    """What is to be done with one person; `values` hold what is written."""

    id: UUID
    kind: str
    action: Literal["create", "update", "same"]
    values: dict[str, Any]
    index: bytes | None = None


@dataclass(slots=True)
class Plan:
    """All that an import would write."""

    people: dict[UUID, PlannedPerson] = field(default_factory=dict)
    links: dict[tuple[UUID, UUID], str] = field(default_factory=dict)

    def of(self, action: str) -> list[PlannedPerson]:
        """List the people with whom one thing is to be done."""
        return [person for person in self.people.values() if person.action == action]


@dataclass(slots=True)
class _Seen:
    row: int
    index: bytes | None
    person_id: UUID


class Planner:
    """Take rows one after another and build the plan; faults go to `findings`."""

    def __init__(
        self,
        register: Register,
        *,
        indexes: Mapping[str, bytes],
        new_id: Callable[[], UUID],
        findings: Findings,
    ) -> None:
        self.register = register
        self.indexes = indexes
        self.new_id = new_id
        self.findings = findings
        self.plan = Plan()
        self._seen_index: dict[bytes, _Seen] = {}
        self._seen_name: dict[NameKey, list[_Seen]] = {}
        self._guardians: dict[Any, UUID] = {}

    def add(self, row: ParsedRow) -> None:
        """Plan one row and the guardians beside it."""
        index, name = self._index(row.person), _name_key(row.person)
        twin = self._twin(index, name)
        if twin is not None:
            self._fault(row.number, "duplicate", twin.row)
            return
        known = self._known(row, index, name)
        if isinstance(known, str):
            self._fault(row.number, known)
            return
        planned = self._plan_person(row.person, known, index)
        if planned.action == "update":
            self._note(row.number, "updated")
        self._remember(row.number, planned, index, name)
        for guardian in row.guardians:
            self._plan_guardian(row.number, planned.id, guardian)

    def _index(self, person: PersonRow) -> bytes | None:
        return self.indexes[person.identity_number] if person.identity_number else None

    def _twin(self, index: bytes | None, name: NameKey) -> _Seen | None:
        if index is not None and index in self._seen_index:
            return self._seen_index[index]
        # two numbers are two people; a missing number leaves only the name and the day
        same_name = self._seen_name.get(name, ())
        return next((seen for seen in same_name if index is None or seen.index is None), None)

    def _known(self, row: ParsedRow, index: bytes | None, name: NameKey) -> Known | str | None:
        """Find the row's person in the register; a string is the fault that forbids to decide."""
        found = self.register.by_index.get(index) if index is not None else None
        if found is None:
            namesakes = self.register.by_name.get(name, [])
            if index is not None:
                if any(one.identity_index is not None for one in namesakes):
                    self._note(row.number, "other_identity")
                namesakes = [one for one in namesakes if one.identity_index is None]
            if len(namesakes) > 1:
                return "several_matches"
            found = namesakes[0] if namesakes else None
        if found is not None and not _may_become(found, row.person.kind):
            return "other_kind"
        return found

    def _plan_person(self, person: PersonRow, known: Known | None, index: bytes | None) -> PlannedPerson:
        if known is None:
            met = self._guardians.get(index) if index is not None else None
            before = self.plan.people[met].values if met else {}
            values = {**before, **_said(person)}
            planned = PlannedPerson(met or self.new_id(), person.kind, "create", values, index)
        else:
            changes = _changes(person, known)
            planned = PlannedPerson(known.id, person.kind, "update" if changes else "same", changes, index)
        self.plan.people[planned.id] = planned
        return planned

    def _plan_guardian(self, row: int, student_id: UUID, person: PersonRow) -> None:
        index = self._index(person)
        guardian_id = self._met_guardian(student_id, person, index)
        if guardian_id is None:
            known = self._known_guardian(student_id, person, index)
            if known is not None and known.kind == "student":
                self._fault(row, "other_kind")
                return
            guardian_id = self._write_guardian(person, known, index)
        self._guardians[_guardian_key(student_id, person, index)] = guardian_id
        if (student_id, guardian_id) not in self.register.links:
            self.plan.links.setdefault((student_id, guardian_id), person.relation or "guardian")

    def _met_guardian(self, student_id: UUID, person: PersonRow, index: bytes | None) -> UUID | None:
        if index is not None and index in self._seen_index:
            return self._seen_index[index].person_id
        return self._guardians.get(_guardian_key(student_id, person, index))

    def _known_guardian(self, student_id: UUID, person: PersonRow, index: bytes | None) -> Known | None:
        found = self.register.by_index.get(index) if index is not None else None
        if found is None:
            found = self.register.guardian_named(student_id, person.search_name)
            if found is not None and index is not None and found.identity_index is not None:
                return None  # same name beside the same child, yet another number: another person
        return found

    def _write_guardian(self, person: PersonRow, known: Known | None, index: bytes | None) -> UUID:
        if known is None:
            planned = PlannedPerson(self.new_id(), "guardian", "create", _said(person), index)
        else:
            changes = _changes(person, known) if known.kind == "guardian" else {}
            planned = PlannedPerson(known.id, known.kind, "update" if changes else "same", changes, index)
        self.plan.people.setdefault(planned.id, planned)
        return planned.id

    def _remember(self, row: int, planned: PlannedPerson, index: bytes | None, name: NameKey) -> None:
        seen = _Seen(row, index, planned.id)
        self._seen_name.setdefault(name, []).append(seen)
        if index is not None:
            self._seen_index[index] = seen

    def _fault(self, row: int, code: str, other_row: int | None = None) -> None:
        values = () if other_row is None else (("row", str(other_row)),)
        self.findings.add(Finding(row, "", f"row.{code}", values=values))

    def _note(self, row: int, code: str) -> None:
        self.findings.add(Finding(row, "", f"note.{code}", severity="note"))


def identity_numbers(rows: Sequence[ParsedRow]) -> set[str]:
    """Gather every identity number of a file, so that they are indexed in one go."""
    people = [person for row in rows for person in (row.person, *row.guardians)]
    return {person.identity_number for person in people if person.identity_number}


def _name_key(person: PersonRow) -> tuple[str, date | None]:
    return person.search_name, person.birth_date


def _guardian_key(student_id: UUID, person: PersonRow, index: bytes | None) -> Any:
    """Tell guardians of one file apart: by number; else by name and telephone; else within a family."""
    return index or (person.search_name, person.phone or student_id)


def _may_become(known: Known, kind: str) -> bool:
    if known.kind == kind or (known.kind, kind) in _MAY_BECOME:
        return True
    return known.kind == "student" and kind == "staff" and known.values["left_on"] is not None


def _said(person: PersonRow) -> dict[str, Any]:
    return {name: getattr(person, name) for name in UPDATABLE if getattr(person, name) is not None}


def _changes(person: PersonRow, known: Known) -> dict[str, Any]:
    changes = {name: value for name, value in _said(person).items() if known.values[name] != value}
    if known.kind != person.kind:
        changes["kind"] = person.kind
    if known.values["left_on"] is not None and person.left_on is None and person.kind != "guardian":
        changes["left_on"] = None  # whom a current list names is back
    return changes
