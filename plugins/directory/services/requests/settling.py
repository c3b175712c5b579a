"""Decide field by field on what an organisation would have otherwise; that confirms the entry (P47)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from platform_core.sdk import Conflict, InvalidInput, db, now, record
from platform_core.sdk import gettext as _
from plugins.directory.models import CheckRequest, Correction
from plugins.directory.policy.codes import RequestState, Verification, Way
from plugins.directory.queries.requests import corrections_of, get_request
from plugins.directory.schemas.entry_form import form_values
from plugins.directory.schemas.forms import EntrySchema
from plugins.directory.services.entries import TARGET, StepNoted, current_edition, note_step, write_entry


@dataclass(frozen=True, slots=True)
class Settled:
    """What a curator decided: whether each correction is accepted, and the edition that was seen."""

    decisions: Mapping[UUID, bool]
    version: int


def settle_request(request_id: UUID, decided: Settled, *, today: date) -> int:
    """Write the accepted corrections into the entry and confirm it; return how many were accepted.

    Raises `NotFound`, `Conflict` if the entry changed or the answer is settled already, and `InvalidInput`
    if one is not decided or cannot stand as it is.
    """
    request = get_request(request_id)
    if request.state != RequestState.CORRECTED:
        raise Conflict
    corrections = corrections_of(request_id)
    _refuse_undecided(corrections, decided)
    taken = [one for one in corrections if decided.decisions[one.id]]
    document = current_edition(request.service_id, decided.version)
    if taken:
        write_entry(_values_with(document, taken, version=decided.version), request.service_id)
    for one in corrections:
        one.is_accepted = one in taken
    _close(request, today)
    told = {"accepted": len(taken), "refused": len(corrections) - len(taken)}
    record("directory.request_settled", target=(TARGET, request.service_id), data=told)
    return len(taken)


def _refuse_undecided(corrections: Collection[Correction], decided: Settled) -> None:
    if {one.id for one in corrections} != set(decided.decisions):
        raise InvalidInput({"rows": [_("Decide on every correction.")]})


def _close(request: CheckRequest, today: date) -> None:
    request.state, request.closed_at, request.note = RequestState.SETTLED.value, now(), None
    note_step(request.service_id, StepNoted(Verification.CONFIRMED, Way.LETTER), today=today)
    db.session.flush()


def _values_with(
    document: Mapping[str, Any], taken: Collection[Correction], *, version: int
) -> dict[str, Any]:
    """Return the form of an entry with corrections in it; raise `InvalidInput` for what the form refuses."""
    values = {**form_values(dict(document)), **{one.field: one.proposed_value for one in taken}}
    faults = EntrySchema().validate({name: value for name, value in values.items() if value != ""})
    if faults:
        reason = _("An accepted correction cannot stand as it is: change the entry by hand instead.")
        raise InvalidInput({"rows": [reason]})
    return {**values, "version": version}
