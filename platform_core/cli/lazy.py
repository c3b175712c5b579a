"""A click group that imports a command only when it is called, so that `--help` stays instant."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """Know its commands as `name → "module:attribute"`; modules of the product may add their own.

    A plugin's own command stands in its `cli` room and is called as the plugin is.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, the core's and the plugins'."""
        return sorted({*super().list_commands(ctx), *self.lazy, *_plugin_rooms()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command that is called."""
        rooms = _plugin_rooms()
        address = self.lazy.get(cmd_name) or rooms.get(cmd_name)
        if address is None:
            return super().get_command(ctx, cmd_name)
        if cmd_name in rooms:
            ctx.obj = _script_of_the_product()
        module, _, attribute = address.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each name with its first line; a plugin's is not imported for that."""
        rows = [(name, self._short_help(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _short_help(self, ctx: click.Context, name: str) -> str:
        if name not in self.lazy and name in _plugin_rooms():
            return f"Commands of the module {name}."
        command = self.get_command(ctx, name)
        return command.get_short_help_str(80) if command else ""


def _script_of_the_product() -> Any:
    """Tell Flask's `with_appcontext`, which commands of plugins use, how this application is made."""
    from flask.cli import ScriptInfo

    from platform_core.cli.context import application

    return ScriptInfo(create_app=application, set_debug_flag=False)


def _plugin_rooms() -> dict[str, str]:
    """Find plugins with a `cli` room without importing more than their empty packages."""
    import plugins

    names = [item.name for item in pkgutil.iter_modules(plugins.__path__) if item.ispkg]
    return {
        name: f"plugins.{name}.cli:{name}"
        for name in names
        if importlib.util.find_spec(f"plugins.{name}.cli")
    }
