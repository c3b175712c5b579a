"""What is not installed leaves a test out by its Debian package's name, and never passes for a success."""

from pathlib import Path

import pytest
from _pytest.outcomes import Skipped

from platform_core.testing.processes import find_file, find_program


def test_what_is_installed_is_found(tmp_path: Path) -> None:
    there = tmp_path / "words.dic"
    there.touch()
    assert find_file(there, package="hunspell-kk") == there
    assert find_program("sh", package="dash").name == "sh"


def test_what_is_missing_is_named_with_its_package(tmp_path: Path) -> None:
    with pytest.raises(Skipped, match=r"words\.dic is not installed \(Debian: apt-get install hunspell-kk\)"):
        find_file(tmp_path / "words.dic", package="hunspell-kk")
    with pytest.raises(Skipped, match="apt-get install no-such-package"):
        find_program("no-such-program-here", package="no-such-package")
