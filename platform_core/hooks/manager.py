"""The plugin manager: finds the modules, registers them and reads their manifests once, at boot."""

import importlib
import pkgutil
from collections.abc import Iterable, Sequence
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

import pluggy

from platform_core.hooks import specs
from platform_core.hooks.manifest import Manifest, ObligationSpec
from platform_core.hooks.recurrence import RECURRENCES

ENTRY_POINTS = "qorgau.plugins"


class ManifestFault(RuntimeError):
    """Stop the boot because of what a module says of itself."""


class PluginManager:
    """Hold the modules of one application and their manifests, in dependency order."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self.pluggy = pluggy.PluginManager(specs.PROJECT)
        self.pluggy.add_hookspecs(specs)
        self.manifests: dict[str, Manifest] = {}
        self._modules: dict[str, ModuleType] = {}
        for module in modules:
            self._register(module)
        self.pluggy.check_pending()
        self._order()

    def _register(self, module: ModuleType) -> None:
        self.pluggy.register(module)
        describe = getattr(module, "describe_module", None)
        if describe is None:
            raise ManifestFault(f"{module.__name__} describes no module")
        manifest: Manifest = describe()
        if manifest.name in self.manifests:
            raise ManifestFault(f"two modules are called {manifest.name}")
        _validate(manifest)
        self.manifests[manifest.name] = manifest
        self._modules[manifest.name] = module

    def _order(self) -> None:
        ordered: dict[str, Manifest] = {}
        while len(ordered) < len(self.manifests):
            ready = [
                manifest
                for name, manifest in sorted(self.manifests.items())
                if name not in ordered and set(manifest.depends_on) <= set(ordered)
            ]
            if not ready:
                raise ManifestFault("modules depend on each other in a circle, or on a missing one")
            ordered |= {manifest.name: manifest for manifest in ready}
        self.manifests = ordered

    def callables(self, hook: str, names: Iterable[str] | None = None) -> tuple[tuple[str, Any], ...]:
        """Return `(module, function)` of those that implement `hook`; `names=None` asks every module."""
        wanted = self.manifests if names is None else set(names)
        return tuple(
            (name, getattr(self._modules[name], hook))
            for name in self.manifests
            if name in wanted and hasattr(self._modules[name], hook)
        )

    def default_modules(self) -> frozenset[str]:
        """Return the modules that a new branch has on."""
        return frozenset(name for name, manifest in self.manifests.items() if manifest.default_on)


def _validate(manifest: Manifest) -> None:
    prefix = f"{manifest.name}."
    codes = [permission.code for permission in manifest.permissions]
    codes += [event.code for event in manifest.audit_events]
    codes += [job.name for job in manifest.jobs] + [notice.code for notice in manifest.notices]
    codes += [duty.code for duty in manifest.obligations]
    codes += [document.code for document in manifest.documents]
    for code in codes:
        if not code.startswith(prefix):
            raise ManifestFault(f"{code} does not begin with {prefix}")
    for duty in manifest.obligations:
        _validate_duty(duty)
    for model in manifest.models:
        table = model.__tablename__  # type: ignore[attr-defined]
        if not table.startswith(f"{manifest.name}_"):
            raise ManifestFault(f"table {table} does not begin with {manifest.name}_")


def _validate_duty(duty: ObligationSpec) -> None:
    """Refuse a duty that could never fall due; its roles are checked where roles are known."""
    if not isinstance(duty.recurrence, RECURRENCES):
        raise ManifestFault(f"{duty.code}: {duty.recurrence!r} is no recurrence")
    if duty.place not in ("branch", "central"):
        raise ManifestFault(f"{duty.code}: {duty.place!r} is neither branch nor central")
    if any(days < 0 for days in duty.remind_before):
        raise ManifestFault(f"{duty.code}: reminders come before the day, in days of 0 or more")
    if duty.early_days is not None and duty.early_days < 0:
        raise ManifestFault(f"{duty.code}: what is early is counted in days of 0 or more")
    if duty.escalate_after is not None and duty.escalate_after < 1:
        raise ManifestFault(f"{duty.code}: the centre is told after at least one working day")


def find_modules(allowed: Sequence[str] = ()) -> list[ModuleType]:
    """Import `plugins.<name>.plugin` of every folder, and the allowed third-party entry points."""
    import plugins  # noqa: PLC0415 - the folder is data to the core, found at boot

    found = [
        importlib.import_module(f"plugins.{item.name}.plugin")
        for item in pkgutil.iter_modules(plugins.__path__)
        if item.ispkg
    ]
    return found + [entry.load() for entry in entry_points(group=ENTRY_POINTS) if entry.name in allowed]
