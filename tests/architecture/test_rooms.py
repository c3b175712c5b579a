"""Every plugin has the same rooms; files and functions stay small enough to be read."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import exemptions
from tests.architecture.sources import CODE, PLUGINS, SAMPLE, place, python_files, tree_of

ROOMS = {
    "__init__", "plugin", "policy", "permissions", "events", "models", "schemas", "queries", "services",
    "indicators", "obligations", "exports", "subject_data", "settings", "views", "api", "jobs", "cli", "demo",
}  # fmt: skip
FOLDERS = {"data", "templates", "static", "translations", "migrations"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "part2", "base2"}


def _foreign_rooms(plugin: Path) -> Iterator[str]:
    for item in plugin.iterdir():
        if item.name.startswith((".", "__pycache__")):
            continue
        known = item.stem in ROOMS if item.suffix == ".py" else item.name in ROOMS | FOLDERS
        if not known:
            yield f"{place(item)}: is no room of a plugin"


def test_every_plugin_has_the_same_rooms() -> None:
    exemptions.judge((fault for plugin in PLUGINS for fault in _foreign_rooms(plugin)), exemptions.ROOMS)


def test_the_sample_has_every_room() -> None:
    here = {path.stem for path in SAMPLE.iterdir() if path.suffix == ".py"}
    assert here == ROOMS
    assert {
        path.name for path in SAMPLE.iterdir() if path.is_dir() and path.name != "__pycache__"
    } == FOLDERS | {"tests"}


def test_no_file_is_named_after_nothing() -> None:
    assert [place(path) for path in python_files(*CODE, "tests") if path.stem in BANNED_NAMES] == []


def test_no_file_is_too_long() -> None:
    faults = (
        f"{place(path)}: {lines} lines"
        for path in python_files(*CODE, "tests")
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    )
    exemptions.judge(faults, exemptions.FILES)


def test_no_function_is_too_long() -> None:
    exemptions.judge(_long_functions(), exemptions.FUNCTIONS)


def _long_functions() -> Iterator[str]:
    for path in python_files(*CODE, "tests"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{place(path)}::{node.name}: {length} lines"
