"""`qorgau branch`."""

import json
from pathlib import Path

import pytest

from tests.platform_core.cli.conftest import Shell

SHIPPED = Path(__file__).parents[3] / "tenants"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in ("central", "taraz-phys-math"):
        (tmp_path / f"{name}.toml").write_text((SHIPPED / f"{name}.toml").read_text())
    return tmp_path


def codes(shell: Shell) -> set[str]:
    return {row["code"] for row in json.loads(shell("branch", "list", "--format", "json").out)}


def test_new_branches_come_and_strangers_are_reported(settled: Shell, files: Path) -> None:
    outcome = settled("branch", "sync", str(files))
    assert outcome.code == 0
    assert "new: taraz-phys-math" in outcome.out
    assert "only in the database: alpha" in outcome.out
    assert "differs: central: names" in outcome.out
    assert "the database wins" in outcome.err
    assert codes(settled) == {"central", "alpha", "beta", "taraz-phys-math"}


def test_applied_drift_is_gone(settled: Shell, files: Path) -> None:
    assert "applied: central: names" in settled("branch", "sync", str(files), "--apply").out
    again = settled("branch", "sync", str(files))
    assert "0 new, 2 as in their files, 0 different" in again.out
    assert again.err == ""


def test_a_bad_file_stops_everything(settled: Shell, files: Path) -> None:
    path = files / "taraz-phys-math.toml"
    path.write_text(path.read_text().replace("KZ-31", "KZ-0").replace("hostel = true", "hostel = 1"))
    outcome = settled("branch", "sync", str(files), "--apply")
    assert outcome.code == 1
    lines = outcome.err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("error: taraz-phys-math.toml: hostel: must be true or false")
    assert lines[1].startswith("error: taraz-phys-math.toml: region: ")
    assert codes(settled) == {"central", "alpha", "beta"}


def test_a_directory_without_files_is_refused(settled: Shell, tmp_path: Path) -> None:
    outcome = settled("branch", "sync", str(tmp_path / "nothing"))
    assert outcome.code == 1
    assert "holds no tenant files" in outcome.err


def test_the_list_is_a_table_too(settled: Shell) -> None:
    out = settled("branch", "list").out
    assert "Alpha school" in out
    assert "Central office" in out
