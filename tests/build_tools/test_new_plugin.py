"""A plugin starts as the sample under its own name, or is refused in one line."""

from pathlib import Path

import pytest

from build_tools import new_plugin
from build_tools.new_plugin import Refused

MODEL = '''from tests.sample_plugin.policy import rate
class SampleThing(Model):
    """A sample."""
    __tablename__ = "sample_thing"
    chosen = rng.sample(names, 3)
    resampled = SAMPLES
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    sample = tmp_path / "tests" / "sample_plugin"
    (sample / "templates" / "sample").mkdir(parents=True)
    (sample / "__pycache__").mkdir()
    (sample / "__pycache__" / "models.pyc").write_bytes(b"\xff\xfe")
    (sample / "models.py").write_text(MODEL)
    (sample / "templates" / "sample" / "sample_list.html").write_text("{{ sample.title }}")
    (tmp_path / "plugins" / "visitors").mkdir(parents=True)
    return tmp_path


def test_the_name_stands_where_the_samples_stood(root: Path) -> None:
    new_plugin.make_plugin("school_bus", root)
    made = (root / "plugins" / "school_bus" / "models.py").read_text()
    assert "from plugins.school_bus.policy import rate" in made
    assert "class SchoolBusThing(Model):" in made
    assert '__tablename__ = "school_bus_thing"' in made


def test_words_that_only_contain_sample_stay(root: Path) -> None:
    new_plugin.make_plugin("school_bus", root)
    made = (root / "plugins" / "school_bus" / "models.py").read_text()
    assert "rng.sample(names, 3)" in made
    assert "resampled = SAMPLES" in made


def test_paths_are_renamed_and_caches_left(root: Path) -> None:
    new_plugin.make_plugin("bus", root)
    made = sorted(str(path.relative_to(root / "plugins")) for path in (root / "plugins" / "bus").rglob("*.*"))
    assert made == ["bus/models.py", "bus/templates/bus/bus_list.html"]


@pytest.mark.parametrize("name", ["", "Bus", "9lives", "school-bus", "a__b", "class", "../up", "b" * 31])
def test_a_bad_name_is_refused(root: Path, name: str) -> None:
    with pytest.raises(Refused, match="a plugin is named in"):
        new_plugin.make_plugin(name, root)


@pytest.mark.parametrize("name", ["visitors", "sample", "core"])
def test_a_taken_name_is_refused(root: Path, name: str) -> None:
    with pytest.raises(Refused, match="taken"):
        new_plugin.make_plugin(name, root)


def test_the_command_says_why_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert new_plugin.main([""]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
