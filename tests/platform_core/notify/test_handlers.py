from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from platform_core import clock
from platform_core.auth.models import Membership
from platform_core.auth.services import close_account, end_membership
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.scope import in_branch
from platform_core.jobs.backoff import MAX_ATTEMPTS, wait_after
from platform_core.jobs.failures import GIVEN_UP
from platform_core.jobs.outbox import Outbox
from platform_core.notify.handlers import KEEP_READ, forget_old
from platform_core.notify.models import Notification
from platform_core.notify.services import EMAIL_JOB, mark_all_read, notify
from platform_core.testing.people import make_user
from platform_core.testing.work import do_waiting_work
from tests.platform_core.notify.conftest import Postbox

CODE = "core.work_finished"


def _notify(branch: BranchInfo, *readers: UUID) -> None:
    with in_branch(branch.id, write=True):
        notify(readers, CODE, target_url="/alpha/files/7")
        db.session.commit()


def _messages(branch: BranchInfo) -> list[Any]:
    with in_branch(branch.id):
        columns = (Outbox.name, Outbox.done_at, Outbox.attempts, Outbox.last_error)
        return list(db.session.execute(select(*columns).where(Outbox.name == EMAIL_JOB)))


def test_a_notice_becomes_an_e_mail_in_the_readers_language(
    mail_app: Flask, branch_a: BranchInfo, reader: UUID, postbox: Postbox
) -> None:
    _notify(branch_a, reader)
    do_waiting_work()
    (message,) = postbox.messages
    assert message["To"] == "reader@school.example"
    assert message["From"] == "notices@school.example"
    assert message["Content-Language"] == "ru"
    assert message["Subject"].startswith("Qorgau: ")
    assert "http://127.0.0.1:8000/alpha/inbox" in message.get_content()


def test_an_e_mail_says_nothing_of_what_it_is_about(
    mail_app: Flask, branch_a: BranchInfo, reader: UUID, postbox: Postbox
) -> None:
    _notify(branch_a, reader)
    do_waiting_work()
    text = postbox.messages[0].as_string()
    for content in ("files", "Reader", "sss_head", branch_a.names["ru"]):
        assert content not in text


def test_a_second_delivery_is_recognisable(
    mail_app: Flask, branch_a: BranchInfo, reader: UUID, postbox: Postbox
) -> None:
    from platform_core.notify.handlers import email_notice

    _notify(branch_a, reader)
    with in_branch(branch_a.id):
        notice_id = db.session.scalar(select(Notification.id))
        email_notice({"notification_id": str(notice_id)})
        email_notice({"notification_id": str(notice_id)})
    first, second = postbox.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_nobody_is_written_to_about_what_they_have_read(
    mail_app: Flask, branch_a: BranchInfo, reader: UUID, postbox: Postbox
) -> None:
    _notify(branch_a, reader)
    with in_branch(branch_a.id, write=True):
        mark_all_read(reader)
        db.session.commit()
    do_waiting_work()
    assert postbox.messages == []
    assert _messages(branch_a)[0].done_at is not None


def test_notices_read_a_year_ago_are_forgotten_and_unread_ones_never(
    branch_a: BranchInfo, reader: UUID
) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        _notify(branch_a, reader)
        with in_branch(branch_a.id, write=True):
            mark_all_read(reader)
            db.session.commit()
        _notify(branch_a, reader)
        for days, left in ((KEEP_READ, 2), (timedelta(seconds=1), 1)):
            traveller.shift(days)
            with in_branch(branch_a.id, write=True):
                forget_old({})
                assert len(db.session.scalars(select(Notification.id)).all()) == left
                db.session.commit()


def test_nobody_is_written_to_without_an_address(
    mail_app: Flask, branch_a: BranchInfo, postbox: Postbox
) -> None:
    _notify(branch_a, make_user("curator"))
    do_waiting_work()
    assert postbox.messages == []


def test_nobody_is_written_to_who_has_left_the_branch(
    mail_app: Flask, branch_a: BranchInfo, reader: UUID, postbox: Postbox
) -> None:
    _notify(branch_a, reader)
    with in_branch(branch_a.id):
        membership_id = db.session.scalars(select(Membership.id).where(Membership.user_id == reader)).one()
    end_membership(membership_id, branch=branch_a, actor=SYSTEM_ACTOR)
    do_waiting_work()
    assert postbox.messages == []


def test_nobody_is_written_to_whose_account_is_closed(
    mail_app: Flask, branch_a: BranchInfo, reader: UUID, postbox: Postbox
) -> None:
    _notify(branch_a, reader)
    close_account(reader, branch=branch_a, actor=SYSTEM_ACTOR)
    do_waiting_work()
    assert postbox.messages == []


def test_a_mail_server_that_is_away_is_asked_again(
    mail_app: Flask, branch_a: BranchInfo, reader: UUID, postbox: Postbox
) -> None:
    postbox.refusal = "451 later"
    with time_machine.travel(clock.now(), tick=False) as traveller:
        _notify(branch_a, reader)
        do_waiting_work()
        (message,) = _messages(branch_a)
        assert (message.attempts, message.last_error, message.done_at) == (1, "SMTPDataError", None)
        postbox.refusal = None
        traveller.shift(wait_after(1))
        do_waiting_work()
    assert len(postbox.messages) == 1


def test_without_a_mail_server_the_notice_stays_in_the_inbox(
    app: Flask, branch_a: BranchInfo, reader: UUID
) -> None:
    _notify(branch_a, reader)
    assert _messages(branch_a) == []
    with in_branch(branch_a.id):
        assert db.session.scalar(select(Notification.user_id)) == reader


@pytest.fixture
def administrator(central: BranchInfo) -> UUID:
    """A platform administrator."""
    return make_user("platform_admin", branch="central")


@pytest.mark.usefixtures("mail_app")
def test_administrators_are_told_once_of_work_that_was_given_up(
    branch_a: BranchInfo, central: BranchInfo, reader: UUID, administrator: UUID, postbox: Postbox
) -> None:
    make_user("auditor", branch="central")
    postbox.refusal = "550 never"
    with time_machine.travel(clock.now(), tick=False) as traveller:
        _notify(branch_a, reader)
        _notify(branch_a, reader)
        for _ in range(MAX_ATTEMPTS + 1):
            do_waiting_work()
            traveller.shift(timedelta(hours=1))
    with in_branch(central.id):
        columns = (Notification.user_id, Notification.code, Notification.target_url)
        told = db.session.execute(select(*columns)).all()
        names = db.session.scalars(select(Outbox.name).where(Outbox.name == GIVEN_UP)).all()
    assert told == [(administrator, "core.job_given_up", "/central/jobs/")]
    assert len(names) == 2
