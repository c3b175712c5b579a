"""The command as a shell calls it, over a world of its own."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from platform_core.cli import main
from platform_core.testing.world import TEST_KEY, World


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


Shell = Callable[..., Outcome]


@pytest.fixture
def shell(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Run `qorgau …` without any setting."""
    import os

    for name in [name for name in os.environ if name.startswith("QORGAU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> Outcome:
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main(arguments)
        out, err = capfd.readouterr()
        code = left.value.code
        return Outcome(code if isinstance(code, int) else 1, out, err)

    return run


@pytest.fixture
def settled(shell: Shell, world: World, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Run `qorgau …` over a database with two branches and the centre."""
    monkeypatch.setenv("QORGAU_DATA_DIR", str(world.folder))
    monkeypatch.setenv("QORGAU_MASTER_KEY", f"test:{TEST_KEY}")
    monkeypatch.setenv("QORGAU_ARGON2_MEMORY_KIB", "64")
    monkeypatch.setenv("QORGAU_ARGON2_ROUNDS", "1")
    return shell
