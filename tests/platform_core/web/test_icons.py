"""Every icon that a page names is in the sprite."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
NAMED = re.compile(r"""(?:\bicon\(\s*|icon_name\s*=\s*|\bicon\s*=\s*)["']([a-z0-9-]+)["']""")
ITEM = re.compile(r"""NavItem\(\s*[^"']*["'][^"']+["']\)?,\s*["'][\w.]+["'],\s*["']([a-z0-9-]+)["']""")


def listed() -> set[str]:
    lines = (ROOT / "platform_core/web/icons.txt").read_text("utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def named() -> dict[str, str]:
    folders = [ROOT / "platform_core", ROOT / "plugins"]
    sources = [
        source for folder in folders for kind in ("html", "py") for source in folder.glob(f"**/*.{kind}")
    ]
    texts = {str(source.relative_to(ROOT)): source.read_text("utf-8") for source in sources}
    return {
        name: place for place, text in texts.items() for name in (*NAMED.findall(text), *ITEM.findall(text))
    }


def test_every_icon_is_listed() -> None:
    missing = {name: place for name, place in named().items() if name not in listed()}
    assert missing == {}


def test_icons_are_found_at_all() -> None:
    assert {"bell", "menu-2", "alert-octagon", "fingerprint"} <= named().keys()


def test_no_icon_is_listed_twice() -> None:
    lines = [
        line
        for line in (ROOT / "platform_core/web/icons.txt").read_text("utf-8").split("\n")
        if line and line[0] != "#"
    ]
    assert len(lines) == len(set(lines))
