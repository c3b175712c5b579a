"""The four kinds of table; every table is exactly one of them (house.md, section 5)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Integer, Table
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from platform_core.db.base import new_id
from platform_core.isolation.roles import ALL_OPERATIONS, DELETE, SELECT, UPDATE, Role

Grants = Mapping[Role, AbstractSet[str]]
_KIND, _GRANTS, _APPEND_ONLY = "kind", "grants", "append_only"
_READERS = (
    Role.BRANCH,
    Role.CENTRAL_READ,
    Role.CATALOGUE,
    Role.AUTH,
    Role.RELAY,
    Role.RECORDER,
    Role.REGISTER,
)


def _mark(cls: type, kind: str, grants: Grants) -> None:
    """Write on the table what kind it is and which role may do what, for the guard and for the DDL."""
    table: Table | None = cls.__dict__.get("__table__")
    if table is None:
        return
    append_only = bool(getattr(cls, "__append_only__", False))
    lost = {UPDATE, DELETE} if append_only else set()
    effective = {role: frozenset(operations) - lost for role, operations in grants.items()}
    # a new dict: models of one module may share the dict that they were declared with
    table.info = {**table.info, _KIND: kind, _APPEND_ONLY: append_only, _GRANTS: effective}


class _Identified:
    """Give a table one UUIDv7 key made in the application."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class BranchScoped:
    """A table of one branch: key `(branch_id, id)`, seen by its branch alone.

    `__also__` opens it to further roles for single operations; `__append_only__` takes UPDATE and
    DELETE away from everyone.
    """

    __also__: ClassVar[Grants] = {}
    __append_only__: ClassVar[bool] = False

    @declared_attr
    def branch_id(cls) -> Mapped[UUID]:
        """Key of the branch; stamped at flush, never set by feature code."""
        return mapped_column(ForeignKey("core_branch.id"), primary_key=True, sort_order=-2)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _mark(cls, "branch", {Role.BRANCH: ALL_OPERATIONS, **cls.__also__})


class NetworkCatalogue(_Identified):
    """A small table of the whole network: every scope reads it, only the catalogue scope writes."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        grants: dict[Role, AbstractSet[str]] = {role: {SELECT} for role in _READERS}
        _mark(cls, "catalogue", {**grants, Role.CATALOGUE: ALL_OPERATIONS})


class SealedRegister(_Identified):
    """A network register that nobody lists: looked up through one narrow function and role."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _mark(cls, "register", {Role.REGISTER: ALL_OPERATIONS})


class System(_Identified):
    """A table of the core's own roles; `__access__` says which role may do what."""

    __access__: ClassVar[Grants] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _mark(cls, "system", cls.__access__)


class Versioned:
    """Count the edits of a row, so that a second writer is told instead of overwriting."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}


def branch_fk(column: str, table: str, *, on_delete: str | None = None) -> ForeignKeyConstraint:
    """Point `(branch_id, column)` at `table(branch_id, id)`: a child in another branch is impossible."""
    return ForeignKeyConstraint(
        ["branch_id", column], [f"{table}.branch_id", f"{table}.id"], ondelete=on_delete
    )


def kind_of(table: Table) -> str | None:
    """Return `branch`, `catalogue`, `register` or `system`; `None` for a table that is no model's."""
    return table.info.get(_KIND)


def grants_of(table: Table) -> Mapping[Role, frozenset[str]]:
    """Return which role may do what with the table."""
    grants: Mapping[Role, frozenset[str]] = table.info.get(_GRANTS, {})
    return grants


def is_append_only(table: Table) -> bool:
    """Return whether the database refuses to change or delete rows of the table."""
    return bool(table.info.get(_APPEND_ONLY))
