"""Take away rows whose time is over, table by table, children before what they hang on."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Table, select
from sqlalchemy.orm import aliased

from platform_core.audit.recorder import record
from platform_core.crypto import destroy_record_keys
from platform_core.db.base import Model
from platform_core.extensions import db
from platform_core.hooks.manifest import Manifest, RetentionRule
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.mixins import kind_of

BATCH = 500
"""Rows of a table that go in one run: a transaction stays short, and the next night takes the rest."""

RETIRED = "core.rows_retired"
ERASE, KEEP = "erase", "keep"


def retire_rows(branch: BranchInfo, manifests: Iterable[Manifest], *, today: date, kind: str) -> int:
    """Apply every rule for tables of one kind in the open write scope; return how many rows went.

    `kind` is `branch`, `catalogue` or `register`. The trail learns of each table and number. Keys of
    sealed rows are destroyed last, for no rollback brings them back.
    """
    gone: list[Any] = []
    total = 0
    for rule, model in _in_order(manifests, kind):
        before = today - timedelta(days=rule.days or 0)
        if rule.retire is not None:
            count = rule.retire(before, BATCH)
        else:
            rows = _rows_over(model, rule, before=before, zone=ZoneInfo(branch.timezone))
            gone += rows
            count = _delete(rows)
        if count:
            record(RETIRED, data={"table": rule.table, "rows": count, "action": rule.action})
        total += count
    destroy_record_keys(gone)
    return total


def _in_order(manifests: Iterable[Manifest], kind: str) -> Iterator[tuple[RetentionRule, Any]]:
    """Give the rules that take something away, those of tables that hang on others first."""
    rules = {rule.table: rule for manifest in manifests for rule in manifest.retention if rule.action != KEEP}
    models: dict[str, Any] = {mapper.local_table.name: mapper.class_ for mapper in Model.registry.mappers}  # type: ignore[attr-defined]
    for table in reversed(Model.metadata.sorted_tables):
        if table.name in rules and kind_of(table) == kind:
            yield rules[table.name], models[table.name]


def _rows_over(model: Any, rule: RetentionRule, *, before: date, zone: ZoneInfo) -> Sequence[Any]:
    holder = model if rule.through is None else aliased(_parent(model, rule.through))
    clock = getattr(holder, rule.clock)
    limit: date = before if isinstance(clock.type, Date) else datetime.combine(before, time(), zone)
    over = select(model).where(clock < limit, *_unreferenced(model))
    if rule.through is not None:
        over = over.join(holder, getattr(model, rule.through) == holder.id)
    return db.session.scalars(over.order_by(clock).limit(BATCH)).all()


def clock_fault(model: Any, rule: RetentionRule) -> str | None:
    """Say why the core cannot carry a rule out by itself, or None when it can."""
    try:
        holder = model if rule.through is None else _parent(model, rule.through)
    except LookupError:
        return f"{rule.table}.{rule.through} points at no row"
    return None if rule.clock in holder.__table__.columns else f"{rule.table} has no clock {rule.clock}"


def _parent(model: Any, column: str) -> Any:
    for key in model.__table__.foreign_key_constraints:
        if list(key.column_keys)[-1] == column:
            return next(m.class_ for m in Model.registry.mappers if m.local_table is key.referred_table)
    raise LookupError(column)


def _unreferenced(model: Any) -> Iterator[ColumnElement[bool]]:
    """Let a row stay as long as another row points at it and would not go with it."""
    for mapper in Model.registry.mappers:
        if not isinstance(mapper.local_table, Table):
            continue
        for key in mapper.local_table.foreign_key_constraints:
            if key.referred_table is model.__table__ and key.ondelete is None:
                local = getattr(mapper.class_, list(key.column_keys)[-1])
                yield ~select(mapper.class_.id).where(local == model.id).exists()


def _delete(rows: Sequence[Any]) -> int:
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    return len(rows)
