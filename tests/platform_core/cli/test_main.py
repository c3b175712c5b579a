"""The shell of every command: help, one-line errors, exit codes, never a traceback."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from platform_core.cli import COMMANDS, main, qorgau
from tests.platform_core.cli.conftest import Shell

PROMISED = {
    "demo", "serve", "worker", "db upgrade", "db check", "branch sync", "branch list", "plugin list",
    "plugin enable", "plugin disable", "user create", "token create", "people import", "indicators show",
    "audit verify", "audit export", "policy coverage", "check",
}  # fmt: skip


def walk(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from walk(command, (*path, name))


def test_every_promised_command_is_there() -> None:
    assert {" ".join(path) for path, _ in walk(qorgau)} >= PROMISED


def test_every_command_says_what_it_does_and_what_its_options_mean(shell: Shell) -> None:
    for path, command in walk(qorgau):
        outcome = shell(*path, "--help")
        assert (outcome.code, outcome.err) == (0, ""), path
        assert "Usage: qorgau " + " ".join(path) in outcome.out
        assert command.get_short_help_str(), path
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (path, parameter.name)


def test_help_lists_the_groups(shell: Shell) -> None:
    outcome = shell("--help")
    assert outcome.code == 0
    assert all(name in outcome.out for name in COMMANDS)


def test_help_loads_neither_database_nor_pages() -> None:
    script = (
        "import sys\n"
        "from platform_core.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit:\n    pass\n"
        "print('LOADED', *sorted({'sqlalchemy', 'flask', 'rich', 'holidays'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fly",), "No such command 'fly'"),
        (("plugin", "fly"), "No such command 'fly'"),
        (("plugin", "enable"), "Missing argument 'BRANCH'"),
        (("plugin", "list", "--format", "xml"), "'xml' is not one of 'table', 'json'"),
        (("serve", "--port", "0"), "0 is not in the range"),
        (("serve", "--port", "web"), "is not a valid integer"),
        (("serve", "extra"), "unexpected extra argument"),
        (("demo", "--branches", "23"), "23 is not in the range"),
        (("demo", "--fast"), "No such option"),
        (("policy", "coverage", "--language", "fr"), "'fr' is not one of"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_two(
    shell: Shell, arguments: tuple[str, ...], words: str
) -> None:
    outcome = shell(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert len(outcome.err.splitlines()) == 1
    assert outcome.err.startswith("error: ")
    assert words in outcome.err
    assert "--help)" in outcome.err


def test_every_wrong_setting_is_named(shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QORGAU_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("QORGAU_REDIS_URL", "nowhere")
    monkeypatch.setenv("QORGAU_COLOUR", "red")
    outcome = shell("branch", "list")
    assert outcome.code == 1
    lines = outcome.err.splitlines()
    assert all(line.startswith("error: QORGAU_") for line in lines)
    assert {line.split()[1] for line in lines} == {"QORGAU_REDIS_URL", "QORGAU_COLOUR", "QORGAU_MASTER_KEY"}


def plant(monkeypatch: pytest.MonkeyPatch, fault: BaseException) -> None:
    @click.command()
    def planted() -> None:
        """Fail."""
        raise fault

    monkeypatch.setitem(qorgau.commands, "planted", planted)


FAULTS: list[tuple[Callable[[], BaseException], int, str]] = [
    (lambda: RuntimeError("the name of a child"), 1, "unforeseen RuntimeError"),
    (KeyboardInterrupt, 130, "stopped"),
    (click.Abort, 130, "stopped"),
    (lambda: FileNotFoundError(2, "No such file or directory", "people.csv"), 1, "people.csv: No such file"),
    (lambda: click.ClickException("two\nlines"), 1, "error: two\nerror: lines"),
]


@pytest.mark.parametrize(("make", "code", "words"), FAULTS)
def test_a_failure_is_worded_and_never_a_traceback(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, make: Callable[[], BaseException], code: int, words: str
) -> None:
    plant(monkeypatch, make())
    outcome = shell("planted")
    assert outcome.code == code
    assert words in outcome.err
    assert "Traceback" not in outcome.err
    assert "child" not in outcome.err


def test_refusals_of_the_product_name_field_and_reason(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from platform_core.errors import Conflict, InvalidInput

    plant(monkeypatch, InvalidInput({"login": ["This login is taken."]}))
    assert shell("planted").err == "error: login: This login is taken.\n"
    plant(monkeypatch, Conflict())
    assert shell("planted").err == "error: conflict\n"


def test_on_request_the_traceback_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, RuntimeError("inside"))
    with pytest.raises(RuntimeError, match="inside"):
        main(["--debug", "planted"])


def test_a_reader_that_leaves_early_is_no_disaster() -> None:
    program = f"{sys.executable} -c 'from platform_core.cli import main; main()'"
    done = subprocess.run(
        f"{program} policy coverage --format json | head -c 1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "{"
    assert "Traceback" not in done.stderr


def test_a_database_that_is_not_prepared_says_how_to(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from platform_core.testing.world import TEST_KEY

    monkeypatch.setenv("QORGAU_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("QORGAU_MASTER_KEY", f"test:{TEST_KEY}")
    outcome: Any = shell("branch", "list")
    assert outcome.code == 1
    assert "qorgau db upgrade" in outcome.err
    assert "Traceback" not in outcome.err
    assert "SELECT" not in outcome.err
