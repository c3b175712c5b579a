"""Set-up makes again only what changed, and says in plain words what it cannot do."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from build_tools import bootstrap, catalogues, web_assets
from build_tools.bootstrap import Environment
from build_tools.console import StepFailed, fail, run_step


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the titles of steps instead of running them."""
    titles: list[str] = []
    monkeypatch.setattr(bootstrap, "run_step", lambda title, *_, **__: titles.append(title))
    monkeypatch.setattr(web_assets, "are_current", lambda: True)
    monkeypatch.setattr(catalogues, "find_stale", list)
    return titles


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """An environment whose Python and uv are there."""
    made = Environment(tmp_path / ".venv")
    (made.folder / "bin").mkdir(parents=True)
    made.python.symlink_to(Path(sys.executable).resolve())
    (made.folder / "lib" / made.python.resolve().name).mkdir(parents=True)
    made.uv.touch()
    made.write_stamp("python", "")
    return made


def test_a_second_run_does_nothing(environment: Environment, steps: list[str]) -> None:
    bootstrap.set_up("dev", environment)
    assert steps == ["Installing the packages of dev.lock", "Installing qorgau itself"]
    steps.clear()
    bootstrap.set_up("dev", environment)
    assert steps == []


def test_the_development_set_serves_the_demo_but_not_the_reverse(
    environment: Environment, steps: list[str]
) -> None:
    bootstrap.set_up("demo", environment)
    assert steps[0] == "Installing the packages of prod.lock and setup.lock"
    bootstrap.set_up("dev", environment)
    steps.clear()
    bootstrap.set_up("demo", environment)
    assert steps == []


def test_a_changed_lock_installs_again(
    environment: Environment, steps: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bootstrap.set_up("dev", environment)
    steps.clear()
    for lock in ("dev.lock", "prod.lock", "setup.lock"):
        (tmp_path / lock).write_text("flask==3.1.3")
    monkeypatch.setattr(bootstrap, "LOCKS", tmp_path)
    bootstrap.set_up("dev", environment)
    assert steps == ["Installing the packages of dev.lock", "Installing qorgau itself"]


def test_pip_does_the_work_where_uv_cannot(
    environment: Environment, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_with_uv(title: str, command: list[str], **_: Any) -> None:
        if command[0] == str(environment.uv):
            raise StepFailed(title, "no route")
        steps.append(" ".join(command))

    monkeypatch.setattr(bootstrap, "run_step", fails_with_uv)
    bootstrap.install_packages(environment, "demo")
    assert "-m pip install" in steps[0]
    assert "--require-hashes -r" in steps[0]
    assert steps[0].endswith("requirements/setup.lock")


def test_an_environment_of_another_python_is_made_anew(environment: Environment, steps: list[str]) -> None:
    (environment.folder / "lib" / environment.python.resolve().name).rename(
        environment.folder / "lib/python3.1"
    )
    bootstrap.set_up("demo", environment)
    assert steps[0].startswith("Making .venv with Python 3.")


def test_stale_assets_and_catalogues_are_made_again(
    environment: Environment, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.set_up("dev", environment)
    steps.clear()
    monkeypatch.setattr(web_assets, "are_current", lambda: False)
    monkeypatch.setattr(catalogues, "find_stale", lambda: [Path("core.po")])
    bootstrap.set_up("dev", environment)
    assert steps == ["Fetching web assets", "Compiling message catalogues"]


def test_a_missing_debian_package_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = importlib.util.find_spec
    without = lambda name, *rest: None if name == "ensurepip" else whole(name, *rest)  # noqa: E731
    monkeypatch.setattr(importlib.util, "find_spec", without)
    assert bootstrap.main(["--for", "dev"]) == 1
    version = "{}.{}".format(*sys.version_info)
    assert f"apt-get install python{version}-venv" in capsys.readouterr().err


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert "needs Python 3.11 or newer; python3 is 3.9" in (bootstrap.refuse_unfit_python() or "")


def test_the_machines_own_settings_win_over_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_SYSTEM_CERTS", "false")
    assert bootstrap.trusting()["UV_SYSTEM_CERTS"] == "false"


def test_a_failed_step_shows_what_its_command_said(capfd: pytest.CaptureFixture[str]) -> None:
    story = [
        sys.executable,
        "-c",
        "import sys; print('first'); print('second', file=sys.stderr); sys.exit(3)",
    ]
    with pytest.raises(StepFailed) as caught:
        run_step("Trying", story)
    assert fail(caught.value) == 1
    shown = capfd.readouterr().err
    assert "✗ Trying" in shown
    assert "first" in shown
    assert "second" in shown


def test_a_step_that_succeeds_says_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    run_step("Working", [sys.executable, "-c", "print('chatter')"])
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("✓ Working")
