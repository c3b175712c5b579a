"""What a branch does with the directory: add its own services, hide entries, keep secret addresses (P47)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    Conflict,
    InvalidInput,
    NotFound,
    branch_by_id,
    current_actor,
    current_branch_id,
    db,
    local_day,
    new_id,
    now,
    record,
)
from platform_core.sdk import gettext as _
from plugins.directory.models import ConfidentialAddress, HiddenService, LocalService, Service
from plugins.directory.policy.codes import Verification
from plugins.directory.policy.visibility import may_follow, verification_on
from plugins.directory.queries.branch import find_address, get_local
from plugins.directory.queries.rows import as_json
from plugins.directory.schemas.entry_form import facts_of
from plugins.directory.schemas.hsds.changes import PLACES, changes_between
from plugins.directory.schemas.hsds.facts import document_of
from plugins.directory.schemas.hsds.nesting import Document, assemble, flatten
from plugins.directory.schemas.searching import searched_texts
from plugins.directory.services.duties import (
    fulfil_local_check,
    owe_local_check,
    withdraw_local_check,
)

TARGET = "directory_local_service"
MOST_HISTORY = 100
"""How many rows of metadata a local service keeps."""


def write_local(values: Mapping[str, Any], service_id: UUID | None = None) -> UUID:
    """Write a local service from what a form says; return its id.

    Raises `NotFound`, `Conflict` if it changed since `values["version"]`, and `InvalidInput` for a secret
    address among the open ones.
    """
    _refuse_secret_address(values)
    stored = None if service_id is None else _edition(service_id, values["version"])
    facts = facts_of(values, verification=stored.verification if stored else Verification.CONFIRMED.value)
    written = stored.id if stored else new_id()
    document = document_of(facts, written, base=stored.document if stored else None)
    if stored is None:
        document["assured_date"] = local_day(branch_by_id(current_branch_id())).isoformat()
    local = stored or LocalService(id=written)
    _store(local, document)
    if stored is None:
        db.session.add(local)
    db.session.flush()
    if stored is None and local.assured_date is not None:
        owe_local_check(written, local.assured_date)
    record("directory.local_written", target=(TARGET, written), data={"new": stored is None})
    return written


def check_local(service_id: UUID, values: Mapping[str, Any], *, today: date) -> None:
    """Note what came of checking a local service; raise as `note_check` of the network does."""
    local = _edition(service_id, values["version"])
    standing = verification_on(Verification(local.verification), local.assured_date, today)
    target = Verification(values["state"])
    if not may_follow(standing, target):
        raise InvalidInput({"state": [_("This cannot follow where the check stands now.")]})
    changed = {**local.document, "verification": target.value}
    if target is Verification.CONFIRMED:
        changed["assured_date"] = today.isoformat()
    _store(local, changed)
    db.session.flush()
    if target is not Verification.REQUESTED:
        fulfil_local_check(service_id, today)
    data = {"state": target.value, "way": values["way"]}
    record("directory.entry_checked", target=(TARGET, service_id), data=data)


def remove_local(service_id: UUID, version: int) -> None:
    """Remove a local service with its secret address."""
    db.session.delete(_edition(service_id, version))
    address = find_address(service_id)
    if address is not None:
        db.session.delete(address)
    db.session.flush()
    withdraw_local_check(service_id)
    record("directory.local_removed", target=(TARGET, service_id))


def hide_entry(service_id: UUID, reason: str, *, today: date) -> None:
    """Hide an entry of the network in this branch; raise `NotFound`, `Conflict` if it is hidden."""
    require_service(service_id)
    if _hidden(service_id) is not None:
        raise Conflict
    hidden = HiddenService(
        service_id=service_id, reason=reason, hidden_on=today, hidden_by=current_actor().user_id
    )
    db.session.add(hidden)
    db.session.flush()
    record("directory.entry_hidden", target=("directory_service", service_id))


def show_entry(service_id: UUID) -> None:
    """Show a hidden entry again; raise `NotFound` if it is not hidden."""
    hidden = _hidden(service_id)
    if hidden is None:
        raise NotFound
    db.session.delete(hidden)
    db.session.flush()
    record("directory.entry_shown", target=("directory_service", service_id))


def keep_address(service_id: UUID, address: str, *, is_local: bool) -> None:
    """Keep a secret address of an entry, sealed for this branch, instead of the one before.

    Raises `NotFound` for an entry that is not there, `InvalidInput` where the address is open anyway.
    """
    is_secret = get_local(service_id).address_confidential if is_local else require_service(service_id)
    if not is_secret:
        raise InvalidInput({"address": [_("First say that the address of this entry must stay secret.")]})
    stored = find_address(service_id)
    if stored is None:
        owner = "local_service_id" if is_local else "service_id"
        db.session.add(ConfidentialAddress(**{owner: service_id}, address=address))
    else:
        stored.address = address
    db.session.flush()
    record("directory.address_written", target=(_table(is_local=is_local), service_id))


def forget_address(service_id: UUID, *, is_local: bool) -> None:
    """Forget the secret address that this branch keeps of an entry; raise `NotFound` if it keeps none."""
    stored = find_address(service_id)
    if stored is None:
        raise NotFound
    db.session.delete(stored)
    db.session.flush()
    record("directory.address_forgotten", target=(_table(is_local=is_local), service_id))


def read_address(service_id: UUID, *, is_local: bool) -> str:
    """Return the secret address that this branch keeps; who looked is recorded. Raises `NotFound`."""
    stored = find_address(service_id)
    if stored is None:
        raise NotFound
    record("directory.address_read", target=(_table(is_local=is_local), service_id))
    return stored.address


def require_service(service_id: UUID) -> bool:
    """Return whether the address of an entry of the network must stay secret; raise `NotFound`."""
    return db.require(select(Service.address_confidential).where(Service.id == service_id))


def _table(*, is_local: bool) -> str:
    return TARGET if is_local else "directory_service"


def _hidden(service_id: UUID) -> HiddenService | None:
    return db.session.scalar(select(HiddenService).where(HiddenService.service_id == service_id))


def _edition(service_id: UUID, version: int) -> LocalService:
    local = get_local(service_id)
    if local.version != version:
        raise Conflict
    return local


def _store(local: LocalService, document: Document) -> None:
    """Put a document into its row, with the columns that lists need and one more page of history."""
    at = now()
    old = local.document or {}
    tidy = assemble(flatten([{**document, "metadata": []}]))[0]
    history = [*_told(old, tidy), *_history(old, tidy, as_json(at))]
    local.document = {**tidy, "last_modified": as_json(at), "metadata": history[-MOST_HISTORY:]}
    local.last_modified = at
    local.folded = searched_texts(tidy)
    assured = tidy.get("assured_date")
    local.assured_date = date.fromisoformat(assured) if assured else None
    for name in _COLUMNS:
        setattr(local, name, tidy.get(name, ""))


def _told(old: Document, new: Document) -> list[Document]:
    """Give the history so far, without places whose address must stay secret now."""
    told: list[Document] = old.get("metadata", [])
    if not new.get("address_confidential"):
        return told
    blank = {"previous_value": "", "replacement_value": ""}
    return [{**one, **blank} if one["field_name"] == PLACES else one for one in told]


_COLUMNS = ("name", "kind", "region", "status", "visibility", "address_confidential", "verification")


def _history(old: Document, new: Document, at: str) -> list[Document]:
    if not old:
        return []
    by = current_actor().display_name
    return [
        {
            "id": str(new_id()),
            "last_action_date": at,
            "last_action_type": "update",
            "field_name": change.field_name,
            "previous_value": change.previous_value,
            "replacement_value": change.replacement_value,
            "updated_by": by,
        }
        for change in changes_between(old, new)
    ]


def _refuse_secret_address(values: Mapping[str, Any]) -> None:
    typed = [name for name in ("street_kk", "street_ru", "street_en") if values.get(name)]
    if values["address_confidential"] and typed:
        text = _("A secret address has a place of its own on the entry's page: leave the street empty.")
        raise InvalidInput({typed[0]: [text]})
