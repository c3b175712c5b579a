"""Keep the network's entries: write one, close one, and tell how its yearly check goes (P47)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import Conflict, InvalidInput, NotFound, current_actor, db, new_id, now, record
from platform_core.sdk import gettext as _
from plugins.directory.models import CheckRequest, Service, VerificationStep
from plugins.directory.policy.codes import RequestState, Status, Verification, Way
from plugins.directory.policy.visibility import may_follow, verification_on
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.entry_form import facts_of
from plugins.directory.schemas.hsds.facts import document_of
from plugins.directory.schemas.hsds.nesting import Document
from plugins.directory.services.documents import save_documents

TARGET = "directory_service"


def write_entry(values: Mapping[str, Any], service_id: UUID | None = None) -> UUID:
    """Write an entry of the network from what a form says; return its id.

    Raises `NotFound`, `Conflict` if the entry changed since `values["version"]`, and `InvalidInput` for a
    confidential address: only a branch keeps those.
    """
    _refuse_secret_address(values)
    base = None if service_id is None else current_edition(service_id, values["version"])
    written = service_id or new_id()
    facts = facts_of(values, verification=base["verification"] if base else Verification.DUE.value)
    document = document_of(facts, written, base=base)
    _save(document)
    record("directory.entry_written", target=(TARGET, written), data={"new": base is None})
    return written


def close_entry(service_id: UUID, version: int) -> None:
    """Close an entry for good: it stays with its history, and nobody but its keepers sees it."""
    document = current_edition(service_id, version)
    end_requests(service_id, RequestState.REPLACED)
    _save({**document, "status": Status.DEFUNCT.value})
    record("directory.entry_closed", target=(TARGET, service_id))


@dataclass(frozen=True, slots=True)
class StepNoted:
    """One step of a check: where it leads, by which way, and what was remarked."""

    state: Verification
    way: Way
    note: str = ""


def note_check(service_id: UUID, values: Mapping[str, Any], *, today: date) -> None:
    """Note a step of an entry's check that a person took: who, how, and what came of it (P47).

    What is confirmed or lapsed needs no answer by letter any more. Raises `NotFound`, `Conflict` for an
    older edition, and `InvalidInput` for a step that cannot follow.
    """
    document = current_edition(service_id, values["version"])
    assured_on = date.fromisoformat(document["assured_date"]) if document.get("assured_date") else None
    standing = verification_on(Verification(document["verification"]), assured_on, today)
    target = Verification(values["state"])
    if not may_follow(standing, target):
        raise InvalidInput({"state": [_("This cannot follow where the check stands now.")]})
    if target is not Verification.REQUESTED:
        end_requests(service_id, RequestState.REPLACED)
    note_step(service_id, StepNoted(target, Way(values["way"]), values["note"]), today=today)


def note_step(service_id: UUID, step: StepNoted, *, today: date) -> None:
    """Write a step of an entry's check down, and where it leaves the entry; raise `NotFound`."""
    found = read_documents([service_id])
    if not found:
        raise NotFound
    db.session.add(
        VerificationStep(
            service_id=service_id,
            state=step.state.value,
            way=step.way.value,
            note=step.note or None,
            made_at=now(),
            made_on=today,
            made_by=current_actor().display_name,
        )
    )
    changed = {**found[0], "verification": step.state.value}
    if step.state is Verification.CONFIRMED:
        changed["assured_date"] = today.isoformat()
    _save(changed)
    data = {"state": step.state.value, "way": step.way.value}
    record("directory.entry_checked", target=(TARGET, service_id), data=data)


def end_requests(service_id: UUID, state: RequestState) -> None:
    """End what an organisation was asked and has not answered: the links of its letters lead nowhere now."""
    asked = select(CheckRequest).where(
        CheckRequest.service_id == service_id, CheckRequest.state == RequestState.ASKED
    )
    for request in db.session.scalars(asked):
        request.state, request.closed_at = state.value, now()
    db.session.flush()


def current_edition(service_id: UUID, version: int) -> Document:
    """Return an entry's document; raise `NotFound`, and `Conflict` if it changed since `version`."""
    stored = db.require(select(Service.version).where(Service.id == service_id))
    if stored != version:
        raise Conflict
    return read_documents([service_id])[0]


def _save(document: Document) -> None:
    fresh = {name: value for name, value in document.items() if name != "last_modified"}
    save_documents([fresh], by=current_actor().display_name, at=now())


def _refuse_secret_address(values: Mapping[str, Any]) -> None:
    typed = [name for name in ("street_kk", "street_ru", "street_en") if values.get(name)]
    if values["address_confidential"] and typed:
        text = _("A secret address is kept by the branch that needs it, not here: leave the street empty.")
        raise InvalidInput({typed[0]: [text]})
