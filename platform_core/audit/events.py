"""Which events the trail knows: nothing is recorded that no manifest declares."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

TRAIL_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("core.trail_viewed", _l("Looked through the trail")),
    AuditEvent("core.trail_exported", _l("Exported the trail")),
    AuditEvent("core.trail_verified", _l("The trail was checked against its seals")),
    AuditEvent("core.trail_check_asked", _l("Asked for a check of the trail")),
    AuditEvent("core.trail_checks_viewed", _l("Looked at the checks of the trail")),
    AuditEvent("core.trail_facts_erased", _l("Erased personal facts from the trail")),
    AuditEvent("core.branch_key_rotated", _l("Made a new key for the branch")),
    AuditEvent("core.signing_key_rotated", _l("Made a new key for the heads of the trail")),
    AuditEvent("core.master_key_rotated", _l("Wrapped every branch's key by a new master key")),
    AuditEvent("core.contents_resealed", _l("Sealed older contents by the newest key")),
)
"""What happens to the trail and to the keys themselves."""

_known: dict[str, AuditEvent] = {event.code: event for event in TRAIL_EVENTS}


class EventUndeclared(ValueError):
    """Refuse an event, or a personal fact of one, that no manifest declares."""


def register_events(events: Iterable[AuditEvent]) -> None:
    """Make events known, at boot; a code declared again takes its newest declaration."""
    _known.update({event.code: event for event in events})


def known_events() -> Mapping[str, AuditEvent]:
    """Give every declared event by code."""
    return MappingProxyType(_known)


def check_event(code: str, facts: Iterable[str]) -> AuditEvent:
    """Give a declared event; raise `EventUndeclared` for it or for a fact that it does not declare."""
    event = _known.get(code)
    if event is None:
        raise EventUndeclared(f"no manifest declares the event {code}")
    if undeclared := sorted(set(facts) - set(event.personal_fields)):
        raise EventUndeclared(f"{code} declares no personal fact {', '.join(undeclared)}")
    return event
