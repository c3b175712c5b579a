"""gunicorn's settings: known to it, and good enough to serve pages from several processes."""

import gc
import http.client
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from gunicorn.config import KNOWN_SETTINGS

from platform_core import gunicorn as settings
from platform_core.app import create_app
from platform_core.memory import settle
from platform_core.testing.killable import KillableServer
from platform_core.testing.world import TEST_KEY, build_schema, plant_branches, world_settings

PROGRAM = """
import sys
from gunicorn.app.wsgiapp import run
sys.argv = ["gunicorn", "--config", "python:platform_core.gunicorn", *sys.argv[1:]]
run()
"""
ROOT = Path(__file__).parents[2]
DEPLOY = (ROOT / "deploy/Dockerfile", ROOT / "deploy/systemd/qorgau-web.service")
PAGES = 12


@pytest.fixture
def served(tmp_path: Path) -> Iterator[KillableServer]:
    """Two processes over a database with branches."""
    made = world_settings(tmp_path)
    app = create_app(made)
    build_schema(made)
    plant_branches(app)
    environ = {"QORGAU_DATA_DIR": str(tmp_path), "QORGAU_MASTER_KEY": f"test:{TEST_KEY}"}
    server = KillableServer(
        environ,
        program=PROGRAM,
        words=lambda port: ["--bind", f"127.0.0.1:{port}", "--workers", "2"],
        folder=ROOT,
        port_taken="Can't connect to",
    )
    server.start()
    yield server
    server.stop()


def test_every_name_is_a_setting_of_gunicorn() -> None:
    known = {one.name for one in KNOWN_SETTINGS}
    said = {name for name in vars(settings) if name.isidentifier() and not name.startswith("_")}
    assert said - {"os", "Any", "db", "settle"} <= known


def test_what_is_deployed_serves_by_these_settings() -> None:
    for path in DEPLOY:
        text = re.sub(r'[",]', "", path.read_text())
        assert "gunicorn --config python:platform_core.gunicorn" in text


def test_the_processes_serve_pages(served: KillableServer) -> None:
    for _ in range(PAGES):
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        line.request("GET", "/alpha/help", headers={"Accept-Language": "kk"})
        answer = line.getresponse()
        assert answer.status == HTTPStatus.OK
        assert "Көмек" in answer.read().decode()
        assert answer.getheader("Connection") == "close"
        line.close()


def test_settled_objects_are_out_of_the_collectors_rounds() -> None:
    kept: list[object] = []
    kept.append(kept)
    before = gc.get_freeze_count()
    try:
        settle()
        assert gc.get_freeze_count() > before
        assert not any(one is kept for one in gc.get_objects())
    finally:
        gc.unfreeze()
