"""`qorgau jobs list` and `qorgau jobs retry`."""

import json
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.jobs.backoff import MAX_ATTEMPTS
from platform_core.jobs.failures import Failure, record_failures
from platform_core.jobs.outbox import Outbox, enqueue
from tests.platform_core.cli.conftest import Shell

JOB = "core.notify.tell"


@pytest.fixture
def given_up(app: Flask, branch_a: BranchInfo) -> UUID:
    """A message that was given up in one branch, beside one that waits in the same."""
    with in_branch(branch_a.id, write=True):
        enqueue("core.notify.email", {"notification_id": "waits"})
        message = enqueue(JOB, {"user_id": "secret"})
        db.session.flush()
        assert message is not None
        record_failures([Failure(message, JOB, MAX_ATTEMPTS - 1, ValueError("content"))])
        db.session.commit()
    return message


def test_open_and_given_up_work_is_listed_without_content(settled: Shell, given_up: UUID) -> None:
    outcome = settled("jobs", "list")
    assert outcome.code == 0
    assert str(given_up) in outcome.out
    assert "core.notify.email" in outcome.out
    assert "secret" not in outcome.out
    assert "content" not in outcome.out


def test_given_up_work_alone_is_listed_as_data(settled: Shell, given_up: UUID) -> None:
    outcome = settled("jobs", "list", "--failed", "--format", "json")
    (one,) = json.loads(outcome.out)
    assert (one["id"], one["branch"], one["state"]) == (str(given_up), "alpha", "failed")
    assert (one["failures"], one["last_error"]) == (MAX_ATTEMPTS, "ValueError")


def test_work_of_one_branch_is_listed(settled: Shell, given_up: UUID) -> None:
    assert str(given_up) in settled("jobs", "list", "--branch", "alpha").out
    assert str(given_up) not in settled("jobs", "list", "--branch", "beta").out
    assert settled("jobs", "list", "--branch", "nowhere").code == 2


def test_given_up_work_runs_again_and_the_trail_tells(
    settled: Shell, given_up: UUID, branch_a: BranchInfo
) -> None:
    assert settled("jobs", "retry", str(given_up)).code == 0
    with in_branch(branch_a.id):
        columns = (Outbox.failed_at, Outbox.attempts)
        assert db.session.execute(select(*columns).where(Outbox.id == given_up)).one() == (None, 0)
        told = select(AuditEntry.event).where(AuditEntry.target_id == given_up)
        assert db.session.scalars(told).all() == ["core.job_retried"]


def test_what_was_not_given_up_is_not_retried(settled: Shell, given_up: UUID) -> None:
    outcome = settled("jobs", "retry", str(new_id()))
    assert outcome.code == 1
    assert outcome.err.startswith("error: no work with the id")
    assert settled("jobs", "retry", "seven").code == 2
