"""Start a plugin: copy the sample, which implements every hook, and give it its name.

`make new-plugin NAME=canteen` makes plugins/canteen and its tests; the whole suite passes at once.
"""

from __future__ import annotations

import argparse
import keyword
import re
import shutil
import subprocess
import sys
from pathlib import Path

from build_tools.console import ROOT

SAMPLE = Path("tests/sample_plugin")
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 30  # with it the longest table name stays under PostgreSQL's 63 letters


class Refused(Exception):
    """Say why a plugin cannot be made, in one line."""


def refuse_bad_name(name: str, root: Path) -> None:
    """Raise Refused unless the name is a plugin's and is free."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or len(name) > LONGEST_NAME:
        raise Refused(
            f"NAME={name}: a plugin is named in at most {LONGEST_NAME} lower-case letters, digits and single "
            "underscores, and is no Python keyword. Try: make new-plugin NAME=canteen"
        )
    if name in {"sample", "core"} or (root / "plugins" / name).exists():
        raise Refused(f"NAME={name}: this name is taken")


def rename(text: str, name: str) -> str:
    """Put the plugin's name where the sample's stands: module, tables, codes, classes, titles."""
    camel = "".join(part.capitalize() for part in name.split("_"))
    text = text.replace("tests.sample_plugin", f"plugins.{name}").replace("sample_plugin", name)
    text = re.sub(r"(?<![A-Za-z])sample(?![a-z(])", name, text)  # `rng.sample(` stays what it is
    return re.sub(r"(?<![a-z])Sample(?![a-z])", camel, text)


def copy_renamed(source: Path, target: Path, name: str) -> None:
    """Copy a folder, renaming in every path and every text."""
    for path in sorted(source.rglob("*")):
        if path.is_dir() or "__pycache__" in path.parts or path.suffix == ".mo":
            continue
        made = target / rename(str(path.relative_to(source)), name)
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(rename(path.read_text(encoding="utf-8"), name), encoding="utf-8")


def make_plugin(name: str, root: Path = ROOT) -> list[Path]:
    """Make the plugin and its tests, and return the folders; nothing is left of one that failed."""
    refuse_bad_name(name, root)
    plugin, tests = root / "plugins" / name, root / "tests" / "plugins" / name
    try:
        copy_renamed(root / SAMPLE, plugin, name)
        if (plugin / "tests").is_dir():
            (plugin / "tests").rename(tests)
    except OSError:
        shutil.rmtree(plugin, ignore_errors=True)
        shutil.rmtree(tests, ignore_errors=True)
        raise
    return [folder for folder in (plugin, tests) if folder.is_dir()]


def tidy(folders: list[Path]) -> None:
    """Sort imports and format, since another name makes lines longer or shorter."""
    for work in (["check", "--fix-only"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *work, "--quiet", *folders], cwd=ROOT, check=True)


def main(argv: list[str] | None = None) -> int:
    """Make a plugin from the command line and return an exit code."""
    parser = argparse.ArgumentParser(prog="make new-plugin NAME=…", description=__doc__)
    parser.add_argument("name")
    name = parser.parse_args(argv).name
    try:
        folders = make_plugin(name)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    tidy(folders)
    for folder in folders:
        print(f"made {folder.relative_to(ROOT)}")
    print(f"Next: its story in plugins/{name}/__init__.py, its rules in policy.py; then make test.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
