"""Turn the policy's decisions into the product's refusals, in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable

from platform_core.sdk import Forbidden, InvalidInput, current_locale
from plugins.visitors import data
from plugins.visitors.policy.decisions import Decision, Fault, Reason


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
    if decision.reason_code is Reason.PERMISSION_MISSING:
        raise Forbidden(code=decision.reason_code.value)
    raise InvalidInput({field: [reason_text(decision.reason_code)]})
