"""The one migration environment: runs the revisions of the unit that it is handed."""

from typing import Any

from alembic import context

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


context.configure(
    connection=config.attributes["connection"],
    target_metadata=Model.metadata,
    version_table=config.attributes["version_table"],
    include_object=is_of_unit,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
