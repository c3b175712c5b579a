"""The wheel holds all that production runs on, and nothing of development."""

import subprocess
import sys
import zipfile

import pytest

from build_tools.console import ROOT


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_holds_the_web_assets_with_their_licences(names: set[str]) -> None:
    vendor = "platform_core/web/static/vendor/"
    assert f"{vendor}manifest.json" in names
    assert any(name.startswith(f"{vendor}htmx.org-") and name.endswith("/LICENSE") for name in names)


def test_it_holds_templates_and_the_branches_of_the_network(names: set[str]) -> None:
    assert "platform_core/web/templates/core/base.html" in names
    assert "tenants/central.toml" in names


def test_every_catalogue_is_compiled(names: set[str]) -> None:
    sources = {name.removesuffix(".po") for name in names if name.endswith(".po")}
    compiled = {name.removesuffix(".mo") for name in names if name.endswith(".mo")}
    assert sources == compiled


def test_nothing_of_development_is_in_it(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"platform_core", "plugins", "tenants"}
    assert not any(name.endswith(".pyc") for name in names)
