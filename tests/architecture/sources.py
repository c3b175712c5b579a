"""The files that the rules are held against."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("platform_core", "plugins", "build_tools")
PLUGINS = sorted(path.parent for path in (ROOT / "plugins").glob("*/__init__.py"))
SAMPLE = ROOT / "tests" / "sample_plugin"


def python_files(*folders: str) -> Iterator[Path]:
    """Give the Python files under folders of the project, migrations left out."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts or path.name == "env.py":
                yield path


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse a file once."""
    return ast.parse(path.read_text("utf-8"), str(path))


def place(path: Path) -> str:
    """Name a file as exemptions do: from the project's root."""
    return str(path.relative_to(ROOT))
