"""The walls of the house hold, and each of them would fall on whoever breaks it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from build_tools.console import ROOT
from build_tools.suite import LINT_IMPORTS

CORE = (
    *("sdk", "clauses", "clock", "extensions", "settings", "auth/roles", "audit/merkle", "central/rollup"),
    "auth/sso/duty",
    *("clearance/fold", "contacts/phones"),
    *(f"{name}/__init__" for name in ("audit", "auth", "central", "clearance", "contacts", "db")),
    *(f"{name}/__init__" for name in ("auth/sso", "i18n", "tenancy", "testing")),
)
ROOMS = ("plugin", "views", "services", "queries", "models", "policy")


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """An empty house with our walls: a core and two plugins whose rooms import nothing."""
    modules = [f"platform_core/{name}" for name in ("__init__", *CORE)]
    modules += ["plugins/__init__"]
    modules += [f"plugins/{plugin}/{room}" for plugin in ("one", "two") for room in ("__init__", *ROOMS)]
    for module in modules:
        path = tmp_path / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    return tmp_path


def test_the_walls_of_our_house_hold() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_an_empty_house_breaks_nothing(house: Path) -> None:
    done = _lint(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line", "wall"),
    [
        ("plugins/one/services", "import plugins.two.services", "Plugins are strangers to one another"),
        ("platform_core/auth/roles", "import plugins.one.policy", "The core knows hooks, never plugins"),
        (
            "plugins/one/services",
            "import platform_core.db",
            "Plugins enter the core by sdk, clauses and testing",
        ),
        (
            "platform_core/tenancy/__init__",
            "import platform_core.sdk",
            "The core never enters by its own front door",
        ),
        ("plugins/one/policy", "import random", "Policy is pure"),
        ("platform_core/central/rollup", "import platform_core.clock", "Policy is pure"),
        ("platform_core/clauses", "import sqlalchemy", "Policy is pure"),
        ("plugins/one/queries", "import plugins.one.services", "The rooms of a plugin, and no others"),
        ("plugins/one/utils", "", "The rooms of a plugin, and no others"),
        ("platform_core/db/__init__", "import platform_core.tenancy", "No cycles anywhere"),
    ],
)
def test_each_wall_falls_on_whoever_breaks_it(house: Path, module: str, line: str, wall: str) -> None:
    if "cycles" in wall:
        (house / "platform_core/tenancy/__init__.py").write_text("import platform_core.db\n")
    (house / f"{module}.py").write_text(f"{line}\n")
    done = _lint(house)
    assert done.returncode == 1
    assert f"\n{wall}" in done.stdout.split("Broken contracts")[-1]


def test_a_policy_that_reaches_the_clock_through_another_room_is_not_pure(house: Path) -> None:
    (house / "plugins/one/policy.py").write_text("import plugins.one.events\n")
    (house / "plugins/one/events.py").write_text("import time\n")
    assert "Policy is pure" in _lint(house).stdout.split("Broken contracts")[-1]


def test_what_the_doors_give_is_free_to_take(house: Path) -> None:
    free = ("platform_core.sdk", "platform_core.clauses", "plugins.one.queries", "plugins.one.policy")
    (house / "plugins/one/services.py").write_text("".join(f"import {name}\n" for name in free))
    (house / "platform_core/sdk.py").write_text("import platform_core.db\nimport platform_core.tenancy\n")
    assert _lint(house).returncode == 0
