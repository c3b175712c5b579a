"""Letters to visitors: the school, the day and time, and the link; nothing of whom or what for.

A letter is written by a job in the visitor's language. The job knows a visit's id alone: the address and
the secret of the link are read when it is sent, so that a link made void meanwhile is sent to nobody.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    branch_by_id,
    current_branch_id,
    db,
    enqueue,
    format_date,
    format_time,
    is_mail_configured,
    new_id,
    public_address,
    record,
    send_external,
    use_locale,
)
from plugins.visitors import data
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.status import STILL_TO_COME, VisitStatus
from plugins.visitors.services.expected import TARGET
from plugins.visitors.services.tokens import give_token, link_path, token_of

MAIL_JOB = "visitors.mail_visitor"


class Letter(StrEnum):
    """Name what a visitor is written about."""

    INVITED = "invited"
    MOVED = "moved"
    RENEWED = "renewed"
    CANCELLED = "cancelled"


_FITS: Mapping[Letter, tuple[VisitStatus, ...]] = {
    Letter.INVITED: STILL_TO_COME,
    Letter.MOVED: STILL_TO_COME,
    Letter.RENEWED: STILL_TO_COME,
    Letter.CANCELLED: (VisitStatus.CANCELLED, VisitStatus.DENIED),
}


def ask_for_letter(visit: Visit, letter: Letter, *, again: bool = False) -> None:
    """Have a letter written after the transaction; nothing happens without a mail server.

    `again` makes it a message of its own, so that mail programs show what the host has sent once more.
    """
    if not is_mail_configured():
        return
    if letter is not Letter.CANCELLED and token_of(visit) is None:
        give_token(visit)
    payload = {"visit_id": str(visit.id), "letter": letter.value}
    enqueue(MAIL_JOB, {**payload, "again": str(new_id())} if again else payload)


def mail_visitor(payload: Mapping[str, Any]) -> Callable[[], None] | None:
    """Write to one visitor, if there is an address and the letter is still true; at least once."""
    letter = Letter(payload["letter"])
    found = db.session.execute(
        select(Visit, Visitor)
        .join(Visitor, (Visitor.branch_id == Visit.branch_id) & (Visitor.id == Visit.visitor_id))
        .where(Visit.id == UUID(payload["visit_id"]))
    ).one_or_none()
    if found is None:
        return None
    visit, visitor = found
    if not visitor.email or VisitStatus(visit.status) not in _FITS[letter]:
        return None
    if letter is not Letter.CANCELLED and token_of(visit) is None:
        return None
    if not _send(visit, visitor, letter, again=payload.get("again", "")):
        return None
    return lambda: record(
        "visitors.visitor_mailed", target=(TARGET, UUID(payload["visit_id"])), data={"letter": letter.value}
    )


def _send(visit: Visit, visitor: Visitor, letter: Letter, *, again: str) -> bool:
    branch = branch_by_id(current_branch_id())
    with use_locale(visitor.language, timezone=branch.timezone):
        subject, text = compose_letter(visit, letter, branch=branch, language=visitor.language)
    return send_external(
        visitor.email or "",
        subject=subject,
        text=text,
        language=visitor.language,
        message_id=_message_id(visit, letter, again),
    )


def _message_id(visit: Visit, letter: Letter, again: str) -> UUID:
    """Name a message: the same link and hour told once more by a second delivery is the same message."""
    told = (letter.value, visit.expected_from.isoformat(), (visit.token_index or b"").hex(), again)
    return uuid5(visit.id, " ".join(told))


def compose_letter(visit: Visit, letter: Letter, *, branch: BranchInfo, language: str) -> tuple[str, str]:
    """Return the subject and the text of a letter, with times as the open locale writes them."""
    token = token_of(visit)
    values = {
        "school": branch.name(language),
        "day": format_date(visit.expected_from, "full"),
        "time": format_time(visit.expected_from),
        "link": public_address(link_path(token, branch)) if token else "",
    }
    group = f"letter_{letter.value}"
    subject, text = (data.text(f"{group}.{part}", language) % values for part in ("subject", "text"))
    return subject, f"{text}\n"
