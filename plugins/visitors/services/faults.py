"""Turn the policy's decisions into the product's refusals, in the reader's language."""

from platform_core.sdk import Refusals
from plugins.visitors import data
from plugins.visitors.policy.decisions import Reason

_REFUSALS = Refusals(data.BOOK, forbidden={Reason.PERMISSION_MISSING})
reason_text = _REFUSALS.text
refuse_faults = _REFUSALS.refuse_faults
refuse_unless = _REFUSALS.refuse_unless
