"""Letters to organisations: hand them over, send one, follow up on silence; in the centre alone (P47).

What is asked lies in the network's catalogue, which a branch's transaction cannot write. So these jobs open
the catalogue beside the reading scope that a job outside has, for as short as it takes.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from platform_core.sdk import (
    SYSTEM_ACTOR,
    Actor,
    BranchInfo,
    branch_by_id,
    catalogue_write,
    current_branch_id,
    db,
    local_day,
    record,
)
from plugins.directory.services.entries import TARGET
from plugins.directory.services.requests.following import follow_requests
from plugins.directory.services.requests.mailing import (
    give_secret,
    hand_over_letters,
    letter_to_send,
    note_sent,
    send_letter,
)


def hand_letters_over(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - a recurring job carries nothing
    """Have every letter written that waits."""
    if branch_by_id(current_branch_id()).is_central:
        hand_over_letters()


def mail_request(payload: Mapping[str, Any]) -> Callable[[], None] | None:
    """Send one letter, if it is still true; at least once."""
    branch, letter = branch_by_id(current_branch_id()), letter_to_send(UUID(payload["letter_id"]))
    if letter is None:
        return None
    with catalogue_write(actor=_system_of(branch)):
        secret = give_secret(letter.id)
        db.session.commit()
    if not send_letter(letter, secret, branch=branch):
        return None
    with catalogue_write(actor=_system_of(branch)):
        note_sent(letter.id, today=local_day(branch))
        db.session.commit()
    return lambda: record(
        "directory.letter_sent", target=(TARGET, letter.service_id), data={"letter": letter.kind}
    )


def follow_answers(payload: Mapping[str, Any]) -> Callable[[], object] | None:  # noqa: ARG001 - likewise
    """Remind who has not answered, and end what nobody answers."""
    branch = branch_by_id(current_branch_id())
    if not branch.is_central:
        return None
    today = local_day(branch)
    with catalogue_write(actor=_system_of(branch)):
        follow_requests(today)
        db.session.commit()
    return hand_over_letters


def _system_of(branch: BranchInfo) -> Actor:
    """Return the system as it acts for a branch, in whose trail it is told."""
    return replace(SYSTEM_ACTOR, branch_id=branch.id)
