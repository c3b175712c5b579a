"""The gate: the one place that leaves disabled modules out of a hook call."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from flask import current_app

from platform_core.hooks.manager import PluginManager
from platform_core.hooks.types import BranchInfo

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one module answered; `failed` means that it is shown as unavailable."""

    module: str
    value: Any
    failed: bool = False


class Gate:
    """Ask hooks of the modules that a scope has on; keeps a tuple of callables for each set."""

    def __init__(self, manager: PluginManager) -> None:
        self.manager = manager
        self._kept: dict[tuple[str, frozenset[str]], tuple[tuple[str, Any], ...]] = {}

    def callables(self, hook: str, enabled: frozenset[str]) -> tuple[tuple[str, Any], ...]:
        """Return the kept `(module, function)` pairs of `hook` for a set of enabled modules."""
        key = (hook, enabled)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self.manager.callables(hook, enabled)
        return kept

    def ask(self, hook: str, scope: BranchInfo, *args: Any) -> Iterator[Answer]:
        """Ask `hook` of each enabled module; one that raises is logged and marked, never fatal."""
        for module, function in self.callables(hook, scope.enabled_modules):
            try:
                yield Answer(module, function(scope, *args))
            except Exception as fault:  # noqa: BLE001 - one module's fault must not take the page
                log.error(  # noqa: TRY400 - a traceback may hold content
                    "hook_failed", hook=hook, module=module, fault=type(fault).__name__
                )
                yield Answer(module, None, failed=True)

    def ask_everyone(self, hook: str, *args: Any) -> Iterator[tuple[str, Any]]:
        """Ask `hook` of every module, enabled or not; a fault is the caller's (data outlives the switch)."""
        for module, function in self.manager.callables(hook):
            yield module, function(*args)


def current_gate() -> Gate:
    """Return the gate of the current application."""
    gate: Gate = current_app.extensions["qorgau_gate"]
    return gate


def manifests() -> dict[str, Any]:
    """Return the manifests of the current application by module, in dependency order."""
    return current_gate().manager.manifests


def hooks_for(scope: BranchInfo, hook: str) -> tuple[tuple[str, Any], ...]:
    """Return `(module, function)` of those enabled in `scope` that implement `hook`."""
    return current_gate().callables(hook, scope.enabled_modules)
