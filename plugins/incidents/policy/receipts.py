"""Write and read the 16-digit receipt with which a reporter returns (P30.2)."""

import re

from platform_core.clauses import enforces
from plugins.incidents.policy.decisions import Fault, Reason

RECEIPT_DIGITS = 16
_GROUP = 4
_SEPARATORS = re.compile(r"[\s\-‐-―.]+")


def normalise_receipt(text: str) -> str | None:
    """Give the 16 ASCII digits of a typed receipt, or `None` when it cannot be one.

    Spaces, hyphens, dashes and dots between digits are ignored; people copy from paper.
    """
    digits = _SEPARATORS.sub("", text)
    is_receipt = len(digits) == RECEIPT_DIGITS and digits.isascii() and digits.isdigit()
    return digits if is_receipt else None


def format_receipt(digits: str) -> str:
    """Write 16 digits in groups of four; raise `ValueError` for anything else."""
    if normalise_receipt(digits) != digits:
        raise ValueError("a receipt is 16 digits")
    return " ".join(digits[start : start + _GROUP] for start in range(0, RECEIPT_DIGITS, _GROUP))


@enforces("P30.2")
def receipt_faults(text: str) -> tuple[Fault, ...]:
    """Find what is wrong with a typed receipt; whether it exists is not said here."""
    is_receipt = normalise_receipt(text) is not None
    return () if is_receipt else (Fault("receipt", Reason.RECEIPT_MALFORMED, "P30.2"),)
