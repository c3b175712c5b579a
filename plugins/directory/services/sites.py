"""Ask a site whether it is there, without letting its address lead into anybody's own network."""

import socket
import ssl
from collections.abc import Callable, Iterable
from http.client import HTTPConnection, HTTPException, HTTPResponse
from io import BytesIO
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

from plugins.directory.policy.links import Answer, is_public, meaning_of

TIMEOUT = 6.0
"""Seconds for a connection, and again for each answer."""

ANSWER_SECONDS = 10.0
"""How long one answer may take in all, however slowly it drips."""
MOST_BYTES = 16_384
"""Bytes of an answer that are read: its status and headers."""
MOST_STEPS = 4
_PORTS = {"http": 80, "https": 443}
_MOVED = frozenset({301, 302, 303, 307, 308})
_AGENT = "Qorgau link check (+no content is read)"

Resolve = Callable[[str, int], list[str]]
Connect = Callable[[str, int], socket.socket]


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host; raise `OSError` if it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def connect(address: str, port: int) -> socket.socket:
    """Open a connection to an IP address; raise `OSError`."""
    return socket.create_connection((address, port), timeout=TIMEOUT)


def one_of_each_host(urls: Iterable[str]) -> list[str]:
    """Choose the first address of each host, so that nobody is asked twice at once."""
    chosen: dict[str, str] = {}
    for url in urls:
        chosen.setdefault(host_of(url), url)
    return list(chosen.values())


def host_of(url: str) -> str:
    """Return the host of an address, without case; empty for what is no address."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def ask_site(url: str, *, resolve: Resolve = resolve, connect: Connect = connect) -> Answer:
    """Ask for the head of a page, following a few moves; every step must lead to the open internet.

    The host is looked up once and that very address is connected to, so that a name cannot point elsewhere
    in between. Nothing of an answer but its status and its `Location` is read.
    """
    for _step in range(MOST_STEPS):
        parts = readable_url(url)
        if parts is None or parts.hostname is None:
            return Answer.REFUSED
        try:
            addresses = resolve(parts.hostname, _port_of(parts))
            if not addresses or not all(map(is_public, addresses)):
                return Answer.REFUSED
            status, moved_to = _head(parts, addresses[0], connect)
        except (OSError, HTTPException, ValueError):
            return Answer.SILENT
        if status not in _MOVED or not moved_to:
            return meaning_of(status)
        url = urljoin(url, moved_to)
    return Answer.SILENT


def readable_url(url: str) -> SplitResult | None:
    """Take an address apart, if it is one of the web on its usual port; None for anything else."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    usual = _PORTS.get(parts.scheme)
    if usual is None or not parts.hostname or parts.username is not None or port not in (None, usual):
        return None
    return parts


def _port_of(parts: SplitResult) -> int:
    return _PORTS[parts.scheme]


def _head(parts: SplitResult, address: str, connect: Connect) -> tuple[int, str]:
    host = parts.hostname or ""
    connection = _Pinned(
        host, _port_of(parts), connect(address, _port_of(parts)), is_tls=parts.scheme == "https"
    )
    try:
        path = parts.path or "/"
        connection.request(
            "GET", f"{path}?{parts.query}" if parts.query else path, headers={"User-Agent": _AGENT}
        )
        response = HTTPResponse(_Said(read_head(connection.sock)))  # type: ignore[arg-type]
        response.begin()
        return response.status, response.getheader("Location") or ""
    finally:
        connection.close()


def read_head(opened: socket.socket, *, seconds: Callable[[], float] = monotonic) -> bytes:
    """Read an answer up to the end of its headers, not for long; raise `OSError` if it takes longer."""
    ends, said = seconds() + ANSWER_SECONDS, b""
    while b"\r\n\r\n" not in said and len(said) < MOST_BYTES:
        left = ends - seconds()
        if left <= 0:
            raise TimeoutError
        opened.settimeout(min(left, TIMEOUT))
        part = opened.recv(4096)
        if not part:
            break
        said += part
    return said


class _Said:
    """What was read of an answer, in the shape in which the parser of the standard library takes it."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    def makefile(self, _mode: str) -> BytesIO:
        """Give what was read, as a file."""
        return BytesIO(self._said)


class _Pinned(HTTPConnection):
    """A connection to the address that was looked up, speaking to the host by its name."""

    def __init__(self, host: str, port: int, opened: socket.socket, *, is_tls: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.sock: socket.socket = opened
        if is_tls:
            try:
                self.sock = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
            except OSError:
                opened.close()
                raise
