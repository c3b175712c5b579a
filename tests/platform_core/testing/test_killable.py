"""A server that is killed comes back over the same data, and says meanwhile that it is down."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from platform_core.testing.killable import KillableServer

PROGRAM = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

class Count(BaseHTTPRequestHandler):
    def do_GET(self):
        kept = Path(os.environ["KEPT"])
        kept.write_text(kept.read_text() + "x" if kept.exists() else "x")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(len(kept.read_text())).encode())

server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Count)
print("serving on", sys.argv[1], flush=True)
server.serve_forever()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[KillableServer]:
    """A server that counts over its lives how often it was asked."""
    environ = {"KEPT": str(tmp_path / "kept")}
    counting = KillableServer(environ, program=PROGRAM, words=lambda port: [str(port)], folder=tmp_path)
    yield counting
    counting.stop()


def test_what_is_killed_starts_again_over_the_same_data(server: KillableServer) -> None:
    server.start()
    assert _ask(server) == "1"
    server.kill()
    with pytest.raises(ConnectionRefusedError):
        _ask(server)
    server.start()
    assert _ask(server) == "2"


def test_it_says_whether_it_takes_requests(server: KillableServer) -> None:
    assert not server.is_up.is_set()
    server.start()
    assert server.is_up.is_set()
    server.stop()
    assert not server.is_up.is_set()


def test_ending_it_twice_does_no_harm(server: KillableServer) -> None:
    server.start()
    server.kill()
    server.stop()
    assert not server.is_up.is_set()


def _ask(server: KillableServer) -> str:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        line.request("GET", "/")
        return line.getresponse().read().decode()
    finally:
        line.close()
