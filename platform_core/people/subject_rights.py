"""One person's rights over the data: everything held is given out, everything that may go is erased.

Every module is asked, enabled or not, because data outlive the switch; one that fails makes the whole
request fail, for a silent gap would be a false promise.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

import orjson
from flask import Flask, current_app
from sqlalchemy import CursorResult, and_, delete, or_, select

from platform_core.audit.recorder import record
from platform_core.audit.redaction import erase_facts
from platform_core.auth.models import Membership
from platform_core.clock import now
from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.hooks.gate import current_gate
from platform_core.hooks.types import BranchInfo, ErasureResult, ExportSection, SubjectRef
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_branch_id
from platform_core.people.models import Guardianship, Person
from platform_core.people.queries import PersonPage, get_person, is_present, person_page
from platform_core.people.services import TARGET
from platform_core.tenancy.directory import branch_by_id
from platform_core.web.exports import Column, xlsx_bytes

_CORE = "core"
_EXTENSION = "qorgau_subject_data"
_EMPTIED = ("patronymic", "birth_date", "sex", "language", "grade", "class_letter", "position")
_SECRETS = ("identity_number", "identity_index", "network_index", "phone")


@dataclass(frozen=True, slots=True)
class SubjectData:
    """What another room of the core holds on one person: gives it out, erases it and counts the rows."""

    export: Callable[[SubjectRef], Iterable[ExportSection]]
    erase: Callable[[SubjectRef], int]


@dataclass(frozen=True, slots=True)
class SubjectExport:
    """Everything held on one person: sections by module, with the moment they were gathered."""

    branch: BranchInfo
    person_id: UUID
    made_at: datetime
    sections: tuple[tuple[str, ExportSection], ...]


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """How many rows went, module by module, and what stays with its legal reason."""

    erased: Mapping[str, int]
    kept: tuple[tuple[str, str, str], ...]

    @property
    def total(self) -> int:
        """How many rows went in all."""
        return sum(self.erased.values())


class HookBroken(TypeError):
    """Stop a request because a module answered with something else than was asked."""


def install_subject_data(app: Flask, rooms: Iterable[SubjectData]) -> None:
    """Bind the rooms of the core that stand above the register and hold something on people."""
    app.extensions[_EXTENSION] = tuple(rooms)


def subject_of(person: Person) -> SubjectRef:
    """Name a person as hooks do."""
    return SubjectRef(person.branch_id, person.id, person.identity_index)


def export_person(person_id: UUID) -> SubjectExport:
    """Gather everything that the core and every module hold on a person; raise `NotFound`."""
    page = person_page(person_id)
    branch = branch_by_id(current_branch_id())
    subject = subject_of(page.person)
    sections = [(_CORE, section) for section in _own_sections(page)]
    sections += [(_CORE, section) for room in _rooms() for section in room.export(subject)]
    for module, answer in current_gate().ask_everyone("export_subject", branch, subject):
        sections += [(module, section) for section in _checked(module, answer)]
    counts = {
        "sections": len(sections),
        "records": sum(len(section.records) for _module, section in sections),
    }
    record("core.person_data_exported", target=(TARGET, person_id), data=counts, subject_id=person_id)
    return SubjectExport(branch, person_id, now(), tuple(sections))


def erase_person(person_id: UUID, on: date) -> ErasureReport:
    """Erase a person who left; raise `InvalidInput` while the person is here, `Conflict` the second time.

    What a module must keep by law keeps the name; identity number, telephone and class go anyway.
    The caller commits.
    """
    person = get_person(person_id)
    if person.erased_on is not None:
        raise Conflict
    _refuse_present(person)
    branch = branch_by_id(current_branch_id())
    subject = subject_of(person)
    asked = current_gate().ask_everyone("erase_subject", branch, subject, on)
    answers = {module: _erasure(module, answer) for module, answer in asked}
    kept = tuple((module, *pair) for module, answer in answers.items() for pair in answer.kept)
    in_rooms = sum(room.erase(subject) for room in _rooms())
    own = _erase_own(person, on, keep_name=bool(kept))
    answers[_CORE] = ErasureResult(own.erased + in_rooms)
    erased = {module: answer.erased for module, answer in answers.items()}
    record(
        "core.person_erased",
        target=(TARGET, person_id),
        data={"erased": erased, "kept": len(kept)},
        subject_id=person_id,
    )
    if kept:
        kept = ((_CORE, _("Name"), _("The records that stay could not be read without it.")), *kept)
    return ErasureReport(erased, kept)


def as_json(export: SubjectExport) -> bytes:
    """Write an export as JSON."""
    content = {
        "branch": export.branch.code,
        "person": str(export.person_id),
        "made_at": export.made_at,
        "sections": [
            {
                "module": module,
                "title": str(section.title),
                "records": [_plain(one) for one in section.records],
                "files": [file.name for file in section.files],
            }
            for module, section in export.sections
        ],
    }
    return orjson.dumps(content, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)


def as_zip(export: SubjectExport) -> bytes:
    """Write an export as a ZIP: the JSON for machines, and a workbook a section for people."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", as_json(export))
        for place, (module, section) in enumerate(export.sections, start=1):
            archive.writestr(f"{place:02d}-{module}.xlsx", _workbook(section))
            for number, file in enumerate(section.files, start=1):
                archive.writestr(f"{place:02d}-{module}/{number:03d}-{file.name}", file.read())
    return target.getvalue()


def _rooms() -> tuple[SubjectData, ...]:
    rooms: tuple[SubjectData, ...] = current_app.extensions[_EXTENSION]
    return rooms


def _checked(module: str, answer: Any) -> list[ExportSection]:
    sections = list(answer)
    if not all(isinstance(section, ExportSection) for section in sections):
        raise HookBroken(f"export_subject of {module} gave something else than sections")
    return sections


def _erasure(module: str, answer: Any) -> ErasureResult:
    if not isinstance(answer, ErasureResult):
        raise HookBroken(f"erase_subject of {module} gave something else than a result")
    if any(not reason.strip() for _what, reason in answer.kept):
        raise HookBroken(f"erase_subject of {module} keeps something without a legal reason")
    return answer


def _refuse_present(person: Person) -> None:
    here = select(Person.id).where(Person.id == person.id, is_present())
    if person.kind in ("student", "staff") and db.session.scalar(here) is not None:
        raise InvalidInput({"person": [_("Is still here: write down first on which day the person left.")]})
    wards = (
        select(Guardianship.id)
        .join(Person, and_(Person.branch_id == Guardianship.branch_id, Person.id == Guardianship.student_id))
        .where(Guardianship.guardian_id == person.id, is_present())
        .limit(1)
    )
    if db.session.scalar(wards) is not None:
        raise InvalidInput({"person": [_("Still answers for a student who is here.")]})
    account = select(Membership.id).where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    if db.session.scalar(account) is not None:
        raise InvalidInput({"person": [_("Still has an account in this branch: end it first.")]})


def _erase_own(person: Person, on: date, *, keep_name: bool) -> ErasureResult:
    links = or_(Guardianship.student_id == person.id, Guardianship.guardian_id == person.id)
    gone = cast("CursorResult[Any]", db.session.execute(delete(Guardianship).where(links))).rowcount
    for name in (*_EMPTIED, *_SECRETS):
        setattr(person, name, None)
    person.hostel = False
    person.erased_on = on
    person.search_name = ""
    if not keep_name:
        person.family_name = person.given_name = "—"
        person.sort_name = ""
    members = db.session.scalars(select(Membership).where(Membership.person_id == person.id)).all()
    for member in members:
        member.display_name = "—"
    db.session.flush()
    facts = erase_facts(subject_id=person.id, targets=[(TARGET, person.id)])
    return ErasureResult(gone + len(members) + facts + 1)


def _own_sections(page: PersonPage) -> Iterable[ExportSection]:
    person = page.person
    names = ("kind", "family_name", "given_name", *_EMPTIED, "hostel", "identity_number", "phone", "left_on")
    yield ExportSection(_("In the register of people"), ({name: getattr(person, name) for name in names},))
    if page.guardians or page.wards:
        relatives = [("guardian", one) for one in page.guardians] + [("student", one) for one in page.wards]
        yield ExportSection(
            _("Guardians and students"),
            tuple({"who": who, "name": one.name, "relation": one.relation} for who, one in relatives),
        )
    accounts = db.session.execute(
        select(Membership.display_name, Membership.roles, Membership.valid_from, Membership.ended_at).where(
            Membership.person_id == person.id
        )
    ).all()
    if accounts:
        yield ExportSection(_("Account"), tuple(row._asdict() for row in accounts))


def _plain(record_: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in record_.items()}


def _workbook(section: ExportSection) -> bytes:
    keys = list(dict.fromkeys(str(key) for one in section.records for key in one))
    rows = [{key: _cell(one.get(key)) for key in keys} for one in section.records]
    return xlsx_bytes([Column(key, key) for key in keys], rows, title=str(section.title))


def _cell(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else value
