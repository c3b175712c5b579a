"""A world with one more module: for the tests of a plugin that is not among those found."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from flask import Flask

from platform_core.app import create_app
from platform_core.extensions import db
from platform_core.hooks.manager import find_modules
from platform_core.testing.world import World, build_schema, copy_files, plant_branches, world_settings


@dataclass(frozen=True, slots=True)
class ModuleWorld:
    """A world with a module, and the files from which each test starts afresh."""

    world: World
    template: Path


def build_module_world(module: ModuleType, folder: Path) -> ModuleWorld:
    """Build a SQLite world of every module found, and of `module` if it is not among them."""
    settings = world_settings(folder / "live")
    found = find_modules()
    app = create_app(settings, modules=found if module in found else [*found, module])
    app.testing = True
    build_schema(settings)
    plant_branches(app)
    let_go(app)
    (folder / "live").rename(folder / "template")
    return ModuleWorld(World(app, settings), folder / "template")


def fresh_world(built: ModuleWorld) -> Iterator[World]:
    """Give a copy of the world to one test; for `yield from` in a fixture called `world`."""
    copy_files(built.template, built.world.folder)
    yield built.world
    let_go(built.world.app)


def let_go(app: Flask) -> None:
    """Close pooled connections and forget cached keys, so that the files can be replaced."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    if keyring := app.extensions.get("qorgau_keyring"):
        keyring.close()
    for reset in app.extensions.get("qorgau_test_resets", ()):
        reset()
