"""Core events: the few things that modules tell each other through the core, without meeting.

Each is frozen and holds ids, codes and days only; it travels through the outbox to the enabled
modules of its branch, which react without knowing who spoke.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StaffFinding:
    """An inquiry substantiated an allegation against a staff member (P21.5, P21.6): who, and when."""

    person_id: UUID
    found_on: date


CoreEvent: TypeAlias = StaffFinding
EVENT_TYPES: Mapping[str, type[CoreEvent]] = {kind.__name__: kind for kind in (StaffFinding,)}
_READERS: Mapping[Any, Callable[[Any], Any]] = {UUID: UUID, date: date.fromisoformat, str: str, int: int}


def pack_event(event: CoreEvent) -> dict[str, str | int]:
    """Write an event as a job's payload."""
    values = {item.name: getattr(event, item.name) for item in fields(event)}
    plain = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
    return {"event": type(event).__name__, **plain}


def unpack_event(payload: Mapping[str, Any]) -> CoreEvent:
    """Read an event back; raise `KeyError` for one that no longer exists."""
    kind = EVENT_TYPES[str(payload["event"])]
    values = {item.name: _READERS[item.type](payload[item.name]) for item in fields(kind)}
    return kind(**values)
