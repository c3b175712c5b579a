"""What silence brings: one reminder, then the end of the link; the entry lapses where that harms nobody."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from platform_core.sdk import db, now, record
from plugins.directory.models import CheckRequest, RequestLetter
from plugins.directory.policy.codes import Post, RequestState, Verification, Way
from plugins.directory.policy.requests import NextStep, Silence, step_on
from plugins.directory.queries.requests import OpenRequest, get_request, requests_in
from plugins.directory.services.entries import TARGET, StepNoted, note_step
from plugins.directory.services.requests.asking import REMINDER

KEPT_FOR = timedelta(days=365)
"""How long a request that is over is kept."""


def follow_requests(today: date) -> None:
    """Take every request as far as time has brought it, in a catalogue's scope; twice changes nothing."""
    for one in requests_in(RequestState.ASKED):
        _take(one.id, step_on(silence_of(one), today), today)
    _forget_old()


def silence_of(request: OpenRequest) -> Silence:
    """Return what decides about a request that nobody has answered."""
    return Silence(Post(request.post), request.kind, request.sent_on, request.reminded_on)


def _take(request_id: UUID, step: NextStep, today: date) -> None:
    request = get_request(request_id)
    if step is NextStep.WAIT or request.state != RequestState.ASKED:
        return
    if step is NextStep.REMIND:
        _remind(request)
        return
    request.state, request.closed_at = RequestState.LAPSED.value, now()
    hides = step is NextStep.LAPSE
    target = Verification.LAPSED if hides else Verification.DUE
    note_step(request.service_id, StepNoted(target, Way.LETTER), today=today)
    record("directory.request_lapsed", target=(TARGET, request.service_id), data={"hidden": hides})


def _remind(request: CheckRequest) -> None:
    """Write the one reminder down; it leaves with a job of its own."""
    written = select(RequestLetter.id).where(
        RequestLetter.request_id == request.id, RequestLetter.kind == REMINDER
    )
    if db.session.scalar(written) is None:
        db.session.add(RequestLetter(request_id=request.id, kind=REMINDER, made_at=now()))
        db.session.flush()


def _forget_old() -> None:
    """Forget requests that have been over for a year, with their letters and corrections."""
    over = delete(CheckRequest).where(CheckRequest.closed_at < now() - KEPT_FOR)
    db.session.execute(over.execution_options(synchronize_session=False))
