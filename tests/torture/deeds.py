"""What people do while the server is being killed, and what it told them was done."""

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from threading import Condition, Event, Thread
from uuid import UUID

from tests.torture.browser import LINE_BROKEN, Answer, Browser, Unexpected
from tests.torture.server import TorturedServer
from tests.torture.town import UNWATCHED, WATCHED, Town

TOO_MANY = 429
RECEIPT = re.compile(r'class="p-receipt"[^>]*>\s*([\d\s-]+?)\s*<')
NUMBER = re.compile(r"Incident 20\d\d/\d\d-(\d+)")
MOVED = (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)
REPORT = re.compile(rf"/{WATCHED}/incidents/reports/([0-9a-f-]{{36}})")


@dataclass(slots=True)
class Ledger:
    """What the server acknowledged: none of it may ever be lost."""

    receipts: dict[str, tuple[str, str]] = field(default_factory=dict)
    incidents: set[UUID] = field(default_factory=set)
    numbers: list[int] = field(default_factory=list)
    broken_lines: int = 0
    faults: list[BaseException] = field(default_factory=list)
    lock: Condition = field(default_factory=Condition)

    def wait_for(self, *, reports: int, incidents: int, timeout: float) -> None:
        """Wait until so many more are acknowledged, or something is wrong."""
        with self.lock:
            reports += len(self.receipts)
            incidents += len(self.incidents)
            self.lock.wait_for(
                lambda: (len(self.receipts) >= reports and len(self.incidents) >= incidents) or self.faults,
                timeout,
            )

    def received(self, submission: str, branch: str, receipt: str) -> None:
        """Note that a report was taken; the same form must always get the same receipt."""
        with self.lock:
            if self.receipts.setdefault(submission, (branch, receipt)) != (branch, receipt):
                raise Unexpected(f"form {submission} was given two receipts")
            self.lock.notify_all()

    def registered(self, incident: UUID) -> None:
        """Note that a report became an incident."""
        with self.lock:
            self.incidents.add(incident)
            self.lock.notify_all()

    def numbered(self, number: int) -> None:
        """Note the number that an incident's page shows: nobody else may be given it."""
        with self.lock:
            self.numbers.append(number)


class Writer(Thread):
    """Somebody who does a deed again and again; when the line breaks, they wait and try again."""

    def __init__(self, name: str, town: Town, *, server: TorturedServer, ledger: Ledger, seed: int) -> None:
        super().__init__(name=name, daemon=True)
        self.town = town
        self.ledger = ledger
        self.rng = Random(f"{name}:{seed}")
        self.browser = Browser(server, self.rng)
        self._server = server
        self._over = Event()

    def finish(self) -> None:
        """End after the deed at hand."""
        self._over.set()
        self._server.is_up.set()
        self.join()

    def run(self) -> None:
        """Do deeds until the end, and keep the first fault that no kill explains."""
        while not self._over.is_set():
            self._server.is_up.wait()
            try:
                self.act()
            except LINE_BROKEN:
                with self.ledger.lock:
                    self.ledger.broken_lines += 1
            except BaseException as fault:  # noqa: BLE001 - a writer's fault is the test's
                with self.ledger.lock:
                    self.ledger.faults.append(fault)
                    self.ledger.lock.notify_all()
                return

    def act(self) -> None:
        """Do one deed."""
        raise NotImplementedError


class Child(Writer):
    """Reports by the public page; sends a form again whose answer never came."""

    unanswered: tuple[str, str] | None = None

    def act(self) -> None:
        """Send one report, or the one of before once more."""
        submission, branch = self.unanswered or (
            self.rng.randbytes(32).hex(),
            self.rng.choice((WATCHED, UNWATCHED)),
        )
        self.unanswered = (submission, branch)
        self.browser.move()
        form = self.browser.get(f"/{branch}/report").form("/report")
        story = f"Something happened to me, {self.rng.randrange(10**9)}."
        answer = self.browser.send(form, screen="check", go="send", submission=submission, narrative=story)
        if answer.status == TOO_MANY:
            return  # told to slow down: nothing was acknowledged, and the same report is sent again later
        found = RECEIPT.search(answer.text)
        if found is None:
            raise Unexpected(f"no receipt: {answer.status} at {answer.path}")
        self.ledger.received(submission, branch, re.sub(r"\D", "", found[1]))
        self.unanswered = None


class Head(Writer):
    """Reads the reports of the branch and registers the newest of them in the journal."""

    def __init__(self, name: str, town: Town, *, server: TorturedServer, ledger: Ledger, seed: int) -> None:
        super().__init__(name, town, server=server, ledger=ledger, seed=seed)
        self.browser.cookies |= town.cookies

    def act(self) -> None:
        """Choose a report that stands in no journal yet, and register it."""
        reports = self.browser.get(f"/{WATCHED}/incidents/reports?state=received")
        _must_be_ok(reports)
        waiting = sorted(set(REPORT.findall(reports.text)))
        if waiting:
            self._register(self.rng.choice(waiting))

    def _register(self, report: str) -> None:
        page = self.browser.get(f"/{WATCHED}/incidents/reports/{report}/register")
        if page.status in MOVED:
            return  # the other head was quicker
        _must_be_ok(page)
        form = page.form("/register")
        answer = self.browser.send(form, kinds="bullying", urgency="routine")
        if answer.status in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY):
            return  # likewise, between the page and its answer
        if answer.status not in MOVED or answer.location is None:
            raise Unexpected(f"no number: {answer.status} at {answer.path}")
        self.ledger.registered(UUID(answer.location.rstrip("/").rpartition("/")[2]))
        self._note_number(answer.location)

    def _note_number(self, address: str) -> None:
        page = self.browser.get(address)
        _must_be_ok(page)
        found = NUMBER.search(page.text)
        if found is None:
            raise Unexpected(f"an incident without a number at {address}")
        self.ledger.numbered(int(found[1]))


def _must_be_ok(answer: Answer) -> None:
    if answer.status != HTTPStatus.OK:
        raise Unexpected(f"{answer.path}: {answer.status}")
