"""The listed files of fetched packages are laid out, with digests, or the fault is named."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from build_tools import icons, web_assets
from build_tools.console import ROOT
from build_tools.icons import UnknownIcon
from build_tools.web_assets import AssetMissing

FACE = """/* inter-{name}-wght-normal */
@font-face {{
  src: url(./files/inter-{name}-wght-normal.woff2) format('woff2-variations');
}}

"""
SUBSETS = (*web_assets.FONT_SUBSETS, "greek")
FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
BELL = f'<svg width="24" viewBox="0 0 24 24">{FRAME}<path d="M1 2" /></svg>'


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fetched packages, as npm leaves them, and the lists that ask for some of their files."""
    folder = tmp_path / "node_modules"
    _package(
        folder / "htmx.org", "4.0.1", {"dist/htmx.min.js": "go()\n//# sourceMappingURL=htmx.min.js.map\n"}
    )
    fonts = {f"files/inter-{name}-wght-normal.woff2": name for name in SUBSETS}
    sheet = "".join(FACE.format(name=name) for name in SUBSETS)
    _package(folder / "@fontsource-variable/inter", "5.3.0", {**fonts, "index.css": sheet})
    shapes = {"icons/outline/bell.svg": BELL, "icons/filled/star.svg": BELL}
    _package(folder / "@tabler/icons", "3.51.0", shapes)
    listed = {"htmx.org": ["dist/htmx.min.js"], "@fontsource-variable/inter": [], "@tabler/icons": []}
    monkeypatch.setattr(web_assets, "listed_files", lambda: listed)
    monkeypatch.setattr(web_assets, "listed_icons", lambda: ["bell", "filled/star"])
    return folder


def _package(folder: Path, version: str, files: dict[str, str]) -> None:
    about = json.dumps({"version": version, "license": "MIT"})
    for name, text in {**files, "package.json": about, "LICENSE": "free"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def test_files_lie_in_folders_named_with_their_version(modules: Path, tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    web_assets.lay_out(modules, vendor)
    assert sorted(path.name for path in vendor.iterdir()) == [
        "fontsource-variable-inter-5.3.0",
        "htmx.org-4.0.1",
        "manifest.json",
        "tabler-icons-3.51.0",
    ]
    assert (vendor / "htmx.org-4.0.1" / "LICENSE").read_text() == "free"


def test_the_manifest_tells_each_digest_as_a_browser_checks_it(modules: Path, tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    web_assets.lay_out(modules, vendor)
    package = json.loads((vendor / "manifest.json").read_text())["packages"]["htmx.org"]
    digest = hashlib.sha384((vendor / package["folder"] / "htmx.min.js").read_bytes()).digest()
    assert package["files"]["htmx.min.js"] == "sha384-" + base64.b64encode(digest).decode()
    assert package["licence"] == "MIT"


def test_pointers_to_source_maps_are_cut(modules: Path, tmp_path: Path) -> None:
    web_assets.lay_out(modules, tmp_path / "vendor")
    assert (tmp_path / "vendor" / "htmx.org-4.0.1" / "htmx.min.js").read_text() == "go()\n"


def test_the_font_keeps_only_the_subsets_of_our_languages(modules: Path, tmp_path: Path) -> None:
    web_assets.lay_out(modules, tmp_path / "vendor")
    folder = tmp_path / "vendor" / "fontsource-variable-inter-5.3.0"
    assert len(list(folder.glob("*.woff2"))) == len(web_assets.FONT_SUBSETS)
    sheet = (folder / "inter.css").read_text()
    assert sheet.count("@font-face") == len(web_assets.FONT_SUBSETS)
    assert "url(./inter-cyrillic-ext-wght-normal.woff2)" in sheet


def test_the_sprite_holds_the_listed_icons_in_the_colour_of_the_text(modules: Path, tmp_path: Path) -> None:
    web_assets.lay_out(modules, tmp_path / "vendor")
    sprite = (tmp_path / "vendor" / "tabler-icons-3.51.0" / "sprite.svg").read_text()
    assert '<symbol id="tabler-bell" viewBox="0 0 24 24" fill="none" stroke="currentColor"' in sprite
    assert (
        '<symbol id="tabler-star-filled" viewBox="0 0 24 24" fill="currentColor"><path d="M1 2" />' in sprite
    )
    assert "M0 0h24v24H0z" not in sprite


def test_an_unknown_icon_is_named(modules: Path) -> None:
    with pytest.raises(UnknownIcon, match=r"does not have: no-such-icon$"):
        icons.build_sprite(modules / "@tabler/icons" / "icons", ["bell", "no-such-icon"])


def test_a_file_that_a_package_lacks_is_named(modules: Path, tmp_path: Path) -> None:
    (modules / "htmx.org" / "dist" / "htmx.min.js").unlink()
    with pytest.raises(AssetMissing, match=r"lists dist/htmx\.min\.js, and htmx\.org has no such file"):
        web_assets.lay_out(modules, tmp_path / "vendor")


def test_a_font_without_kazakh_letters_is_refused(modules: Path, tmp_path: Path) -> None:
    sheet = modules / "@fontsource-variable/inter" / "index.css"
    sheet.write_text(sheet.read_text().replace("inter-cyrillic-ext-wght-normal */", "inter-other */"))
    with pytest.raises(AssetMissing, match="cyrillic-ext"):
        web_assets.lay_out(modules, tmp_path / "vendor")


def test_assets_are_current_until_a_list_changes(
    modules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = tmp_path / "vendor"
    assert not web_assets.are_current(vendor)
    web_assets.lay_out(modules, vendor)
    assert web_assets.are_current(vendor)
    longer = tmp_path / "icons.txt"
    longer.write_text("bell\nbook\n")
    monkeypatch.setattr(web_assets, "ICON_LIST", longer)
    assert not web_assets.are_current(vendor)


def test_comments_and_repetitions_in_the_icon_list_do_not_count(tmp_path: Path) -> None:
    names = tmp_path / "icons.txt"
    names.write_text("# state\nbell  # in the head\n\nfilled/star\nbell\n")
    assert icons.listed_icons(names) == ["bell", "filled/star"]


def test_the_lock_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert "integrity" in lock
