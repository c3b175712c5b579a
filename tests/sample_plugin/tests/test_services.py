"""The verbs of notes, and what they refuse."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.events import StaffFinding
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch, register_lookup
from platform_core.notify.models import Notification
from platform_core.people.services import add_person
from platform_core.testing.people import make_user
from tests.sample_plugin import jobs, plugin, queries, services
from tests.sample_plugin.models import SampleNote

TODAY = date(2026, 11, 22)
IIN = "100305600127"


def note(**more: Any) -> SampleNote:
    values = {"kind": "worry", "title": "Үнсіз", "body": "Сабақта үнсіз", "noted_on": date(2026, 1, 1)}
    return services.write_note({**values, "topic_id": None, "person_id": None, **more})


@pytest.mark.usefixtures("scope_a")
def test_the_text_is_sealed_and_comes_back() -> None:
    written = note()
    assert "үнсіз".encode() not in written.body
    assert queries.note_page(written.id).body == "Сабақта үнсіз"
    assert queries.find_titles("ҮНСІЗ", 5) == [(written.id, "Үнсіз")]


@pytest.mark.usefixtures("scope_a")
@pytest.mark.parametrize("field", ["person_id", "topic_id"])
def test_who_and_what_is_not_there_is_refused(field: str, branch_b: BranchInfo) -> None:
    with pytest.raises(InvalidInput) as refused:
        note(**{field: branch_b.id})
    assert list(refused.value.errors) == [field]


@pytest.mark.usefixtures("scope_a")
def test_a_worry_is_closed_with_an_answer_and_once() -> None:
    written = note()
    seen = written.version
    with pytest.raises(InvalidInput):
        services.close_note(written.id, answer=None, version=seen, today=TODAY)
    services.close_note(written.id, answer="Сөйлестік", version=seen, today=TODAY)
    assert queries.note_page(written.id).answer == "Сөйлестік"
    with pytest.raises(Conflict):
        services.close_note(written.id, answer="Тағы", version=seen, today=TODAY)


def test_another_branch_has_no_such_note(branch_a: BranchInfo, branch_b: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True):
        written = note()
        db.session.commit()
    with in_branch(branch_b.id), pytest.raises(NotFound):
        queries.note_page(written.id)


@pytest.mark.usefixtures("app")
def test_the_register_answers_about_one_number_only() -> None:
    with register_lookup(reason="test", write=True):
        assert not services.is_marked(IIN)
        services.mark_identity(IIN, today=TODAY)
        assert services.is_marked(IIN)
        assert not services.is_marked("100305600128")


def test_who_reads_notes_is_told_that_some_wait(branch_a: BranchInfo) -> None:
    reader = make_user("psychologist")
    with in_branch(branch_a.id, write=True):
        jobs.remind_overdue({})
        assert db.session.scalars(select(Notification.code)).all() == []
        note()
        jobs.remind_overdue({})
        told = db.session.execute(select(Notification.user_id, Notification.code)).all()
    assert told == [(reader, "sample.notes_overdue")]


@pytest.mark.usefixtures("scope_a")
def test_a_finding_about_a_colleague_becomes_a_note_and_one_about_a_stranger_does_not(
    branch_a: BranchInfo,
) -> None:
    colleague = add_person({"kind": "staff", "family_name": "Ли", "given_name": "Вера", "hostel": False})
    for person_id in (colleague.id, branch_a.id):
        plugin.handle_event(branch_a, StaffFinding(person_id, TODAY))
    assert [note.kind for note in queries.notes_of(colleague.id)] == ["worry"]
    assert len(queries.open_notes()) == 1
