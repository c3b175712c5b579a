"""The module's revisions make exactly the tables that its models describe."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from platform_core.app import create_app
from platform_core.db.base import Model
from platform_core.hooks.gate import manifests
from platform_core.hooks.manager import find_modules
from platform_core.isolation.owner import owner_connection
from platform_core.migrations.run import outdated_units, upgrade
from platform_core.testing.contract.base import ContractBase
from platform_core.testing.world import world_settings


class MigrationContract(ContractBase):
    """From an empty database to the models, by the revisions alone."""

    def test_the_revisions_make_the_tables_of_the_models(self, tmp_path: Path) -> None:
        """Nothing differs, and every unit is at its newest revision."""
        settings = world_settings(tmp_path)
        found = find_modules()
        app = create_app(settings, modules=found if self.plugin in found else [*found, self.plugin])
        with app.app_context():
            wanted = list(manifests().values())
        upgrade(settings, wanted)
        with owner_connection(settings) as connection:
            assert outdated_units(connection, wanted) == []
            assert self._differences(connection) == []

    def _differences(self, connection: Connection) -> list[object]:
        own = {name for name, table in Model.metadata.tables.items() if self._is_own(table.info)}

        def include(_item: object, name: str | None, kind: str, *_more: object) -> bool:
            return kind != "table" or name in own

        context = MigrationContext.configure(
            connection, opts={"include_object": include, "compare_type": True}
        )
        return list(compare_metadata(context, Model.metadata))

    def _is_own(self, info: dict[str, object]) -> bool:
        return info.get("plugin") == self.manifest.name
