"""Build one SVG sprite of the icons that the pages use, from the package that holds thousands."""

from __future__ import annotations

import re
from pathlib import Path

from build_tools.console import ROOT

ICON_LIST = ROOT / "platform_core" / "web" / "icons.txt"
ICON_PACKAGE = "@tabler/icons"

_SHAPES = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_EMPTY_FRAME = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')
_PEN = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'


class UnknownIcon(Exception):
    """Say that icons.txt names icons that the package does not have."""


def listed_icons(path: Path = ICON_LIST) -> list[str]:
    """Read the names of the icons wanted, one a line: `bell`, or `filled/star` for a filled one."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line})


def build_sprite(icons: Path, names: list[str]) -> str:
    """Join the named icons into one sprite, a symbol each: `tabler-bell`, `tabler-star-filled`."""
    unknown = [name for name in names if not source_of(icons, name).is_file()]
    if unknown:
        raise UnknownIcon(
            f"{ICON_LIST.name} names icons that {ICON_PACKAGE} does not have: {', '.join(unknown)}"
        )
    symbols = "\n".join(symbol_of(name, source_of(icons, name)) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def source_of(icons: Path, name: str) -> Path:
    """Find the file of an icon by its listed name."""
    return icons / f"{name}.svg" if name.startswith("filled/") else icons / "outline" / f"{name}.svg"


def symbol_of(name: str, source: Path) -> str:
    """Turn one icon file into a symbol that takes the colour of the text around it."""
    found = _SHAPES.search(source.read_text(encoding="utf-8"))
    if not found:
        raise UnknownIcon(f"{source.name} is not an SVG icon")
    shapes = " ".join(_EMPTY_FRAME.sub("", found[1]).split())
    filled = name.startswith("filled/")
    symbol = name.removeprefix("filled/") + "-filled" if filled else name
    pen = 'fill="currentColor"' if filled else _PEN
    return f'<symbol id="tabler-{symbol}" viewBox="0 0 24 24" {pen}>{shapes}</symbol>'
