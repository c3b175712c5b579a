"""Hold at the desk what may not be brought in, against a numbered receipt, and give it back (A5.9)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    InvalidInput,
    current_actor,
    db,
    local_day,
    new_id,
    now,
    record,
    school_calendar,
)
from plugins.visitors.models import HeldItem, Receipt, Visit
from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.items import ItemState, items_faults
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE, VisitStatus
from plugins.visitors.services.faults import reason_text, refuse_faults
from plugins.visitors.services.numbers import RECEIPT, take_number

TARGET = "visitors_visit"


def note_items(
    visit: Visit,
    *,
    branch: BranchInfo,
    held: Iterable[str] = (),
    agreed: Iterable[str] = (),
    notes: Mapping[str, str] | None = None,
) -> Receipt:
    """Write a receipt for what stays at the desk and what the administration agreed to; codes of `ItemCode`.

    Raises `InvalidInput` for things unknown or that nobody can agree to, and when nothing is named.
    """
    kept, allowed = list(dict.fromkeys(held)), list(dict.fromkeys(agreed))
    _refuse_ended(visit)
    refuse_faults(items_faults(kept, allowed))
    if not kept and not allowed:
        raise InvalidInput({"held": [reason_text(Reason.ITEM_UNKNOWN)]})
    receipt = _new_receipt(visit, branch)
    states = [(code, ItemState.HELD) for code in kept]
    states += [(code, ItemState.AGREED) for code in allowed if code not in kept]
    for code, state in states:
        note = (notes or {}).get(code, "").strip() or None
        item = HeldItem(receipt_id=receipt.id, visit_id=visit.id, code=code, state=state.value, note=note)
        db.session.add(item)
    record(
        "visitors.items_noted",
        target=(TARGET, visit.id),
        data={"receipt": receipt.number, "held": kept, "agreed": allowed},
    )
    return receipt


def give_back(visit: Visit, item_id: UUID) -> None:
    """Give one thing back; said twice it is said once. Raises `NotFound` for a thing of another visit."""
    item = db.require(select(HeldItem).where(HeldItem.id == item_id, HeldItem.visit_id == visit.id))
    if item.state == ItemState.HELD:
        _settle(item, ItemState.RETURNED)
        record("visitors.item_returned", target=(TARGET, visit.id), data={"item": item.code})


def give_all_back(visit: Visit) -> int:
    """Give back everything that is held; return how many things there were."""
    held = held_items(visit)
    for item in held:
        _settle(item, ItemState.RETURNED)
    if held:
        codes = [item.code for item in held]
        record("visitors.item_returned", target=(TARGET, visit.id), data={"items": codes})
    return len(held)


def keep_rest(visit: Visit) -> int:
    """Say that what is held stays at the school: somebody left without it, or it was passed on."""
    held = held_items(visit)
    for item in held:
        _settle(item, ItemState.KEPT)
    if held:
        codes = [item.code for item in held]
        record("visitors.item_kept", target=(TARGET, visit.id), data={"items": codes})
    return len(held)


def held_items(visit: Visit) -> list[HeldItem]:
    """Return what of a visit is still at the desk."""
    query = select(HeldItem).where(HeldItem.visit_id == visit.id, HeldItem.state == ItemState.HELD.value)
    return list(db.session.scalars(query.order_by(HeldItem.id)))


def has_receipt(visit: Visit) -> bool:
    """Tell whether things of a visit were noted."""
    query = select(func.count()).select_from(Receipt).where(Receipt.visit_id == visit.id)
    return bool(db.session.scalar(query))


def _new_receipt(visit: Visit, branch: BranchInfo) -> Receipt:
    school_year = school_calendar().school_year_of(local_day(branch))
    receipt = Receipt(
        id=new_id(),
        visit_id=visit.id,
        school_year=school_year,
        number=take_number(RECEIPT, school_year),
        given_at=now(),
        given_by=current_actor().user_id,
    )
    db.session.add(receipt)
    db.session.flush()
    return receipt


def _settle(item: HeldItem, state: ItemState) -> None:
    item.state = state.value
    item.settled_at, item.settled_by = now(), current_actor().user_id


def _refuse_ended(visit: Visit) -> None:
    if VisitStatus(visit.status) not in (*AT_THE_DESK, *INSIDE):
        raise Conflict("visit_over")
