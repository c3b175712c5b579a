"""A plugin just started keeps every rule at once, before a line of it is written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from build_tools.new_plugin import make_plugin
from tests.architecture.sources import ROOT

NAME = "school_bus"
COPIED = ("platform_core", "plugins", "build_tools", "tests", "docs", "pyproject.toml")
HELD_TO = (
    f"tests/plugins/{NAME}",
    "tests/architecture/test_models.py",
    "tests/architecture/test_hooks.py",
    "tests/architecture/test_rooms.py::test_every_plugin_has_the_same_rooms",
    "tests/architecture/test_templates.py::test_every_plugins_templates_stand_under_its_name",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a plugin just started in it."""
    root = tmp_path_factory.mktemp("house")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, root / name)
    make_plugin(NAME, root)
    return root


def run(house: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_own_tests_and_the_contract_pass(house: Path) -> None:
    run(house, "pytest", "-q", "-p", "no:cacheprovider", *HELD_TO)


def test_it_is_linted_formatted_and_typed(house: Path) -> None:
    folders = (f"plugins/{NAME}", f"tests/plugins/{NAME}")
    run(house, "ruff", "check", "--quiet", "--no-cache", "--fix", "--select", "I", *folders)
    run(house, "ruff", "format", "--quiet", "--no-cache", *folders)
    run(house, "ruff", "check", "--quiet", "--no-cache", *folders)
    run(house, "mypy", "--follow-imports", "silent", f"plugins/{NAME}")
