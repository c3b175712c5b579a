"""Browser files are found through the manifest; one that is gone or changed is named."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from platform_core.web import assets
from platform_core.web.assets import AssetMissing


@pytest.fixture
def web() -> Iterator[Flask]:
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    with app.test_request_context():
        yield app


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    folder = tmp_path / "vendor"
    shutil.copytree(assets.VENDOR, folder)
    return folder


def test_an_address_holds_the_version(web: Flask) -> None:
    manifest = json.loads((assets.VENDOR / "manifest.json").read_text())
    folder = manifest["packages"]["htmx.org"]["folder"]
    assert assets.asset_url("htmx.org", "htmx.min.js") == f"/static/vendor/{folder}/htmx.min.js"
    assert folder.startswith("htmx.org-4.")


def test_an_integrity_is_the_manifests() -> None:
    assert assets.asset_integrity("chart.js", "chart.umd.min.js").startswith("sha384-")


def test_pdf_fonts_are_found_on_disk() -> None:
    for file in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        assert assets.asset_path("dejavu-fonts-ttf", file).read_bytes()[:4] == b"\x00\x01\x00\x00"


def test_the_sprite_has_the_icons_of_the_list(web: Flask) -> None:
    assert assets.icon_sprite().endswith("/sprite.svg")
    sprite = assets.asset_path(assets.ICONS, "sprite.svg").read_text()
    listed = (Path(assets.__file__).parent / "icons.txt").read_text().splitlines()
    names = {line for line in listed if line and not line.startswith("#")}
    assert "bell" in names
    missing = [
        name for name in names if f'id="tabler-{name}"' not in sprite and not name.startswith("filled/")
    ]
    assert missing == []


@pytest.mark.parametrize(("package", "file"), [("htmx.org", "no.js"), ("no-such-package", "htmx.min.js")])
def test_an_unknown_file_is_named_with_its_cure(package: str, file: str) -> None:
    with pytest.raises(AssetMissing, match=f"{package}/{file} is not among the web assets; `make setup`"):
        assets.find_asset(package, file)


def test_all_is_well_after_set_up() -> None:
    assert assets.missing_assets() == ()


def test_a_lost_and_a_changed_file_are_both_named(vendor: Path) -> None:
    (lost,) = vendor.glob("htmx.org-*/htmx.min.js")
    (changed,) = vendor.glob("chart.js-*/chart.umd.min.js")
    lost.unlink()
    changed.write_bytes(changed.read_bytes() + b"//")
    found = assets.missing_assets(vendor)
    assert sorted(found) == sorted(str(path.relative_to(vendor.parent)) for path in (lost, changed))


def test_without_set_up_the_manifest_is_what_is_missing(tmp_path: Path) -> None:
    assert assets.missing_assets(tmp_path / "vendor") == ("manifest.json",)
