"""Carry web assets and compiled translations into the wheel, so that production needs no node."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# hatchling loads this file by its path, from wherever it was called
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from build_tools import catalogues, web_assets


class DeliverEverything(BuildHookInterface[Any]):
    """Make what a wheel must hold and git does not; an editable install is served by set-up instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's own
        """Fetch missing web assets and compile stale catalogues before a wheel is packed."""
        if version == "editable":
            return
        if not web_assets.are_current():
            web_assets.fetch_assets()
        for source in catalogues.find_stale():
            catalogues.compile_catalogue(source)
