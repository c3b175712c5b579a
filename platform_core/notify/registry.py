"""Which notices exist and how they read: those of the core and those that manifests declare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from platform_core.hooks.manifest import Manifest, NoticeSpec

_EXTENSION = "qorgau_notices"


class NoticeFault(RuntimeError):
    """Stop the boot because two notices share a code, or refuse a code that none declares."""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice in the reader's language."""

    title: str
    body: str


class NoticeRegistry:
    """Hold every notice by code."""

    def __init__(self, core: Iterable[NoticeSpec], manifests: Mapping[str, Manifest]) -> None:
        self._specs: dict[str, NoticeSpec] = {}
        declared = [spec for manifest in manifests.values() for spec in manifest.notices]
        for spec in (*core, *declared):
            if spec.code in self._specs:
                raise NoticeFault(f"two notices are called {spec.code}")
            self._specs[spec.code] = spec

    def is_known(self, code: str) -> bool:
        """Return whether an installed module declares the notice."""
        return code in self._specs

    def codes(self) -> list[str]:
        """List the codes of every notice."""
        return sorted(self._specs)

    def read(self, code: str, params: Mapping[str, Any]) -> NoticeText | None:
        """Put a notice into the reader's language; `None` once its module is no longer installed."""
        spec = self._specs.get(code)
        if spec is None:
            return None
        return NoticeText(str(spec.title) % dict(params), str(spec.body) % dict(params))


def install_notices(app: Flask, core: Iterable[NoticeSpec], manifests: Mapping[str, Manifest]) -> None:
    """Give `app` its registry of notices; raise `NoticeFault` for two of a code."""
    app.extensions[_EXTENSION] = NoticeRegistry(core, manifests)


def current_notices() -> NoticeRegistry:
    """Return the registry of the current application."""
    registry: NoticeRegistry = current_app.extensions[_EXTENSION]
    return registry
