"""Letters by e-mail: the network's name and a link, in the languages of the entry; nothing of whom or what.

A job knows a letter's id alone. The secret of the link is made when the letter is sent, and only its keyed
hash stays: a letter that has to be sent once more gets another one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    db,
    enqueue,
    now,
    public_address,
    send_external,
)
from plugins.directory.data.letters import LETTERS
from plugins.directory.models import CheckRequest, Language, RequestLetter
from plugins.directory.policy.codes import Post, RequestState
from plugins.directory.queries.requests import emails_of, get_request
from plugins.directory.schemas.forms import LANGUAGES
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


@dataclass(frozen=True, slots=True)
class LetterToSend:
    """A letter that is still true: to which address, and in which languages."""

    id: UUID
    kind: str
    service_id: UUID
    recipient: str
    languages: tuple[str, ...]


def letter_to_send(letter_id: UUID) -> LetterToSend | None:
    """Return a letter that has not left, whose request still waits, and that has somewhere to go."""
    row = db.session.execute(
        select(RequestLetter.kind, CheckRequest.service_id)
        .join(CheckRequest, CheckRequest.id == RequestLetter.request_id)
        .where(RequestLetter.id == letter_id, RequestLetter.sent_at.is_(None))
        .where(CheckRequest.state == RequestState.ASKED)
    ).one_or_none()
    recipient = emails_of([row.service_id]).get(row.service_id) if row else None
    if row is None or not recipient:
        return None
    return LetterToSend(letter_id, row.kind, row.service_id, recipient, languages_of(row.service_id))


def give_secret(letter_id: UUID) -> str:
    """Make a letter's secret and keep its keyed hash; one that it had before ends."""
    secret = new_link_secret()
    db.session.get_one(RequestLetter, letter_id).secret_index = index_of(secret)
    db.session.flush()
    return secret


def send_letter(letter: LetterToSend, secret: str, *, branch: BranchInfo) -> bool:
    """Send a letter; return False without a mail server. Raises if the server does not take it."""
    link = public_address(letter_path(secret))
    subject, text = compose_request(letter.languages, branch, link=link, kind=letter.kind)
    return send_external(
        letter.recipient,
        subject=subject,
        text=text,
        language=letter.languages[0],
        # another secret is another message, so that no mail program shows the one whose link has ended
        message_id=uuid5(letter.id, index_of(secret).hex()),
    )


def note_sent(letter_id: UUID, *, today: date) -> None:
    """Write down that a letter has left: from that day silence is counted."""
    letter = db.session.get_one(RequestLetter, letter_id)
    request = get_request(letter.request_id)
    letter.sent_at = now()
    if letter.kind == REMINDER:
        request.reminded_on = today
    else:
        request.sent_on = today
    db.session.flush()


def languages_of(service_id: UUID) -> tuple[str, ...]:
    """Return the languages in which an organisation is written to: its own, else Kazakh and Russian."""
    spoken = set(db.session.scalars(select(Language.code).where(Language.service_id == service_id)))
    return tuple(code for code in LANGUAGES if code in spoken) or USUAL_LANGUAGES


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
