"""Turn the policy's decisions into the product's refusals, in the reader's language."""

from platform_core.sdk import Refusals
from plugins.incidents import data
from plugins.incidents.policy.decisions import Reason

_REFUSALS = Refusals(
    data.BOOK,
    forbidden={
        Reason.PERMISSION_MISSING,
        Reason.RECUSED,
        Reason.NOT_ASSIGNED,
        Reason.NOT_ABOUT_STAFF,
        Reason.SHARING_RESERVED,
    },
    conflicts={Reason.ALREADY_SIGNED},
)
reason_text = _REFUSALS.text
refuse_faults = _REFUSALS.refuse_faults
refuse_unless = _REFUSALS.refuse_unless
