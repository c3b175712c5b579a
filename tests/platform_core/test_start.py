"""What a worker loads before its first request: the heavy libraries wait until they are used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from platform_core.testing.world import TEST_KEY

HEAVY = (
    "PIL", "alembic", "fontTools", "fpdf", "holidays", "hypothesis", "icalendar", "openpyxl", "pi_heif",
    "pytest", "redis", "rq", "segno", "waitress", "xlsxwriter",
)  # fmt: skip
MAKE = """
import sys
from platform_core.app import create_app
assert create_app().extensions["qorgau_gate"].manager.manifests
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The packages that a fresh process has loaded once the application is made."""
    environ = {
        "PATH": os.environ["PATH"],
        "QORGAU_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "QORGAU_MASTER_KEY": f"test:{TEST_KEY}",
    }
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", MAKE]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root, env=environ)
    return set(told.stdout.split())


@pytest.mark.parametrize("package", HEAVY)
def test_making_the_application_loads_nothing_heavy(package: str, loaded: set[str]) -> None:
    assert package not in loaded


def test_what_is_looked_at_is_the_whole_application(loaded: set[str]) -> None:
    assert {"flask", "sqlalchemy", "plugins", "platform_core"} <= loaded
