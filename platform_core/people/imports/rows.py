"""Turn the cells of a row into a person and the guardians that stand beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, post_load, validates_schema

from platform_core.people import iin
from platform_core.people.imports import cells
from platform_core.people.imports.headings import ColumnRef, Headings
from platform_core.people.imports.sheet import Cell, Finding, SheetRow
from platform_core.people.imports.vocabulary import choice_key, choices
from platform_core.people.names import search_text

_KNOWN_APART = frozenset({"student", "staff"})
_AGES = {"student": range(4, 26), "staff": range(15, 101), "guardian": range(14, 111), "other": range(111)}


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


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One sound row: its number, its person, that person's guardians."""

    number: int
    person: PersonRow
    guardians: tuple[PersonRow, ...] = ()


class PersonRowSchema(Schema):
    """Check the cells of one person of a kind, on a day."""

    class Meta:
        unknown = EXCLUDE

    full_name = cells.NameCell()
    family_name = cells.NameCell()
    given_name = cells.NameCell()
    patronymic = cells.NameCell()
    identity_number = cells.IinCell()
    birth_date = cells.DateCell()
    left_on = cells.DateCell()
    sex = cells.ChoiceCell("sex")
    language = cells.ChoiceCell("language")
    relation = cells.ChoiceCell("relation")
    grade = cells.GradeCell()
    class_letter = cells.TextCell(limit=4)
    hostel = cells.YesNoCell("hostel")
    position = cells.TextCell(limit=120)
    phone = cells.PhoneCell()

    def __init__(self, kind: str, *, today: date, only: frozenset[str]) -> None:
        super().__init__(only=only)
        self.kind = kind
        self.today = today

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def check_name(self, data: dict[str, Any], original: Mapping[str, Cell], **_options: Any) -> None:
        """Ask for a family name and a given name, apart or in one cell."""
        if "full_name" in original:
            if "full_name" in data and " " not in data["full_name"]:
                raise ValidationError("given_name_missing", "full_name")
            return
        missing = [name for name in ("family_name", "given_name") if name not in original]
        if missing:
            raise ValidationError({name: ["required"] for name in missing})

    @validates_schema(skip_on_field_errors=False)
    def check_birth_date(self, data: dict[str, Any], **_options: Any) -> None:
        """Refuse a birth date in the future or an age that the kind of person cannot have."""
        born = data.get("birth_date")
        if born is None:
            return
        if born > self.today:
            raise ValidationError("date_future", "birth_date")
        age = self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))
        if age not in _AGES[self.kind]:
            raise ValidationError(f"date_age|{age}", "birth_date")

    @validates_schema
    def check_identity(self, data: dict[str, Any], **_options: Any) -> None:
        """Hold the birth date and sex against the identity number; ask for one or the other."""
        if "identity_number" not in data:
            if self.kind in _KNOWN_APART and "birth_date" not in data:
                raise ValidationError("identity_needed", "identity_number")
            return
        number: iin.Iin = data["identity_number"]
        if number.birth_date and data.get("birth_date", number.birth_date) != number.birth_date:
            raise ValidationError(f"iin_birth_date|{number.birth_date:%d.%m.%Y}", "birth_date")
        if number.sex and data.get("sex", number.sex) != number.sex:
            raise ValidationError("iin_sex", "sex")

    @post_load
    def make_person(self, data: dict[str, Any], **_options: Any) -> PersonRow:
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


class RowReader:
    """Read rows under known headings; `default_kind` is for files without a column of kinds."""

    def __init__(self, headings: Headings, *, default_kind: str | None, today: date) -> None:
        self.headings = headings
        self.default_kind = default_kind
        self.today = today
        self._schemas: dict[tuple[str, str], PersonRowSchema] = {}

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
            person: PersonRow = self._schema(kind, guardian).load(raw)
        except ValidationError as fault:
            found.extend(self._faults(row, fault, raw, guardian))
            return None
        if was_padded(raw.get("identity_number")):
            ref = ColumnRef("identity_number", guardian)
            found.append(self._finding(row, ref, "iin_padded", "", note=True))
        return person

    def _schema(self, kind: str, guardian: str) -> PersonRowSchema:
        """Give the schema of the columns that the file has for a person: an absent one costs nothing."""
        key = (kind, guardian)
        if key not in self._schemas:
            refs = self.headings.columns.values()
            only = frozenset(ref.name for ref in refs if ref.guardian == guardian) - {"kind"}
            self._schemas[key] = PersonRowSchema(kind, today=self.today, only=only)
        return self._schemas[key]

    def _faults(
        self, row: SheetRow, fault: ValidationError, raw: Mapping[str, Cell], guardian: str
    ) -> list[Finding]:
        return [
            self._finding(
                row, ColumnRef(name, guardian), code, "" if raw.get(name) is None else str(raw[name])
            )
            for name, codes in _messages(fault).items()
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


def _messages(fault: ValidationError) -> dict[str, list[str]]:
    messages: dict[str, list[str]] = fault.messages if isinstance(fault.messages, dict) else {}
    return messages


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
