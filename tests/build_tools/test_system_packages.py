"""Debian's packages are installed only for root on Debian, and only those that are missing."""

import os
import shutil
from collections.abc import Sequence
from typing import Any

import pytest

from build_tools import system_packages
from build_tools.console import StepFailed


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record commands instead of running them, as root on a Debian without Redis and Chromium."""
    run: list[list[str]] = []

    def record(_title: str, command: Sequence[str], **_: Any) -> None:
        run.append(list(command))

    monkeypatch.setattr(system_packages, "run_step", record)
    monkeypatch.setattr(system_packages, "may_install", lambda: True)
    monkeypatch.setattr(system_packages, "has_postgres", lambda: True)
    monkeypatch.setattr(system_packages, "has_dictionary", lambda _name: True)
    absent = {"chromium", "redis-server"}
    monkeypatch.setattr(shutil, "which", lambda name: None if name in absent else f"/usr/bin/{name}")
    return run


def test_root_on_debian_gets_what_is_missing_after_one_update(commands: list[list[str]]) -> None:
    assert system_packages.main() == 0
    assert commands[0][:2] == ["apt-get", "update"]
    assert commands[1][:2] == ["apt-get", "install"]
    assert commands[1][-2:] == ["chromium", "redis-server"]
    assert len(commands) == 2


def test_a_dictionary_is_installed_beside_its_program(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "hunspell" else f"/usr/bin/{name}")
    monkeypatch.setattr(system_packages, "has_dictionary", lambda name: name == "ru_RU")
    assert system_packages.main() == 0
    assert commands[1][-2:] == ["hunspell", "hunspell-kk"]


def test_nothing_is_touched_elsewhere(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "may_install", lambda: False)
    assert system_packages.main() == 0
    assert commands == []


def test_nothing_is_touched_when_all_is_there(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert system_packages.main() == 0
    assert commands == []


def test_only_root_may_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not system_packages.may_install()


def test_a_failed_installation_is_told(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(title: str, *_: Any, **__: Any) -> None:
        raise StepFailed(title, "E: Unable to locate package")

    monkeypatch.setattr(system_packages, "run_step", fails)
    assert system_packages.main() == 1
    assert "Unable to locate package" in capsys.readouterr().err
