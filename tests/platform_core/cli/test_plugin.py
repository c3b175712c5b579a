"""`qorgau plugin`."""

import json

import pytest

from tests.platform_core.cli.conftest import Shell


def on_in(shell: Shell, branch: str) -> list[str]:
    rows = json.loads(shell("branch", "list", "--format", "json").out)
    return next(list(row["modules"]) for row in rows if row["code"] == branch)


def test_modules_are_listed_with_their_settings(settled: Shell) -> None:
    rows = {row["name"]: row for row in json.loads(settled("plugin", "list", "--format", "json").out)}
    assert rows["incidents"]["branches_on"] == rows["incidents"]["branches"] == 2
    assert any(setting.startswith("support_plan_days=") for setting in rows["incidents"]["settings"])
    assert "incidents" in settled("plugin", "list").out


def test_off_and_on_again(settled: Shell) -> None:
    assert settled("plugin", "disable", "alpha", "incidents").out == "incidents is now off in alpha\n"
    assert "incidents" not in on_in(settled, "alpha")
    assert "incidents" in on_in(settled, "beta")
    assert settled("plugin", "disable", "alpha", "incidents").out == "incidents is already off in alpha\n"
    assert settled("plugin", "enable", "alpha", "incidents").out == "incidents is now on in alpha\n"
    assert "incidents" in on_in(settled, "alpha")


@pytest.mark.parametrize(
    ("branch", "module", "words"),
    [
        ("alpah", "incidents", "there is no branch 'alpah'; do you mean alpha?"),
        ("alpha", "incident", "there is no module 'incident'; do you mean incidents?"),
        ("central", "incidents", "not in the central office"),
    ],
)
def test_a_wrong_name_is_wrong_use_with_a_proposal(
    settled: Shell, branch: str, module: str, words: str
) -> None:
    outcome = settled("plugin", "disable", branch, module)
    assert outcome.code == 2
    assert words in outcome.err
    assert len(outcome.err.splitlines()) == 1
