"""A person's rights: every module is asked, failures are loud, and erasure says what stays."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry, AuditFact
from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.types import ErasureResult, ExportSection, SubjectRef
from platform_core.i18n import use_locale
from platform_core.people import queries, services, subject_rights
from platform_core.people.models import Person
from platform_core.people.subject_rights import HookBroken, erase_person, export_person

IIN = "100305600127"
TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("scope_a", "in_english")


@pytest.fixture
def in_english() -> Iterator[None]:
    """Read what is said in English."""
    with use_locale("en"):
        yield


class Modules:
    """A gate whose modules answer as a test says."""

    def __init__(self, **answers: object) -> None:
        self.answers = answers
        self.asked: list[tuple[str, tuple[object, ...]]] = []

    def ask_everyone(self, hook: str, *args: object) -> Iterator[tuple[str, object]]:
        for module, answer in self.answers.items():
            self.asked.append((hook, args))
            if isinstance(answer, Exception):
                raise answer
            yield module, answer


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch):
    def install(**answers: object) -> Modules:
        gate = Modules(**answers)
        monkeypatch.setattr(subject_rights, "current_gate", lambda: gate)
        return gate

    return install


def leaver(**more: object) -> Person:
    values = {
        "kind": "student",
        "family_name": "Ахметова",
        "given_name": "Әйгерім",
        "hostel": True,
        "left_on": date(2026, 6, 1),
    }
    return services.add_person({**values, "identity_number": IIN, "phone": "+77011234567", **more})


def test_the_export_holds_what_the_core_and_every_module_hold(modules) -> None:
    person = leaver()
    mother = services.add_person(
        {"kind": "guardian", "family_name": "Ахметова", "given_name": "Дана", "hostel": False}
    )
    services.link_guardian(person.id, mother.id, relation="mother")
    gate = modules(visits=[ExportSection("Visits", ({"on": date(2026, 1, 1)},))], trips=[])
    export = export_person(person.id)
    assert [(module, str(section.title)) for module, section in export.sections][1:] == [
        ("core", "Guardians and students"),
        ("visits", "Visits"),
    ]
    subject = gate.asked[0][1][1]
    assert subject == SubjectRef(person.branch_id, person.id, services.identity_hash(IIN))
    assert IIN.encode() in subject_rights.as_json(export)


def test_a_module_that_fails_fails_the_whole_request(modules) -> None:
    person = leaver()
    modules(visits=RuntimeError("broken"))
    with pytest.raises(RuntimeError, match="broken"):
        export_person(person.id)
    with pytest.raises(RuntimeError, match="broken"):
        erase_person(person.id, TODAY)
    assert person.erased_on is None
    assert person.identity_number == IIN


@pytest.mark.parametrize("answer", [["text"], [None], [{"title": "x"}]])
def test_a_wrong_export_is_refused(modules, answer) -> None:
    person = leaver()
    modules(visits=answer)
    with pytest.raises(HookBroken, match="visits"):
        export_person(person.id)


@pytest.mark.parametrize("answer", [None, 3, ErasureResult(1, (("Visit", " "),))])
def test_a_wrong_erasure_or_one_without_a_reason_is_refused(modules, answer) -> None:
    person = leaver()
    modules(visits=answer)
    with pytest.raises(HookBroken, match="visits"):
        erase_person(person.id, TODAY)


def test_erasure_leaves_nothing_of_who_it_was(modules) -> None:
    person = leaver()
    mother = services.add_person(
        {"kind": "guardian", "family_name": "Ли", "given_name": "Дана", "hostel": False}
    )
    services.link_guardian(person.id, mother.id, relation="mother")
    modules(visits=ErasureResult(2))
    report = erase_person(person.id, TODAY)
    assert (report.erased["visits"], report.kept) == (2, ())
    db.session.expire_all()
    row = db.session.get_one(Person, (person.branch_id, person.id))
    assert (row.family_name, row.given_name) == ("—", "—")
    assert (row.identity_number, row.identity_index, row.phone, row.birth_date) == (None, None, None, None)
    assert queries.search_people("ахм") == []
    assert queries.person_page(mother.id).wards == ()
    assert db.session.scalars(select(AuditFact).where(AuditFact.subject_id == person.id)).all() == []
    assert "core.person_erased" in db.session.scalars(select(AuditEntry.event)).all()
    with pytest.raises(Conflict):
        erase_person(person.id, TODAY)
    services.add_person(
        {"kind": "student", "family_name": "Ким", "given_name": "Ян", "hostel": False, "identity_number": IIN}
    )


def test_what_must_stay_keeps_the_name_and_says_why(modules) -> None:
    person = leaver()
    modules(incidents=ErasureResult(0, (("Case", "Kept five years by law."),)))
    report = erase_person(person.id, TODAY)
    assert [(module, what) for module, what, _reason in report.kept] == [
        ("core", "Name"),
        ("incidents", "Case"),
    ]
    assert (person.family_name, person.identity_number, person.phone) == ("Ахметова", None, None)
    assert queries.search_people("ахм") == []


def test_who_is_still_here_is_not_erased(modules) -> None:
    modules()
    with pytest.raises(InvalidInput, match="invalid_input") as refused:
        erase_person(leaver(left_on=None).id, TODAY)
    assert "still here" in refused.value.errors["person"][0]
    child = services.add_person(
        {"kind": "student", "family_name": "Ли", "given_name": "Анна", "hostel": False}
    )
    mother = services.add_person(
        {"kind": "guardian", "family_name": "Ли", "given_name": "Вера", "hostel": False}
    )
    services.link_guardian(child.id, mother.id, relation="mother")
    with pytest.raises(InvalidInput) as refused:
        erase_person(mother.id, TODAY)
    assert "answers for" in refused.value.errors["person"][0]


def test_nobody_is_nobody(modules, branch_b) -> None:
    modules()
    with pytest.raises(NotFound):
        export_person(branch_b.id)
    with pytest.raises(NotFound):
        erase_person(branch_b.id, TODAY)
