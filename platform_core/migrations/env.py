"""The one migration environment: runs the revisions of the unit that it is handed."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from platform_core.db.base import Model

config = context.config
unit: str = config.attributes["unit"]


def is_of_unit(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave the tables of other units out of a comparison."""
    if kind == "table":
        return (not reflected or name in Model.metadata.tables) and _unit_of(name) == unit
    return True


def _unit_of(name: str | None) -> str | None:
    table = Model.metadata.tables.get(name or "")
    return table.info.get("plugin") if table is not None else None


def plain_type(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own column types as what they are in the database: revisions outlive our classes."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    written: str = autogen_context.migration_context.impl.render_type(item.impl_instance, autogen_context)
    return written or f"sa.{item.impl_instance!r}"


def without_marks(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Leave our marks on tables (kind, grants) out of revisions: the models say them anew at every start."""
    for directive in directives:
        for operation in directive.upgrade_ops.ops:
            if hasattr(operation, "info"):
                operation.info = {}


context.configure(
    connection=config.attributes["connection"],
    target_metadata=Model.metadata,
    version_table=config.attributes["version_table"],
    include_object=is_of_unit,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,  # both databases take back a migration that did not end
    render_item=plain_type,
    process_revision_directives=without_marks,
)
with context.begin_transaction():
    context.run_migrations()
