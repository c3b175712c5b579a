"""Decide what may not be brought into the school, and when somebody may leave without it (A5.9)."""

from collections.abc import Iterable
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse


class ItemCode(StrEnum):
    """Name what the desk asks about; words are in the group ``item``."""

    SHARP = "sharp"
    GAS = "gas"
    OTHER_DANGEROUS = "other_dangerous"
    ALCOHOL = "alcohol"
    TOBACCO = "tobacco"
    HOME_FOOD = "home_food"
    FIZZY_DRINK = "fizzy_drink"
    FAST_FOOD = "fast_food"
    CAMERA = "camera"


class ItemState(StrEnum):
    """Name what became of a thing; words are in the group ``item_state``."""

    HELD = "held"
    AGREED = "agreed"
    RETURNED = "returned"
    KEPT = "kept"


BY_AGREEMENT = frozenset({ItemCode.HOME_FOOD, ItemCode.FIZZY_DRINK, ItemCode.FAST_FOOD, ItemCode.CAMERA})
"""What the administration may agree to; nobody can agree to the rest."""


@enforces("A5.9")
def may_bring(code: ItemCode, *, agreed: bool) -> Decision:
    """Decide whether a thing may come in: food and a camera by prior agreement, the rest never."""
    if code in BY_AGREEMENT and agreed:
        return allow("A5.9")
    return refuse("A5.9", Reason.ITEM_NEVER_ALLOWED)


@enforces("A5.9")
def items_faults(held: Iterable[str], agreed: Iterable[str]) -> tuple[Fault, ...]:
    """Name what is wrong with what the desk notes: unknown things, and agreements that nobody can give."""
    faults = [Fault("held", Reason.ITEM_UNKNOWN, "A5.9") for code in held if code not in set(ItemCode)]
    for code in agreed:
        if code not in set(ItemCode):
            faults.append(Fault("agreed", Reason.ITEM_UNKNOWN, "A5.9"))
        elif not may_bring(ItemCode(code), agreed=True).allowed:
            faults.append(Fault("agreed", Reason.ITEM_NEVER_ALLOWED, "A5.9"))
    return tuple(faults)


@enforces("A5.6", "A5.9")
def may_check_out(*, held: int, kept_knowingly: bool = False) -> Decision:
    """Decide whether a visit may end: nothing stays at the desk unless somebody says that it does."""
    if held and not kept_knowingly:
        return refuse("A5.9", Reason.ITEMS_STILL_HELD)
    return allow("A5.6")
