"""Notice at every flush what a figure is counted from, mark its quarters stale and ask for a recount."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Flask, current_app, has_app_context
from sqlalchemy import Date, event, inspect, update
from sqlalchemy.orm import ORMExecuteState, Session

from platform_core.central.models import KeptQuarter
from platform_core.extensions import PinnedSession
from platform_core.hooks.manifest import Manifest
from platform_core.isolation.scope import Scope
from platform_core.jobs.outbox import enqueue

REFRESH_JOB = "core.central.refresh_figures"
ALWAYS = "ever"
_EXTENSION = "qorgau_figure_sources"
_ASKED = "qorgau_recounts_asked"
_RECOUNTED = "qorgau_recounts_made"
Sources = dict[type, frozenset[str]]


def install_staleness(app: Flask, manifests: Mapping[str, Manifest]) -> None:
    """Remember which models the figures of which module are counted from."""
    sources: dict[type, set[str]] = {}
    for name, manifest in manifests.items():
        for indicator in manifest.indicators:
            for model in indicator.sources:
                sources.setdefault(model, set()).add(name)
    app.extensions[_EXTENSION] = {model: frozenset(names) for model, names in sources.items()}


def _sources() -> Sources:
    found: Sources = current_app.extensions.get(_EXTENSION, {}) if has_app_context() else {}
    return found


def _on_flush(session: Session, *_unused: object) -> None:
    sources = _sources()
    touched: dict[str, list[date]] = {}
    undated: set[str] = set()
    for row in (*session.new, *session.dirty, *session.deleted):
        for module in sources.get(type(row), ()):
            days = list(_days_of(row))
            touched.setdefault(module, []).extend(days)
            undated |= set() if days else {module}
    for module, days in touched.items():
        _mark(session, module, None if module in undated else min(days))


def _on_bulk(state: ORMExecuteState) -> None:
    """Mark every quarter of a module: a statement that writes many rows names no days."""
    if not (state.is_insert or state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    for module in _sources().get(state.bind_mapper.class_, ()):
        _mark(state.session, module, None)


def _days_of(row: Any) -> Iterable[date]:
    """Yield the days that a row holds and those that it held before: both quarters are touched."""
    state = inspect(row)
    for column in state.mapper.columns:
        if isinstance(column.type, Date):
            history = state.attrs[state.mapper.get_property_by_column(column).key].history
            yield from (day for day in (*history.added, *history.unchanged, *history.deleted) if day)


def _mark(session: Session, module: str, since: date | None) -> None:
    scope: Scope = session.info["scope"]
    if scope.branch_id is None or not scope.writes:
        return
    query = update(KeptQuarter).where(KeptQuarter.module == module, KeptQuarter.stale.is_(False))
    if since is not None:
        query = query.where(KeptQuarter.ends >= since)
    session.execute(query.values(stale=True), execution_options={"synchronize_session": False})
    _ask(session, module, since.isoformat() if since else ALWAYS)


def _ask(session: Session, module: str, since: str) -> None:
    """Ask for one recount a transaction, module and day; the message itself is the durable mark."""
    asked = session.info.setdefault(_ASKED, set())
    if (module, since) not in asked:
        asked.add((module, since))
        enqueue(REFRESH_JOB, {"module": module, "since": since})


def is_first_recount(session: Session, module: str, since: str) -> bool:
    """Tell whether this transaction has not recounted this yet, and note that it does so now.

    A worker's transaction runs many messages, all of them committed before it began: one recount has seen
    what each of them was about, however much has been written since.
    """
    made: set[tuple[str, str]] = session.info.setdefault(_RECOUNTED, set())
    is_first = (module, since) not in made
    made.add((module, since))
    return is_first


def _forget(session: Session, *_undone: object) -> None:
    session.info.pop(_ASKED, None)
    session.info.pop(_RECOUNTED, None)


event.listen(PinnedSession, "before_flush", _on_flush)
event.listen(PinnedSession, "do_orm_execute", _on_bulk)
event.listen(PinnedSession, "after_commit", _forget)
event.listen(PinnedSession, "after_soft_rollback", _forget)  # of a savepoint too: what it asked is gone
