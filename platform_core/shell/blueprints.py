"""Put every page under its address: the core's own, and each module's behind the gate."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Flask

from platform_core.hooks.manifest import Manifest
from platform_core.i18n.catalogues import register_catalogue
from platform_core.tenancy.middleware import MODULE_OF_BLUEPRINT

_BRANCH = "/<branch>"
_CENTRAL = "/central"
_CENTRAL_CODE = {"branch": "central"}

CORE_ROOMS = (
    "switchboard",
    "notify",
    "people",
    "documents",
    "obligations",
    "contacts",
    "files",
    "trail",
    "jobs",
    "coverage",
    "central",
    "shell",
)
"""Core packages that may have pages, in their `views`; identity binds its own before them."""


def register_blueprints(app: Flask, manifests: Mapping[str, Manifest]) -> None:
    """Register the core's pages and those of every module, enabled or not: the gate decides later.

    A `views` room may have `blueprint` (at `/<branch>/<room>`), `public_blueprint` (at `/<branch>`),
    `central_blueprint` (at `/central/<room>`) and, in the core only, `root_blueprint` (at `/`).
    """
    for room in CORE_ROOMS:
        _register_core(app, room)
    for name, manifest in manifests.items():
        _register_module(app, name, manifest)


def module_folders(manifests: Mapping[str, Manifest], folder: str) -> dict[str, Path]:
    """Return the folder (`templates`, `static`, …) of each module that has one."""
    found = ((name, _package_of(manifest)) for name, manifest in manifests.items())
    places = ((name, package / folder) for name, package in found if package is not None)
    return {name: place for name, place in places if place.is_dir()}


def register_catalogues(manifests: Mapping[str, Manifest]) -> None:
    """Tell translation which package speaks which domain, for modules that live elsewhere."""
    for name, manifest in manifests.items():
        place = _package_of(manifest)
        if place is not None:
            register_catalogue(name, place / "translations", package=manifest.package)


def _register_core(app: Flask, room: str) -> None:
    name = f"platform_core.{room}.views"
    if find_spec(f"platform_core.{room}") is None or find_spec(name) is None:
        return
    views = import_module(name)
    prefixes = {
        "root_blueprint": "",
        "public_blueprint": _BRANCH,
        "blueprint": _BRANCH if room == "shell" else f"{_BRANCH}/{room}",
    }
    for attribute, prefix in prefixes.items():
        _add(app, getattr(views, attribute, None), prefix=prefix)
    _add(app, getattr(views, "central_blueprint", None), prefix=_central(room), central=True)


def _register_module(app: Flask, name: str, manifest: Manifest) -> None:
    for blueprint in manifest.blueprints:
        _add(app, blueprint, prefix=f"{_BRANCH}/{name}", module=name)
    for blueprint in manifest.public_blueprints:
        _add(app, blueprint, prefix=_BRANCH, module=name)
    for blueprint in manifest.central_blueprints:
        _add(app, blueprint, prefix=f"{_CENTRAL}/{name}", module=name, central=True)


def _add(
    app: Flask, blueprint: Blueprint | None, *, prefix: str, module: str | None = None, central: bool = False
) -> None:
    if blueprint is None:
        return
    app.register_blueprint(
        blueprint, url_prefix=prefix or None, url_defaults=_CENTRAL_CODE if central else {}
    )
    if module is not None:
        app.extensions.setdefault(MODULE_OF_BLUEPRINT, {})[blueprint.name] = module


def _central(room: str) -> str:
    return _CENTRAL if room == "central" else f"{_CENTRAL}/{room}"


def _package_of(manifest: Manifest) -> Path | None:
    spec = find_spec(manifest.package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])
