"""One more module than is installed, with settings, known by its manifest alone."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask

from platform_core.hooks.manifest import Manifest, SettingField
from platform_core.i18n import use_locale

SETTINGS = (
    SettingField("reply_days", "Days to reply", "integer", default=3, minimum=1, maximum=10),
    SettingField("open_line", "Open line", "boolean", default=False),
    SettingField("tone", "Tone", "choice", default="calm", choices=("calm", "brisk")),
)


@pytest.fixture(autouse=True)
def meetings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    manager = app.extensions["qorgau_gate"].manager
    manifest = Manifest("meetings", "Meetings", "users", "1", "tests", settings=SETTINGS)
    monkeypatch.setitem(manager.manifests, "meetings", manifest)
    monkeypatch.setitem(manager._modules, "meetings", SimpleNamespace())
    with use_locale("en"):
        yield
