"""Letters to visitors: the school, the day and time, and the link; nothing of whom or what for.

A letter is written by a job in the visitor's language. The job knows a visit's id alone, and the address
is read when it is sent.
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
    public_address,
    record,
    send_external,
    use_locale,
)
from plugins.visitors import data
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.status import STILL_TO_COME, VisitStatus
from plugins.visitors.services.expected import TARGET
from plugins.visitors.services.tokens import link_path

MAIL_JOB = "visitors.mail_visitor"


class Letter(StrEnum):
    """Name what a visitor is written about."""

    INVITED = "invited"
    MOVED = "moved"
    CANCELLED = "cancelled"


_FITS: Mapping[Letter, tuple[VisitStatus, ...]] = {
    Letter.INVITED: STILL_TO_COME,
    Letter.MOVED: STILL_TO_COME,
    Letter.CANCELLED: (VisitStatus.CANCELLED, VisitStatus.DENIED),
}


def ask_for_letter(visit: Visit, letter: Letter) -> None:
    """Have a letter written after the transaction; nothing happens without a mail server."""
    if is_mail_configured():
        enqueue(MAIL_JOB, {"visit_id": str(visit.id), "letter": letter.value})


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
    if not _send(visit, visitor, letter):
        return None
    return lambda: record(
        "visitors.visitor_mailed", target=(TARGET, UUID(payload["visit_id"])), data={"letter": letter.value}
    )


def _send(visit: Visit, visitor: Visitor, letter: Letter) -> bool:
    branch = branch_by_id(current_branch_id())
    with use_locale(visitor.language, timezone=branch.timezone):
        subject, text = compose_letter(visit, letter, branch=branch, language=visitor.language)
    return send_external(
        visitor.email or "",
        subject=subject,
        text=text,
        language=visitor.language,
        # the same letter about the same hour is the same message, however often it is delivered
        message_id=uuid5(visit.id, f"{letter.value} {visit.expected_from.isoformat()}"),
    )


def compose_letter(visit: Visit, letter: Letter, *, branch: BranchInfo, language: str) -> tuple[str, str]:
    """Return the subject and the text of a letter, with times as the open locale writes them."""
    values = {
        "school": branch.name(language),
        "day": format_date(visit.expected_from, "full"),
        "time": format_time(visit.expected_from),
        "link": public_address(link_path(visit, branch)),
    }
    group = f"letter_{letter.value}"
    subject, text = (data.text(f"{group}.{part}", language) % values for part in ("subject", "text"))
    return subject, f"{text}\n"
