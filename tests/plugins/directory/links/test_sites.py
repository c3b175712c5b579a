"""Asking sites: over a real socket, to public addresses alone, moves included, whatever they answer."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from plugins.directory.policy.links import Answer
from plugins.directory.services import sites
from plugins.directory.services.sites import ask_site, readable_url

PUBLIC = "93.184.216.34"


class Server:
    """Answer each connection with the next of some texts, and remember what was asked."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def connect(self, address: str, port: int) -> socket.socket:
        """Connect here whatever the address, which the caller has vetted."""
        self.asked.append(f"{address}:{port}")
        return socket.create_connection(self.listener.getsockname(), timeout=5)

    def close(self) -> None:
        self.listener.close()
        self.thread.join(10)

    def _serve(self) -> None:
        for answer in self.answers:
            try:
                connection, _peer = self.listener.accept()
            except OSError:
                return
            with connection:
                self.asked.append(connection.recv(4096).decode("latin-1").split("\r\n")[0])
                with suppress(OSError):  # who asked may have gone
                    connection.sendall(answer)


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def make(*answers: bytes) -> Server:
        servers.append(Server(*answers))
        return servers[-1]

    yield make
    for server in servers:
        server.close()


def says(status: str, *headers: str) -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", "Content-Length: 0", *headers, "", "")).encode()


def names(**hosts: str) -> Callable[[str, int], list[str]]:
    return lambda host, _port: [hosts[host.replace(".", "_")]]


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (says("200 OK"), Answer.ANSWERED),
        (says("403 Forbidden"), Answer.ANSWERED),
        (says("404 Not Found"), Answer.MISSING),
        (says("500 Fault"), Answer.SILENT),
        (b"this is not HTTP\r\n\r\n", Answer.SILENT),
        (b"", Answer.SILENT),
    ],
)
def test_an_answer_is_understood(serve, answer, meaning) -> None:
    server = serve(answer)
    found = ask_site("http://a.kz/help?x=1", resolve=names(a_kz=PUBLIC), connect=server.connect)
    assert found == meaning
    assert server.asked[:2] == [f"{PUBLIC}:80", "GET /help?x=1 HTTP/1.1"]


def test_a_move_is_followed_to_another_public_site(serve) -> None:
    server = serve(says("301 Moved", "Location: http://b.kz/new"), says("200 OK"))
    found = ask_site("http://a.kz", resolve=names(a_kz=PUBLIC, b_kz="8.8.8.8"), connect=server.connect)
    assert found == Answer.ANSWERED
    assert server.asked[2:] == ["8.8.8.8:80", "GET /new HTTP/1.1"]


@pytest.mark.parametrize(
    "target",
    ["http://inside.kz/", "http://inside.kz:80/", "file:///etc/passwd", "http://a.kz:8080/", "//inside.kz/x"],
)
def test_a_move_to_the_inside_is_refused(serve, target) -> None:
    server = serve(says("302 Found", f"Location: {target}"))
    hosts = names(a_kz=PUBLIC, inside_kz="10.0.0.1")
    assert ask_site("http://a.kz/", resolve=hosts, connect=server.connect) == Answer.REFUSED
    assert [one for one in server.asked if ":" in one and one[0].isdigit()] == [f"{PUBLIC}:80"]


def test_few_bytes_are_read(serve) -> None:
    server = serve(
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: " % one + b"x" * 900 + b"\r\n" for one in range(90))
    )
    read: list[int] = []

    class Counting(socket.socket):
        def recv(self, size: int, *more: int) -> bytes:
            said = super().recv(size, *more)
            read.append(len(said))
            return said

    def connect(address: str, port: int) -> socket.socket:
        opened = server.connect(address, port)
        return Counting(fileno=opened.detach())

    assert ask_site("http://a.kz/", resolve=names(a_kz=PUBLIC), connect=connect) == Answer.ANSWERED
    assert sum(read) <= sites.MOST_BYTES + 4096


def test_an_answer_that_drips_is_silence() -> None:
    class Dripping:
        def settimeout(self, seconds: float) -> None:
            assert 0 < seconds <= sites.TIMEOUT

        def recv(self, size: int) -> bytes:
            return b"x"

    moments = iter(range(100))
    with pytest.raises(TimeoutError):
        sites.read_head(Dripping(), seconds=lambda: float(next(moments)))


def test_moving_in_circles_ends(serve) -> None:
    server = serve(*[says("302 Found", "Location: http://a.kz/")] * 4)
    assert ask_site("http://a.kz/", resolve=names(a_kz=PUBLIC), connect=server.connect) == Answer.SILENT


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["169.254.169.254"], []])
def test_a_host_with_any_inner_address_is_not_asked(addresses) -> None:
    def connect(address: str, port: int) -> socket.socket:
        raise AssertionError("nobody may connect")

    found = ask_site("https://a.kz/", resolve=lambda _host, _port: addresses, connect=connect)
    assert found == Answer.REFUSED


def test_no_name_and_no_line_are_silence() -> None:
    def broken(*_args):
        raise OSError

    assert ask_site("https://a.kz/", resolve=broken) == Answer.SILENT
    assert ask_site("https://a.kz/", resolve=names(a_kz=PUBLIC), connect=broken) == Answer.SILENT


def test_a_site_that_does_not_speak_tls_is_silent(serve) -> None:
    server = serve(says("200 OK"))
    assert ask_site("https://a.kz/", resolve=names(a_kz=PUBLIC), connect=server.connect) == Answer.SILENT


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.kz",
        "javascript:alert(1)",
        "http://user:pass@a.kz",
        "http://a.kz:22",
        "http://",
        "a.kz",
        "http://[x",
        "",
    ],
)
def test_what_is_no_address_of_the_web_is_not_asked(url) -> None:
    assert readable_url(url) is None
    assert ask_site(url) == Answer.REFUSED


def test_this_machine_is_asked_by_no_name() -> None:
    assert ask_site("http://localhost/") == Answer.REFUSED
    assert sites.resolve("localhost", 80)
