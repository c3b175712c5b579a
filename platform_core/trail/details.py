"""What the details of an entry are called, and their values, in the reader's language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from platform_core.auth.titles import ROLE_TITLES, WAY_LABELS
from platform_core.documents.labels import METHOD_LABELS, ORIGIN_LABELS, SIGNER_LABELS
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.web.levels import LEVELS

NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "action": _l("What was done"),
        "agreed": _l("Agreed"),
        "allegation": _l("Outcome of the inquiry"),
        "assessment": _l("Assessment"),
        "badge": _l("Badge"),
        "badge_back": _l("Badge came back"),
        "belongs_to": _l("Belongs to"),
        "body": _l("Told"),
        "branch": _l("Branch"),
        "branch_id": _l("Branch"),
        "branches": _l("Branches"),
        "by": _l("By what"),
        "by_hand": _l("By hand"),
        "bytes": _l("Bytes"),
        "came": _l("Count that came"),
        "cause": _l("Cause"),
        "channel": _l("Channel"),
        "clause": _l("Clause"),
        "clearance": _l("Clearance"),
        "closed": _l("Closed"),
        "code": _l("Duty"),
        "created": _l("Made"),
        "digest": _l("Keyed hash"),
        "document": _l("Document"),
        "due": _l("Due"),
        "edition": _l("Edition"),
        "entry": _l("How somebody came"),
        "erased": _l("Erased"),
        "expected": _l("Expected"),
        "extra": _l("Not planned"),
        "facets": _l("Changed"),
        "facts": _l("Erased"),
        "faults": _l("Faults"),
        "fields": _l("Fields"),
        "filters": _l("Filters used"),
        "form": _l("Form"),
        "format": _l("Format"),
        "found": _l("Found"),
        "from": _l("Before"),
        "guardian": _l("Guardian"),
        "hash": "SHA-256",
        "hashes": "SHA-256",
        "held": _l("Held"),
        "hidden": _l("Hidden"),
        "hits": _l("Found"),
        "item": _l("Thing"),
        "items": _l("Things"),
        "items_kept": _l("Things kept"),
        "kept": _l("Kept"),
        "kind": _l("Kind"),
        "labels": _l("Codes printed"),
        "language": _l("Language"),
        "late": _l("Late"),
        "left": _l("Left"),
        "letter": _l("Letter"),
        "letters": _l("Letters"),
        "level": _l("Level"),
        "lines": _l("Lines"),
        "link": _l("Link of the chain"),
        "links": _l("Links"),
        "longer": _l("Minutes longer"),
        "method": _l("How"),
        "module": _l("Module"),
        "new": _l("New"),
        "number": _l("Number"),
        "open": _l("Open"),
        "origin": _l("Where it comes from"),
        "orphans": _l("Files without a record"),
        "outcome": _l("What came of it"),
        "ownerless": _l("Files whose record is gone"),
        "part": _l("Part"),
        "participant": _l("Person"),
        "party": _l("Who it is"),
        "photo": _l("With a photograph"),
        "provider": _l("Sign-in provider"),
        "provider_id": _l("Sign-in provider"),
        "post": _l("Post"),
        "purpose": _l("Purpose"),
        "quarter": _l("Quarter"),
        "reach": _l("Reach"),
        "reason": _l("Reason"),
        "receipt": _l("Receipt"),
        "record": _l("Record"),
        "recovery_codes": _l("Recovery codes"),
        "register": _l("List"),
        "report": _l("Report received"),
        "required": _l("Required"),
        "role": _l("Role"),
        "roles": _l("Roles"),
        "rows": _l("Records"),
        "school_year": _l("School year"),
        "score": _l("How near"),
        "sealed": _l("Sealed"),
        "searched": _l("Looked for words"),
        "secret_changed": _l("Secret changed"),
        "seconds": _l("Seconds until the answer"),
        "settings": _l("Settings"),
        "side": _l("Whose words"),
        "signatures": _l("Signatures"),
        "signer": _l("Who signed"),
        "state": _l("State"),
        "status": _l("State"),
        "step": _l("Step"),
        "stops": _l("Places"),
        "suggested": _l("Suggested"),
        "synced": _l("On several devices"),
        "table": _l("Table"),
        "to": _l("Now"),
        "urgency": _l("Urgency"),
        "user": _l("User"),
        "verdict": _l("Decision"),
        "visit": _l("Visit"),
        "visits": _l("Visits"),
        "waits": _l("Waits for approval"),
        "what": _l("What"),
    }
)
"""Each detail that is recorded by its name; one that is not here is shown by its own code."""


def named_details(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Give an entry's details as `(name, value)`; codes that have words are said in words."""
    return tuple((str(NAMES.get(key, key)), _said(key, value)) for key, value in sorted(data.items()))


def _said(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_said(key, one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(_WORDS.get(key, {}).get(value, value))


_LEVELS: Mapping[Any, Any] = {code: look.word for code, look in LEVELS.items()}
_WORDS: Mapping[str, Mapping[Any, Any]] = MappingProxyType(
    {
        "by": WAY_LABELS,
        "level": _LEVELS,
        "method": METHOD_LABELS,
        "origin": ORIGIN_LABELS,
        "roles": ROLE_TITLES,
        "signer": SIGNER_LABELS,
        "suggested": _LEVELS,
    }
)
