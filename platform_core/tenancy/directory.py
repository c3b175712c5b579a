"""Which branches there are, and which modules each has on: read by every request and job, never stale."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, event, or_, select

from platform_core.errors import NotFound
from platform_core.extensions import PinnedSession, db
from platform_core.hooks.gate import current_gate
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.tenancy.models import Branch, EnabledModule

CENTRAL_CODE = "central"

_COLUMNS = (
    Branch.id,
    Branch.code,
    Branch.kind,
    Branch.names,
    Branch.city,
    Branch.region,
    Branch.timezone,
    Branch.languages,
    Branch.has_hostel,
    Branch.calendar,
)


_known: ContextVar[list[BranchInfo] | None] = ContextVar("qorgau_known_branches", default=None)


@contextmanager
def remembered_branches() -> Iterator[None]:
    """Ask for each branch once while this lasts, one request or job; whatever is written is read anew."""
    token = _known.set([])
    try:
        yield
    finally:
        _known.reset(token)


def branch_by_code(code: str) -> BranchInfo:
    """Return the branch of a code; raise `NotFound`."""
    return _one("code", code, Branch.code == code)


def branch_by_id(branch_id: UUID) -> BranchInfo:
    """Return the branch of an id; raise `NotFound`."""
    return _one("id", branch_id, Branch.id == branch_id)


def central_branch() -> BranchInfo:
    """Return the central office's own row; raise `NotFound` before the first sync."""
    return branch_by_code(CENTRAL_CODE)


def list_branches(*, with_central: bool = False) -> list[BranchInfo]:
    """List branches by code with two columns of modules, in one query."""
    found = _load(_query().order_by(Branch.code))
    return [branch for branch in found if with_central or not branch.is_central]


def _query() -> Select[Any]:
    switched = and_(EnabledModule.branch_id == Branch.id)
    return select(*_COLUMNS, EnabledModule.module, EnabledModule.enabled).outerjoin(EnabledModule, switched)


def _one(name: str, value: object, condition: ColumnElement[bool]) -> BranchInfo:
    known = _known.get()
    for branch in known or ():
        if getattr(branch, name) == value:
            return branch
    # the centre's row comes along: nearly every request needs its school year
    found = _load(_query().where(condition if known is None else or_(condition, Branch.code == CENTRAL_CODE)))
    if known is not None:
        known += found
    for branch in found:
        if getattr(branch, name) == value:
            return branch
    raise NotFound


def _forget(*_written: object) -> None:
    known = _known.get()
    if known is not None:
        known.clear()


def _load(query: Select[Any]) -> list[BranchInfo]:
    with as_role(Role.CENTRAL_READ):
        rows = db.session.execute(query).all()
    grouped: dict[UUID, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    return [_info(group) for group in grouped.values()]


def _info(rows: Sequence[Any]) -> BranchInfo:
    first = rows[0]
    switches = {row.module: row.enabled for row in rows if row.module is not None}
    return BranchInfo(
        id=first.id,
        code=first.code,
        kind=first.kind,
        names=first.names,
        city=first.city,
        region=first.region,
        timezone=first.timezone,
        languages=tuple(first.languages),
        has_hostel=first.has_hostel,
        calendar=first.calendar,
        enabled_modules=_enabled(first.kind, switches),
    )


def _enabled(kind: str, switches: dict[str, bool]) -> frozenset[str]:
    """Say what is on: for the centre all but what it switched off, for a branch what it switched on."""
    installed: Iterable[str] = current_gate().manager.manifests
    if kind == "central":
        return frozenset(name for name in installed if switches.get(name, True))
    return frozenset(name for name in installed if switches.get(name, False))


for _model in (Branch, EnabledModule):
    for _change in ("after_insert", "after_update", "after_delete"):
        event.listen(_model, _change, _forget)
event.listen(PinnedSession, "after_commit", _forget)  # others see what was written from here on
