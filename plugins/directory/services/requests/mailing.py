"""Letters by e-mail: the network's name and a link, in the languages of the entry; nothing of whom or what.

A job knows a letter's id alone. The secret of the link is made when the letter is sent, and only its keyed
hash stays: a letter that has to be sent once more gets another one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from platform_core.sdk import (
    SYSTEM_ACTOR,
    Actor,
    BranchInfo,
    branch_by_id,
    catalogue_write,
    current_branch_id,
    db,
    enqueue,
    local_day,
    now,
    public_address,
    record,
    send_external,
)
from plugins.directory.data.letters import LETTERS
from plugins.directory.models import CheckRequest, Language, RequestLetter
from plugins.directory.policy.codes import Post, RequestState
from plugins.directory.queries.requests import emails_of, get_request
from plugins.directory.schemas.forms import LANGUAGES
from plugins.directory.services.entries import TARGET
from plugins.directory.services.requests.asking import REMINDER
from plugins.directory.services.requests.secrets import index_of, letter_path, new_link_secret

MAIL_JOB = "directory.mail_request"
USUAL_LANGUAGES = ("kk", "ru")
"""In which languages an organisation is written to that says nothing of its own."""


def hand_over_letters() -> int:
    """Hand every letter that waits to a job of its own, once; return how many were new."""
    waiting = (
        select(RequestLetter.id)
        .join(CheckRequest, CheckRequest.id == RequestLetter.request_id)
        .where(RequestLetter.sent_at.is_(None), CheckRequest.state == RequestState.ASKED)
    )
    ids = list(db.session.scalars(waiting.where(CheckRequest.post == Post.EMAIL).order_by(RequestLetter.id)))
    added = [enqueue(MAIL_JOB, {"letter_id": str(one)}, dedupe_key=f"{MAIL_JOB}:{one}") for one in ids]
    return sum(message is not None for message in added)


def mail_request(payload: Mapping[str, Any]) -> Callable[[], None] | None:
    """Send one letter, if it is still true; at least once. It writes in scopes of its own."""
    letter_id = UUID(payload["letter_id"])
    letter = db.session.get(RequestLetter, letter_id)
    request = get_request(letter.request_id) if letter is not None else None
    if letter is None or request is None or letter.sent_at or request.state != RequestState.ASKED:
        return None
    recipient = emails_of([request.service_id]).get(request.service_id)
    if not recipient:
        return None
    service_id, kind = request.service_id, letter.kind
    languages, branch = languages_of(service_id), branch_by_id(current_branch_id())
    if not _send(recipient, languages, branch, (letter_id, kind)):
        return None
    _note_sent(letter_id, branch)
    return lambda: record("directory.letter_sent", target=(TARGET, service_id), data={"letter": kind})


def languages_of(service_id: UUID) -> tuple[str, ...]:
    """Return the languages in which an organisation is written to: its own, else Kazakh and Russian."""
    spoken = set(db.session.scalars(select(Language.code).where(Language.service_id == service_id)))
    return tuple(code for code in LANGUAGES if code in spoken) or USUAL_LANGUAGES


def _send(recipient: str, languages: Sequence[str], branch: BranchInfo, letter: tuple[UUID, str]) -> bool:
    letter_id, kind = letter
    secret = new_link_secret()
    index = index_of(secret)
    with catalogue_write(actor=system_of(branch)):
        stored = db.session.get(RequestLetter, letter_id)
        if stored is None:
            return False
        stored.secret_index = index
        db.session.commit()
    subject, text = compose_request(languages, branch, link=public_address(letter_path(secret)), kind=kind)
    # another secret is another message, so that no mail program shows the one whose link has ended
    message_id = uuid5(letter_id, index.hex())
    return send_external(recipient, subject=subject, text=text, language=languages[0], message_id=message_id)


def _note_sent(letter_id: UUID, branch: BranchInfo) -> None:
    with catalogue_write(actor=system_of(branch)):
        letter = db.session.get_one(RequestLetter, letter_id)
        request = get_request(letter.request_id)
        letter.sent_at, today = now(), local_day(branch)
        if letter.kind == REMINDER:
            request.reminded_on = today
        else:
            request.sent_on = today
        db.session.commit()


def compose_request(languages: Sequence[str], branch: BranchInfo, *, link: str, kind: str) -> tuple[str, str]:
    """Return the subject and the text of a letter, one language beneath the other."""
    prefix = "reminder_" if kind == REMINDER else ""
    texts = [
        LETTERS.text(f"email.{prefix}text", language)
        % {"network": branch.name(language), "link": f"{link}?lang={language}"}
        + f"\n\n{branch.name(language)}"
        for language in languages
    ]
    subjects = [
        LETTERS.text(f"email.{prefix}subject", language) % {"network": branch.name(language)}
        for language in languages
    ]
    return " / ".join(subjects), "\n\n— — —\n\n".join(texts) + "\n"


def system_of(branch: BranchInfo) -> Actor:
    """Return the system as it acts for a branch, in whose trail it is told."""
    return replace(SYSTEM_ACTOR, branch_id=branch.id)
