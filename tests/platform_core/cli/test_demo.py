"""`qorgau demo`: prepared once, started again without loss."""

import sqlite3
from pathlib import Path

import pytest
from filelock import FileLock

from platform_core.cli.demo import KEY_FILE, LOCK_FILE
from platform_core.demo.accounts import PASSWORD
from tests.platform_core.cli.conftest import Shell


def counted(folder: Path) -> dict[str, int]:
    tables = ("core_branch", "core_person", "core_user", "core_membership", "core_enabled_module")
    connection = sqlite3.connect(folder / "qorgau.db")
    found = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    connection.close()
    return found


def prepare(shell: Shell, folder: Path, branches: int = 1) -> str:
    outcome = shell("demo", "--data-dir", str(folder), "--branches", str(branches), "--no-serve")
    assert outcome.code == 0, outcome.err
    return outcome.out


def test_a_first_start_prepares_and_a_second_destroys_nothing(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QORGAU_DATABASE_URL", "sqlite:////nowhere/else.db")
    out = prepare(shell, tmp_path)
    assert PASSWORD in out
    assert all(login in out for login in ("sss-head", "curator", "wellbeing-officer", "platform-admin"))
    first = counted(tmp_path)
    assert first["core_branch"] == 2
    assert first["core_person"] > 300
    key = (tmp_path / KEY_FILE).read_text()
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0

    connection = sqlite3.connect(tmp_path / "qorgau.db")
    for name in ("app_branch", "app_role"):
        connection.create_function(name, 0, lambda: "catalogue")
    connection.execute("UPDATE core_branch SET city = 'Жаңа' WHERE kind = 'branch'")
    connection.commit()
    connection.close()

    prepare(shell, tmp_path)
    assert counted(tmp_path) == first
    assert (tmp_path / KEY_FILE).read_text() == key
    connection = sqlite3.connect(tmp_path / "qorgau.db")
    assert connection.execute("SELECT city FROM core_branch WHERE kind = 'branch'").fetchone() == ("Жаңа",)
    connection.close()

    prepare(shell, tmp_path, 2)
    assert counted(tmp_path)["core_branch"] == 3


def test_without_its_key_the_data_are_left_alone(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "qorgau.db").touch()
    outcome = shell("demo", "--data-dir", str(tmp_path), "--no-serve")
    assert outcome.code == 1
    assert "master.key is gone" in outcome.err
    assert not (tmp_path / KEY_FILE).exists()


def test_two_at_once_are_refused(shell: Shell, tmp_path: Path) -> None:
    with FileLock(tmp_path / LOCK_FILE):
        outcome = shell("demo", "--data-dir", str(tmp_path), "--no-serve")
    assert outcome.code == 1
    assert "another demonstration is using" in outcome.err


def test_a_file_is_no_directory(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    outcome = shell("demo", "--data-dir", str(tmp_path / "file"), "--no-serve")
    assert outcome.code == 2
    assert "is a file" in outcome.err


@pytest.mark.parametrize("text", ["", "demo:short", "demo"])
def test_a_spoilt_key_is_named(shell: Shell, tmp_path: Path, text: str) -> None:
    (tmp_path / KEY_FILE).write_text(text)
    outcome = shell("demo", "--data-dir", str(tmp_path), "--no-serve")
    assert outcome.code == 1
    assert outcome.err.startswith("error: QORGAU_MASTER_KEY ")
    assert not (tmp_path / "qorgau.db").exists()
