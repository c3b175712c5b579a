"""Find the browser files that set-up fetched: their addresses, their digests, their places on disk.

`make setup` lays them out under static/vendor/ with a manifest; a wheel carries both. The version is part
of every address, so a browser may keep each file for ever.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import url_for

VENDOR = Path(__file__).parent / "static" / "vendor"
ICONS = "@tabler/icons"


class AssetMissing(LookupError):
    """Say which browser file is not there, and how it gets there."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not among the web assets; `make setup` fetches what package.json lists")


@dataclass(frozen=True)
class Asset:
    """Name one browser file: its place under static/, and its digest as `integrity` wants it."""

    filename: str
    integrity: str


def asset_url(package: str, file: str) -> str:
    """Give the address of a package's file: `asset_url("htmx.org", "htmx.min.js")`."""
    return url_for("static", filename=find_asset(package, file).filename)


def asset_integrity(package: str, file: str) -> str:
    """Give the digest of a package's file for the `integrity` attribute."""
    return find_asset(package, file).integrity


def asset_path(package: str, file: str) -> Path:
    """Find a package's file on disk, as PDF fonts need it."""
    return VENDOR.parent / find_asset(package, file).filename


def icon_sprite() -> str:
    """Give the address of the sprite; an icon in it is `#tabler-<name>`, named in web/icons.txt."""
    return asset_url(ICONS, "sprite.svg")


def find_asset(package: str, file: str) -> Asset:
    """Look a file up in the manifest, or raise AssetMissing."""
    try:
        return _assets()[package, file]
    except KeyError:
        raise AssetMissing(f"{package}/{file}") from None


def missing_assets(vendor: Path = VENDOR) -> tuple[str, ...]:
    """Name every file that is gone or is not the one that was fetched; empty when all is well."""
    if not (vendor / "manifest.json").is_file():
        return ("manifest.json",)
    found = _read_manifest(vendor)
    return tuple(
        asset.filename
        for asset in found.values()
        if not _is_intact(vendor.parent / asset.filename, asset.integrity)
    )


@cache
def _assets() -> dict[tuple[str, str], Asset]:
    if not (VENDOR / "manifest.json").is_file():
        raise AssetMissing("manifest.json")
    return _read_manifest(VENDOR)


def _read_manifest(vendor: Path) -> dict[tuple[str, str], Asset]:
    packages: dict[str, Any] = json.loads((vendor / "manifest.json").read_bytes())["packages"]
    return {
        (name, file): asset
        for name, package in packages.items()
        for file, asset in _files_of(package, vendor)
    }


def _files_of(package: dict[str, Any], vendor: Path) -> Iterator[tuple[str, Asset]]:
    for file, integrity in package["files"].items():
        yield file, Asset(f"{vendor.name}/{package['folder']}/{file}", integrity)


def _is_intact(path: Path, integrity: str) -> bool:
    if not path.is_file():
        return False
    digest = base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode("ascii")
    return integrity == f"sha384-{digest}"
