"""Letters to visitors over a real server: what they say, what they never say, and when they stay unsent."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.jobs.execute import run_batch
from platform_core.jobs.outbox import Outbox
from platform_core.jobs.registry import runnable_names
from platform_core.jobs.relay import drain, forward_messages
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.services import invites
from plugins.visitors.services.mail import MAIL_JOB
from plugins.visitors.services.visitors import VisitorDetails
from tests.platform_core.notify.conftest import Postbox, mail_app, postbox
from tests.plugins.visitors.invites.conftest import AFTER_SCHOOL, secret_of

__all__ = ["mail_app", "postbox"]

KEPT_BACK = ("Әлімов", "Нұрлан", "Staff of alpha", "204", "meeting", "Айым", "Meeting", "кездесу", "Встреча")


def work() -> None:
    forward_messages()
    for outside in (False, True):
        drain(run_batch, lambda branch, o=outside: runnable_names(branch, outside=o), keep_going=lambda: True)


def guest(language: str) -> tuple[VisitorDetails, ...]:
    return (VisitorDetails("Әлімов", "Нұрлан", email="nurlan@example.kz", language=language),)


def letters(box: Postbox) -> list[Any]:
    return [message for message in box.messages if message["To"] == "nurlan@example.kz"]


@pytest.mark.usefixtures("mail_app")
@pytest.mark.parametrize(
    ("language", "school", "day"),
    [
        ("kk", "Альфа мектебі", "6 қазан"),
        ("ru", "Школа Альфа", "6 октября 2026"),
        ("en", "Alpha school", "6 October 2026"),
    ],
)
def test_a_letter_says_where_when_and_the_link_and_nothing_else(
    made: Any, postbox: Postbox, branch_a: Any, language: str, school: str, day: str
) -> None:
    invite_id = made(guests=guest(language), purpose_note="Айыммен не болғаны туралы")
    work()
    (letter,) = letters(postbox)
    text = letter.get_content()
    assert letter["Content-Language"] == language
    with in_branch(branch_a.id):
        visit = db.session.scalars(select(Visit).where(Visit.invite_id == invite_id)).one()
        link = f"http://127.0.0.1:8000/alpha/visit/{secret_of(visit)}"
        event = AuditEntry.event == "visitors.visitor_mailed"
        assert db.session.scalars(select(AuditEntry).where(event)).one().data == {"letter": "invited"}
    for words in (school, "16:30", link):
        assert words in text
    assert school in letter["Subject"]
    assert day in letter["Subject"], letter["Subject"]
    for words in KEPT_BACK:
        assert words not in text + letter["Subject"], words


@pytest.mark.usefixtures("mail_app")
def test_moving_and_calling_off_are_written_too(
    made: Any, postbox: Postbox, branch_a: Any, acting: Any, asked: Any
) -> None:
    invite_id = made(guests=guest("en"))
    work()
    with acting("staff"):
        invite = invites.own_invite(invite_id)
        keep = tuple(invites.guest_ids_of(invite))
        later = asked(guests=(), keep=keep, starts=AFTER_SCHOOL + timedelta(minutes=45))
        invites.edit_invite(invite, later, version=invite.version, branch=branch_a)
        db.session.commit()
    work()
    with acting("staff"):
        invites.cancel_invite(invites.own_invite(invite_id), reason="Айым ауырды", branch=branch_a)
        db.session.commit()
    work()
    first, moved, off = letters(postbox)
    assert "new time" in moved["Subject"]
    assert "17:15" in moved.get_content()
    assert "will not take place" in off.get_content()
    assert "Айым" not in off.get_content()
    assert len({letter["Message-ID"] for letter in (first, moved, off)}) == 3


@pytest.mark.usefixtures("mail_app")
def test_a_letter_that_is_no_longer_true_stays_unsent(
    made: Any, postbox: Postbox, branch_a: Any, acting: Any
) -> None:
    invite_id = made(guests=guest("en"))
    with acting("staff"):
        invites.cancel_invite(invites.own_invite(invite_id), reason="", branch=branch_a)
        db.session.commit()
    work()
    assert [
        letter["Subject"].startswith("Alpha school: your visit is off") for letter in letters(postbox)
    ] == [True]


@pytest.mark.usefixtures("mail_app")
def test_nothing_goes_to_whoever_gave_no_address_or_was_erased(
    made: Any, postbox: Postbox, branch_a: Any
) -> None:
    made(guests=(VisitorDetails("Ли", "Анна"),))
    made(guests=guest("en"))
    with in_branch(branch_a.id, write=True):
        for visitor in db.session.scalars(select(Visitor)):
            visitor.email = None
        db.session.commit()
    work()
    assert postbox.messages == []


@pytest.mark.usefixtures("mail_app")
def test_a_server_that_refuses_is_tried_again_and_the_address_is_kept_from_the_queue(
    made: Any, postbox: Postbox, branch_a: Any, at_nine: Any, capfd: Any
) -> None:
    postbox.refusal = "451 later"
    made(guests=guest("en"))
    work()
    with in_branch(branch_a.id):
        row = db.session.execute(
            select(Outbox.payload, Outbox.attempts, Outbox.last_error, Outbox.done_at).where(
                Outbox.name == MAIL_JOB
            )
        ).one()
    assert (row.attempts, row.done_at) == (1, None)
    assert "nurlan" not in f"{row.payload}{row.last_error}{capfd.readouterr()}"
    assert set(row.payload) == {"visit_id", "letter"}
    postbox.refusal = None
    at_nine.shift(timedelta(hours=1))
    work()
    assert len(letters(postbox)) == 1


@pytest.mark.usefixtures("mail_app")
def test_links_are_sent_again_as_they_were(made: Any, postbox: Postbox, acting: Any) -> None:
    invite_id: UUID = made(guests=guest("en"))
    work()
    with acting("staff"):
        assert invites.resend_links(invites.own_invite(invite_id)) == 1
        db.session.commit()
    work()
    first, second = letters(postbox)
    assert first.get_content() == second.get_content()
    assert first["Message-ID"] != second["Message-ID"]  # else a mail program hides what was sent once more


@pytest.mark.usefixtures("mail_app")
def test_a_new_link_is_written_and_the_queue_never_holds_it(
    made: Any, postbox: Postbox, branch_a: Any, acting: Any
) -> None:
    invite_id: UUID = made(guests=guest("ru"))
    with in_branch(branch_a.id):
        visit = db.session.scalars(select(Visit)).one()
        visit_id, old = visit.id, secret_of(visit)
    with acting("staff"):  # before the first letter has left
        assert invites.renew_link(invites.own_invite(invite_id), visit_id) is True
        db.session.commit()
    with in_branch(branch_a.id):
        new = secret_of(db.session.scalars(select(Visit)).one())
        queued = repr(db.session.scalars(select(Outbox.payload)).all())
    work()
    texts = [letter.get_content() for letter in letters(postbox)]
    assert len(texts) == 2
    assert all(new in text and old not in text for text in texts)
    assert old not in queued
    assert new not in queued
    assert any("прежняя больше не открывается" in text for text in texts)
