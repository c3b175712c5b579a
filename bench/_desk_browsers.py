"""Desks and screens as the measurement of the desk plays them, and the server that they speak to."""

import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import perf_counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from platform_core.testing.killable import KillableServer

ROOT = Path(__file__).resolve().parent.parent
BRANCH = "alpha"
POLL_S = 5.0
REDIRECTS = (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)
LINE_BROKEN = (OSError, http.client.HTTPException)
SERVE = """
import subprocess, sys
from gunicorn.app.wsgiapp import run
subprocess.Popen([sys.executable, "-c", "from platform_core.cli import main; main()", "worker"])
sys.argv = ["gunicorn", "--config", "python:platform_core.gunicorn", *sys.argv[1:]]
run()
"""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody signed in: the cookie and the token of their forms."""

    cookies: str
    csrf: str


@dataclass(slots=True)
class Tally:
    """What the desks and screens have seen so far, in seconds; `done` are the visits acknowledged."""

    forms: list[float] = field(default_factory=list)
    lists: list[float] = field(default_factory=list)
    unchanged: int = 0
    done: set[UUID] = field(default_factory=set)
    broken: int = 0
    conflicts: int = 0
    faults: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


class Served(KillableServer):
    """What serves in production: gunicorn as configured there, and the background worker beside it."""

    def __init__(self, environ: Mapping[str, str], *, options: Sequence[str] = ()) -> None:
        super().__init__(
            environ,
            program=SERVE,
            words=lambda port: ["--bind", f"127.0.0.1:{port}", *options],
            folder=ROOT,
            port_taken="Can't connect to",
        )


class Line:
    """One browser's way to the server, opened again whenever the server has closed it."""

    def __init__(self, served: Served, member: Member) -> None:
        self._served, self._member = served, member
        self._line: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: Mapping[str, str] | None = None, **headers: str
    ) -> tuple[int, Mapping[str, str]]:
        """Send a request and read the whole answer; raise what a broken line raises."""
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self._served.port, timeout=60)
        sent = {"Cookie": self._member.cookies, "X-CSRFToken": self._member.csrf, **headers}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._line.request(method, path, urlencode(body) if body is not None else None, sent)
            answer = self._line.getresponse()
            answer.read()
        except LINE_BROKEN:
            self._line.close()
            self._line = None
            raise
        return answer.status, answer.headers


class Desk(Thread):
    """Checks visitors in from the common queue; sends a form again whose answer never came."""

    def __init__(self, line: Line, served: Served, waiting: SimpleQueue[Any], tally: Tally) -> None:
        super().__init__(daemon=True)
        self.line, self.served, self.waiting, self.tally = line, served, waiting, tally

    def run(self) -> None:
        """Work until the queue is empty; keep the first fault that no kill explains."""
        while not self.tally.faults:
            try:
                visit_id, version = self.waiting.get_nowait()
            except Empty:
                return
            try:
                self._check_in(visit_id, version)
            except AssertionError as fault:
                self.tally.faults.append(str(fault))

    def _check_in(self, visit_id: UUID, version: int) -> None:
        page = f"/{BRANCH}/visitors/desk/visits/{visit_id}"
        seen = {"version": str(version), "document_type": "identity_card", "document_last": "1234"}
        self._send(f"{page}/identity", seen)
        # arriving and showing the document is one edit of the visit, so its version is the next one
        admit = {"version": str(version + 1), "hand_to": "host", "items_asked": "true"}
        self._send(f"{page}/admit", admit)
        with self.tally.lock:
            self.tally.done.add(visit_id)

    def _send(self, path: str, body: dict[str, str]) -> None:
        while True:
            self.served.is_up.wait()
            started = perf_counter()
            try:
                status, _headers = self.line.ask("POST", path, body)
            except LINE_BROKEN:
                self.tally.broken += 1
                continue
            assert status in REDIRECTS, f"{path}: {status}"
            self.tally.forms.append(perf_counter() - started)
            return


class Screen(Thread):
    """Holds the live list open: asks every few seconds with the mark of what it shows."""

    def __init__(self, line: Line, served: Served, tally: Tally, *, over: Event) -> None:
        super().__init__(daemon=True)
        self.line, self.served, self.tally, self.over = line, served, tally, over

    def run(self) -> None:
        """Ask until it is over."""
        mark = ""
        while not self.over.wait(POLL_S):
            self.served.is_up.wait()
            started = perf_counter()
            try:
                asked = {"If-None-Match": mark, "HX-Request": "true"}
                status, headers = self.line.ask("GET", f"/{BRANCH}/visitors/desk/list", **asked)
            except LINE_BROKEN:
                continue
            if status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
                self.tally.faults.append(f"the live list: {status}")
                return
            mark = headers["ETag"]
            self.tally.lists.append(perf_counter() - started)
            self.tally.unchanged += status == HTTPStatus.NOT_MODIFIED
