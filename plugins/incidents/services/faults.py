"""Turn the policy's decisions into the product's refusals, in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable

from platform_core.sdk import Conflict, Forbidden, InvalidInput, current_locale
from plugins.incidents import data
from plugins.incidents.policy.decisions import Decision, Fault, Reason

_FORBIDDEN = {
    Reason.PERMISSION_MISSING,
    Reason.RECUSED,
    Reason.NOT_ASSIGNED,
    Reason.NOT_ABOUT_STAFF,
    Reason.SHARING_RESERVED,
}


def reason_text(reason: Reason) -> str:
    """Return the words of a reason in the reader's language."""
    return data.text(f"reason.{reason.value}", current_locale())


def refuse_faults(faults: Iterable[Fault]) -> None:
    """Raise `InvalidInput` naming each faulty field, if there is any."""
    errors: dict[str, list[str]] = defaultdict(list)
    for fault in faults:
        errors[fault.field].append(reason_text(fault.reason_code))
    if errors:
        raise InvalidInput(errors)


def refuse_unless(decision: Decision, *, field: str) -> None:
    """Raise `Forbidden`, or `InvalidInput` naming `field`, unless the policy allows it."""
    if decision.allowed:
        return
    if decision.reason_code in _FORBIDDEN:
        raise Forbidden(code=decision.reason_code.value)
    if decision.reason_code is Reason.ALREADY_SIGNED:
        raise Conflict(decision.reason_code.value)
    raise InvalidInput({field: [reason_text(decision.reason_code)]})
