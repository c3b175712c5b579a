"""`qorgau plugin`: the installed modules and their switches."""

import click

from platform_core.cli.context import format_option, with_application


@click.group()
def plugin() -> None:
    """List the modules; switch one on or off in a branch."""


@plugin.command("list")
@format_option
@with_application
def list_all(*, output: str) -> None:
    """List the installed modules, their settings and how many branches have them on."""
    import orjson

    from platform_core.cli.context import print_table
    from platform_core.hooks.gate import manifests
    from platform_core.tenancy.directory import list_branches

    branches = list_branches()
    rows = [
        {
            "name": manifest.name,
            "title": str(manifest.title),
            "version": manifest.version,
            "default_on": manifest.default_on,
            "branches_on": sum(manifest.name in branch.enabled_modules for branch in branches),
            "branches": len(branches),
            "settings": [f"{field.name}={field.default}" for field in manifest.settings],
        }
        for manifest in manifests().values()
    ]
    if output == "json":
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    table = [
        [
            row["name"],
            row["title"],
            row["version"],
            "on" if row["default_on"] else "off",
            f"{row['branches_on']} of {row['branches']}",
            ", ".join(row["settings"]),
        ]
        for row in rows
    ]
    print_table("Modules", ["module", "title", "version", "by default", "on in", "settings"], table)


@plugin.command()
@click.argument("branch")
@click.argument("plugin")
def enable(*, branch: str, plugin: str) -> None:
    """Switch PLUGIN on in BRANCH; it works from the next request on."""
    _switch(branch, plugin, enabled=True)


@plugin.command()
@click.argument("branch")
@click.argument("plugin")
def disable(*, branch: str, plugin: str) -> None:
    """Switch PLUGIN off in BRANCH; its data stays, and centrally it is not reporting."""
    _switch(branch, plugin, enabled=False)


@with_application
def _switch(branch_code: str, module: str, *, enabled: bool) -> None:
    from platform_core.cli.context import branch_named, module_named
    from platform_core.extensions import db
    from platform_core.isolation.scope import in_branch
    from platform_core.switchboard.services import switch_module

    module_named(module)
    branch = branch_named(branch_code)
    if branch.is_central:
        raise click.UsageError("modules are switched in branches, not in the central office")
    with in_branch(branch.id, write=True):
        changed = switch_module(module, enabled=enabled)
        db.session.commit()
    state = "on" if enabled else "off"
    click.echo(f"{module} is {'now' if changed else 'already'} {state} in {branch.code}")
