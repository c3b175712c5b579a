"""Wake the worker of this process at once when a transaction that enqueued something commits."""

from threading import Event
from typing import Any
from weakref import WeakSet

from sqlalchemy import event

from platform_core.extensions import db

_sleepers: WeakSet["Alarm"] = WeakSet()
_ASKED = "qorgau_wakes_worker"


class Alarm:
    """A worker's bell: it sleeps on it, and commits and shutdown ring it."""

    def __init__(self) -> None:
        self._event = Event()
        _sleepers.add(self)

    def ring(self) -> None:
        """Wake the sleeper, or let its next sleep end at once."""
        self._event.set()

    def sleep(self, seconds: float) -> bool:
        """Wait until somebody rings or `seconds` pass; return whether somebody rang."""
        rang = self._event.wait(seconds)
        self._event.clear()
        return rang


def wake_after_commit() -> None:
    """Ring every worker of this process when the current transaction commits."""
    session = db.session()
    if not session.info.get(_ASKED):
        session.info[_ASKED] = True
        event.listen(session, "after_commit", _ring_all)


def _ring_all(session: Any) -> None:
    if session.in_nested_transaction():
        return
    for alarm in tuple(_sleepers):
        alarm.ring()
