"""The documentation's table of settings is the code's."""

from pathlib import Path

from platform_core.settings import documented

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_every_setting_is_documented_as_it_is() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `QORGAU_")]
    assert rows == [
        f"| `{variable}` | {f'`{default}`' if default else '–'} | {text} |"
        for variable, default, text in documented()
    ]
