"""Ask organisations whether what is printed about them is true, by e-mail or on paper (P47)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    InvalidInput,
    NotFound,
    current_actor,
    db,
    is_mail_configured,
    new_id,
    now,
    record,
)
from platform_core.sdk import gettext as _
from plugins.directory.models import CheckRequest, RequestLetter, Service
from plugins.directory.policy.codes import Post, RequestState, Status, Verification, Way
from plugins.directory.policy.requests import may_be_asked
from plugins.directory.policy.visibility import verification_on
from plugins.directory.queries.requests import due_entries, emails_of, open_request_of
from plugins.directory.services.entries import TARGET, StepNoted, end_requests, note_step
from plugins.directory.services.requests.secrets import index_of, new_code

FIRST, REMINDER, PAPER = "first", "reminder", "paper"
ASKED_AT_ONCE = 60
"""How many organisations are asked by one press: each is an edition of its entry, in one transaction."""


@dataclass(frozen=True, slots=True)
class PrintedRequest:
    """A letter to print: whom it is to, and the only time that its code can be read."""

    service_id: UUID
    code: str


def ask_by_email(service_id: UUID, *, today: date) -> UUID:
    """Ask the organisation of one entry by e-mail; return the request's id. A job sends the letter.

    Raises `NotFound`, and `InvalidInput` if it may not be asked, has no address, or no mail server is set.
    """
    if not is_mail_configured():
        raise InvalidInput({"post": [_("No mail server is set up here: print a letter, or telephone.")]})
    if not emails_of([service_id]).get(service_id):
        raise InvalidInput({"post": [_("No e-mail address of this entry is known.")]})
    request = _open_request(service_id, Post.EMAIL, today=today)
    db.session.add(RequestLetter(request_id=request.id, kind=FIRST, made_at=now()))
    db.session.flush()
    return request.id


def ask_all_by_email(*, today: date) -> int:
    """Ask organisations whose check is due and that have an address, so many at once; return how many."""
    asked = [one.id for one in due_entries(today) if one.email][:ASKED_AT_ONCE]
    for service_id in asked:
        ask_by_email(service_id, today=today)
    return len(asked)


def ask_on_paper(service_ids: Sequence[UUID], *, today: date) -> list[PrintedRequest]:
    """Ask organisations by letters that are printed now; their codes are returned and kept nowhere.

    Raises `NotFound`, and `InvalidInput` if one may not be asked.
    """
    printed = []
    for service_id in service_ids:
        request, code = _open_request(service_id, Post.PAPER, today=today), new_code()
        request.sent_on = today
        db.session.add(
            RequestLetter(
                request_id=request.id, kind=PAPER, made_at=now(), sent_at=now(), secret_index=index_of(code)
            )
        )
        printed.append(PrintedRequest(service_id, code))
    db.session.flush()
    return printed


def due_on_paper(*, today: date) -> list[UUID]:
    """List entries whose check is due and that no e-mail reaches, so many at once."""
    return [one.id for one in due_entries(today) if not one.email][:ASKED_AT_ONCE]


def _open_request(service_id: UUID, post: Post, *, today: date) -> CheckRequest:
    """Open a request; an older one that nobody has answered is replaced, and its letters end."""
    _refuse_needless(service_id, today)
    end_requests(service_id, RequestState.REPLACED)
    request = CheckRequest(
        id=new_id(),
        service_id=service_id,
        post=post.value,
        state=RequestState.ASKED.value,
        asked_at=now(),
        asked_on=today,
        asked_by=current_actor().display_name,
    )
    db.session.add(request)
    db.session.flush()
    note_step(service_id, StepNoted(Verification.REQUESTED, Way.LETTER), today=today)
    record("directory.request_made", target=(TARGET, service_id), data={"post": post.value})
    return request


def _refuse_needless(service_id: UUID, today: date) -> None:
    row = db.session.execute(
        select(Service.status, Service.verification, Service.assured_date).where(Service.id == service_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    standing = verification_on(Verification(row.verification), row.assured_date, today)
    if not may_be_asked(Status(row.status), standing):
        raise InvalidInput({"post": [_("Nobody needs to be asked: the entry is confirmed, or closed.")]})
    waiting = open_request_of(service_id)
    if waiting is not None and waiting.state == RequestState.CORRECTED:
        raise InvalidInput({"post": [_("An answer is already here and waits for you: settle it first.")]})
