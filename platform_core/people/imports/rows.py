"""Turn the cells of a row into a person and the guardians that stand beside it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from platform_core.people import iin
from platform_core.people.imports import cells
from platform_core.people.imports.headings import ColumnRef, Headings
from platform_core.people.imports.sheet import Cell, Finding, SheetRow
from platform_core.people.imports.vocabulary import choice_key, choices
from platform_core.people.names import search_text

_KNOWN_APART = frozenset({"student", "staff"})
_AGES = {"student": range(4, 26), "staff": range(15, 101), "guardian": range(14, 111), "other": range(111)}


_CELLS: Mapping[str, Callable[[], Any]] = {
    "full_name": cells.NameCell,
    "family_name": cells.NameCell,
    "given_name": cells.NameCell,
    "patronymic": cells.NameCell,
    "identity_number": cells.IinCell,
    "birth_date": cells.DateCell,
    "left_on": cells.DateCell,
    "sex": partial(cells.ChoiceCell, "sex"),
    "language": partial(cells.ChoiceCell, "language"),
    "relation": partial(cells.ChoiceCell, "relation"),
    "grade": cells.GradeCell,
    "class_letter": partial(cells.TextCell, limit=4),
    "hostel": partial(cells.YesNoCell, "hostel"),
    "position": partial(cells.TextCell, limit=120),
    "phone": cells.PhoneCell,
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as one row describes it; None is "not said" and never overwrites what is known."""

    kind: str
    family_name: str
    given_name: str
    patronymic: str | None = None
    identity_number: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    language: str | None = None
    grade: int | None = None
    class_letter: str | None = None
    hostel: bool | None = None
    position: str | None = None
    phone: str | None = None
    left_on: date | None = None
    relation: str | None = None
    search_name: str = ""


class PersonFault(ValueError):
    """Refuse a person; `codes` are what is wrong, by field."""

    def __init__(self, codes: Mapping[str, list[str]]) -> None:
        super().__init__()
        self.codes = codes


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One sound row: its number, its person, that person's guardians."""

    number: int
    person: PersonRow
    guardians: tuple[PersonRow, ...] = ()


class PersonReader:
    """Read and check the cells of one person of a kind, on a day; a column that is absent costs nothing."""

    def __init__(self, kind: str, *, today: date, only: frozenset[str]) -> None:
        self.kind = kind
        self.today = today
        self._cells = {name: make() for name, make in _CELLS.items() if name in only}

    def read(self, raw: Mapping[str, Cell]) -> PersonRow:
        """Read a person; raise `PersonFault` with the codes of what is wrong."""
        data: dict[str, Any] = {}
        faults: dict[str, list[str]] = {}
        for name, cell in self._cells.items():
            if name in raw:
                try:
                    data[name] = cell.value_of(raw[name])
                except cells.CellFault as fault:
                    faults[name] = [str(fault)]
        # a number is held against the rest only if all the rest could be read
        identity = () if faults else self._identity_faults(data)
        for name, code in (*self._birth_faults(data), *identity, *_name_faults(data, raw)):
            faults.setdefault(name, []).append(code)
        if faults:
            raise PersonFault(faults)
        return self._person(data)

    def _birth_faults(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Refuse a birth date in the future or an age that the kind of person cannot have."""
        born: date | None = data.get("birth_date")
        if born is None:
            return
        age = self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))
        if born > self.today:
            yield "birth_date", "date_future"
        elif age not in _AGES[self.kind]:
            yield "birth_date", f"date_age|{age}"

    def _identity_faults(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Hold the birth date and sex against the identity number; ask for one or the other."""
        number: iin.Iin | None = data.get("identity_number")
        if number is None:
            if self.kind in _KNOWN_APART and "birth_date" not in data:
                yield "identity_number", "identity_needed"
        elif number.birth_date and data.get("birth_date", number.birth_date) != number.birth_date:
            yield "birth_date", f"iin_birth_date|{number.birth_date:%d.%m.%Y}"
        elif number.sex and data.get("sex", number.sex) != number.sex:
            yield "sex", "iin_sex"

    def _person(self, data: dict[str, Any]) -> PersonRow:
        """Compose the person: the name from one cell, the class from one, the rest from the number."""
        if "full_name" in data:
            data.update(split_name(data.pop("full_name")))
        if "grade" in data:
            data["grade"], beside = data["grade"]
            data.setdefault("class_letter", beside)
        if data.get("class_letter"):
            data["class_letter"] = cells.class_letter(data["class_letter"])
        if "identity_number" in data:
            number: iin.Iin = data["identity_number"]
            data["identity_number"] = number.number
            data.setdefault("birth_date", number.birth_date)
            data.setdefault("sex", number.sex)
        parts = (data["family_name"], data["given_name"], data.get("patronymic"))
        return PersonRow(kind=self.kind, search_name=search_text(parts), **data)


def _name_faults(data: Mapping[str, Any], raw: Mapping[str, Cell]) -> Iterator[tuple[str, str]]:
    """Ask for a family name and a given name, apart or in one cell."""
    if "full_name" in raw:
        if "full_name" in data and " " not in data["full_name"]:
            yield "full_name", "given_name_missing"
        return
    for name in ("family_name", "given_name"):
        if name not in raw:
            yield name, "required"


class RowReader:
    """Read rows under known headings; `default_kind` is for files without a column of kinds."""

    def __init__(self, headings: Headings, *, default_kind: str | None, today: date) -> None:
        self.headings = headings
        self.default_kind = default_kind
        self.today = today
        self._readers: dict[tuple[str, str], PersonReader] = {}

    def read(self, row: SheetRow) -> tuple[ParsedRow | None, list[Finding]]:
        """Return the row's people, or None with the faults that stand in the way."""
        found: list[Finding] = []
        own, beside = self._split(row)
        person = self._read_person(row, own, found)
        guardians = [self._read_guardian(row, name, raw, found) for name, raw in beside.items()]
        if person is None or any(one.severity == "fault" for one in found):
            return None, found
        return ParsedRow(row.number, person, tuple(one for one in guardians if one is not None)), found

    def _split(self, row: SheetRow) -> tuple[dict[str, Cell], dict[str, dict[str, Cell]]]:
        own: dict[str, Cell] = {}
        beside: dict[str, dict[str, Cell]] = {}
        for index, ref in self.headings.columns.items():
            if index < len(row.cells) and row.cells[index] is not None:
                target = beside.setdefault(ref.guardian, {}) if ref.guardian else own
                target[ref.name] = row.cells[index]
        return own, beside

    def _read_person(self, row: SheetRow, own: dict[str, Cell], found: list[Finding]) -> PersonRow | None:
        kind = self.default_kind
        if "kind" in own:
            said = str(own.pop("kind"))
            kind = choices("kind").get(choice_key(said))
            if kind is None:
                found.append(self._finding(row, ColumnRef("kind"), "choice", said))
                return None
        if kind is None:
            found.append(self._finding(row, ColumnRef("kind"), "required", ""))
            return None
        if kind == "student" and "grade" not in own and "grade" in self.headings.fields():
            found.append(self._finding(row, ColumnRef("grade"), "required", ""))
        return self._load(row, kind, own, "", found)

    def _read_guardian(
        self, row: SheetRow, guardian: str, raw: dict[str, Cell], found: list[Finding]
    ) -> PersonRow | None:
        if raw.keys() <= {"relation", "phone"}:
            return None  # a relation or a number alone names nobody
        person = self._load(row, "guardian", raw, guardian, found)
        relation = guardian.rstrip("0123456789")
        return None if person is None else replace(person, relation=person.relation or relation)

    def _load(
        self, row: SheetRow, kind: str, raw: dict[str, Cell], guardian: str, found: list[Finding]
    ) -> PersonRow | None:
        try:
            person = self._reader(kind, guardian).read(raw)
        except PersonFault as fault:
            found.extend(self._faults(row, fault, raw, guardian))
            return None
        if was_padded(raw.get("identity_number")):
            ref = ColumnRef("identity_number", guardian)
            found.append(self._finding(row, ref, "iin_padded", "", note=True))
        return person

    def _reader(self, kind: str, guardian: str) -> PersonReader:
        """Give what reads the columns that the file has for a person."""
        key = (kind, guardian)
        if key not in self._readers:
            refs = self.headings.columns.values()
            only = frozenset(ref.name for ref in refs if ref.guardian == guardian) - {"kind"}
            self._readers[key] = PersonReader(kind, today=self.today, only=only)
        return self._readers[key]

    def _faults(
        self, row: SheetRow, fault: PersonFault, raw: Mapping[str, Cell], guardian: str
    ) -> list[Finding]:
        return [
            self._finding(
                row, ColumnRef(name, guardian), code, "" if raw.get(name) is None else str(raw[name])
            )
            for name, codes in fault.codes.items()
            for code in codes
        ]

    def _finding(
        self, row: SheetRow, ref: ColumnRef, code: str, value: str, *, note: bool = False
    ) -> Finding:
        name, _, bound = code.partition("|")
        return Finding(
            row=row.number,
            column=self.headings.label_of(ref),
            code=f"{'note' if note else 'row'}.{name}",
            value=value,
            values=(("limit", bound),) if bound else (),
            severity="note" if note else "fault",
        )


def split_name(text: str) -> dict[str, str]:
    """Split a name written in one cell: family name, given name, and all that follows."""
    family_name, given_name, *rest = text.split(" ")
    parts = {"family_name": family_name, "given_name": given_name}
    return {**parts, "patronymic": " ".join(rest)} if rest else parts


def was_padded(value: Cell) -> bool:
    """Whether a spreadsheet had taken the zeros from the start of an identity number."""
    text = str(int(value)) if isinstance(value, int | float) else str(value or "")
    return text.isdigit() and len(text) < iin.LENGTH


def guess_kind(headings: Headings) -> str | None:
    """Tell from its columns whether a file lists students or staff; None when nothing tells."""
    has = headings.fields()
    if has & {"grade", "class_letter", "hostel"} or any(ref.guardian for ref in headings.columns.values()):
        return "student"
    return "staff" if "position" in has else None
