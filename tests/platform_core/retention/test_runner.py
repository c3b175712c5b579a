"""Rows whose time is over go, in order, and nothing else does."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from platform_core.audit.models import AuditEntry
from platform_core.clock import now
from platform_core.crypto import KeyDestroyed, seal, unseal
from platform_core.extensions import db
from platform_core.hooks.manifest import Manifest, RetentionRule
from platform_core.isolation.scope import in_branch
from platform_core.people.models import Guardianship, Person
from platform_core.people.uploads import keep_upload
from platform_core.retention import jobs, runner
from platform_core.retention.runner import clock_fault, retire_rows
from plugins.incidents.models import Incident, Participant

TODAY = date(2026, 11, 22)
BASIS = "P29: a test"


def module(*rules: RetentionRule) -> list[Manifest]:
    return [Manifest("made_up", "Made up", "home", "1", "tests", retention=rules)]


def leaver(left_on: date | None, name: str) -> Person:
    person = Person(
        kind="student", family_name=name, given_name="А", search_name=name, sort_name=name, left_on=left_on
    )
    db.session.add(person)
    db.session.flush()
    return person


def people() -> set[str]:
    return set(db.session.scalars(select(Person.family_name)))


def test_rows_past_their_time_go_and_the_others_stay(scope_a, branch_a) -> None:
    for name, left_on in (
        ("Long", TODAY - timedelta(days=31)),
        ("Just", TODAY - timedelta(days=30)),
        ("Here", None),
    ):
        leaver(left_on, name)
    rule = RetentionRule("core_person", "left_on", 30, "erase", BASIS)
    assert retire_rows(branch_a, module(rule), today=TODAY, kind="branch") == 1
    assert people() == {"Just", "Here"}


def test_a_row_that_another_points_at_stays_until_that_one_goes(scope_a, branch_a) -> None:
    student, guardian = leaver(date(2020, 1, 1), "Student"), leaver(date(2020, 1, 1), "Guardian")
    db.session.add(Guardianship(student_id=student.id, guardian_id=guardian.id, relation="mother"))
    incident = Incident(
        school_year=2026,
        number=1,
        registered_at=now(),
        registered_on=TODAY,
        kinds=["physical"],
        counted_kinds=["physical"],
        urgency="none",
        status="registered",
    )
    db.session.add(incident)
    db.session.flush()
    part = Participant(incident_id=incident.id, person_id=student.id, role="victim", party="student")
    db.session.add(part)
    db.session.flush()
    rule = RetentionRule("core_person", "left_on", 30, "erase", BASIS)
    assert retire_rows(branch_a, module(rule), today=TODAY, kind="branch") == 1
    assert people() == {"Student"}  # the guardian went, and the link with them
    db.session.delete(part)
    db.session.flush()
    assert retire_rows(branch_a, module(rule), today=TODAY, kind="branch") == 1


def test_a_row_goes_by_the_clock_of_what_it_hangs_on(scope_a, branch_a) -> None:
    for left_on in (date(2020, 1, 1), None):
        student, guardian = leaver(left_on, "Student"), leaver(None, "Guardian")
        db.session.add(Guardianship(student_id=student.id, guardian_id=guardian.id, relation="father"))
    db.session.flush()
    rule = RetentionRule("core_guardianship", "left_on", 30, "erase", BASIS, through="student_id")
    assert clock_fault(Guardianship, rule) is None
    assert retire_rows(branch_a, module(rule), today=TODAY, kind="branch") == 1
    assert db.session.scalar(select(func.count()).select_from(Guardianship)) == 1


def test_a_rule_that_cannot_be_carried_out_is_named() -> None:
    wrong = RetentionRule("core_guardianship", "left_on", 30, "erase", BASIS)
    assert clock_fault(Guardianship, wrong) == "core_guardianship has no clock left_on"
    astray = RetentionRule("core_guardianship", "left_on", 30, "erase", BASIS, through="relation")
    assert clock_fault(Guardianship, astray) == "core_guardianship.relation points at no row"


def test_no_more_than_a_batch_goes_at_once_the_oldest_first(scope_a, branch_a, monkeypatch) -> None:
    monkeypatch.setattr(runner, "BATCH", 2)
    for days in range(4):
        leaver(date(2020, 1, 1) + timedelta(days=days), f"N{days}")
    rule = RetentionRule("core_person", "left_on", 30, "erase", BASIS)
    assert retire_rows(branch_a, module(rule), today=TODAY, kind="branch") == 2
    assert people() == {"N2", "N3"}


def test_the_key_of_a_sealed_row_goes_with_it(scope_a, branch_a) -> None:
    upload = keep_upload(b"a;b", default_kind="student")
    sealed = seal(upload, "note", "words")
    upload.created_at = now() - timedelta(days=40)
    db.session.flush()
    rule = RetentionRule("core_people_upload", "created_at", 30, "erase", BASIS)
    today = now().date()
    assert retire_rows(branch_a, module(rule), today=today, kind="branch") == 1
    with pytest.raises(KeyDestroyed):
        unseal(upload, "note", sealed)


def test_a_module_that_does_more_than_erase_is_asked_to(scope_a, branch_a) -> None:
    asked: list[tuple[date, int]] = []

    def blank(before: date, limit: int) -> int:
        asked.append((before, limit))
        return 3

    rule = RetentionRule("core_person", "left_on", 10, "anonymise", BASIS, retire=blank)
    assert retire_rows(branch_a, module(rule), today=TODAY, kind="branch") == 3
    assert asked == [(TODAY - timedelta(days=10), runner.BATCH)]


def test_what_is_kept_is_kept_and_another_kind_waits_its_turn(scope_a, branch_a) -> None:
    leaver(date(2000, 1, 1), "Old")
    kept = RetentionRule("core_person", "left_on", None, "keep", BASIS)
    other = RetentionRule("core_person", "left_on", 1, "erase", BASIS)
    assert retire_rows(branch_a, module(kept), today=TODAY, kind="branch") == 0
    assert retire_rows(branch_a, module(other), today=TODAY, kind="register") == 0
    assert people() == {"Old"}


def test_the_trail_learns_of_a_table_and_a_number(world, branch_a) -> None:
    with in_branch(branch_a.id, write=True):
        leaver(date(2000, 1, 1), "Old")
        rule = RetentionRule("core_person", "left_on", 1, "erase", BASIS)
        retire_rows(branch_a, module(rule), today=TODAY, kind="branch")
        db.session.commit()
    with in_branch(branch_a.id):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == runner.RETIRED)).one()
        assert entry.data == {"table": "core_person", "rows": 1, "action": "erase"}


def test_the_nightly_jobs_run_over_every_module(world, branch_a, central, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(
        jobs, "retire_rows", lambda branch, found, *, today, kind: asked.append((branch.code, kind))
    )
    with in_branch(branch_a.id, write=True):
        jobs.retire_own({})
    for branch in (branch_a, central):
        with in_branch(branch.id):
            jobs.retire_registers({})
    assert asked == [("alpha", "branch"), ("central", "register")]
