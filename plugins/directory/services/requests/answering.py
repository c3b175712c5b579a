"""Take an organisation's answer: all is right, or what should be otherwise (P47)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from platform_core.sdk import InvalidInput, db, new_id, now, record
from platform_core.sdk import gettext as _
from plugins.directory.models import CheckRequest, Correction
from plugins.directory.models.columns import LONG
from plugins.directory.policy.codes import RequestState, Verification, Way
from plugins.directory.policy.requests import is_answerable
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.corrections import Proposed, proposals
from plugins.directory.services.entries import TARGET, StepNoted, note_step
from plugins.directory.services.requests.secrets import request_by_secret

BY_LETTER = "letter"
"""Who is told in the history as the writer of what an organisation confirmed by its link."""


def take_answer(secret: str, answer: Mapping[str, Any], *, today: date) -> bool:
    """Take the answer behind a letter's secret; return whether the letter still took one.

    Raises `NotFound` for no secret of ours, and `InvalidInput` for a correction that corrects nothing.
    """
    request = request_by_secret(secret)
    if not is_answerable(RequestState(request.state)):
        return False
    if answer["answer"] == "right":
        _confirm(request, today)
    else:
        _keep_corrections(request, answer)
    request.answered_at = now()
    db.session.flush()
    data = {"answer": request.state}
    record("directory.request_answered", target=(TARGET, request.service_id), data=data)
    return True


def _confirm(request: CheckRequest, today: date) -> None:
    request.state, request.closed_at = RequestState.CONFIRMED.value, now()
    note_step(request.service_id, StepNoted(Verification.CONFIRMED, Way.LETTER), today=today)


def _keep_corrections(request: CheckRequest, answer: Mapping[str, Any]) -> None:
    document = read_documents([request.service_id])[0]
    found = proposals(document, answer)
    if not found and not answer["note"]:
        reason = _(
            "Nothing here differs from what is printed. Change what is wrong, or say that all is right."
        )
        raise InvalidInput({"answer": [reason]})
    db.session.add_all(_row(request, place, one) for place, one in enumerate(found))
    request.note = answer["note"] or None
    request.state = RequestState.CORRECTED.value


def _row(request: CheckRequest, place: int, one: Proposed) -> Correction:
    return Correction(
        id=new_id(),
        request_id=request.id,
        field=one.field,
        previous_value=one.previous[:LONG],
        proposed_value=one.proposed[:LONG],
        position=place,
    )
