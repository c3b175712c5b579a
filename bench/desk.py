"""Measure a desk under load: `python -m bench.desk [CHECK_INS] [--desks 4] [--screens 3] [--no-kill]`.

What serves in production, gunicorn with its processes and the background worker, over PostgreSQL. One desk
alone checks visitors in first, with nobody else about: its median is the measure. Then all desks of one
branch check in the rest at once, each form after the last without a pause, while screens hold the live list
open as the page does (with its mark, so that an idle list is answered 304). In the middle all of it is
killed with SIGKILL and started again; a desk whose line broke sends the same form again.

Printed: medians and 99th percentiles of a check-in's two forms (document, letting in) alone and under load,
how the screens were answered, and what the invariants found: no visit checked in twice, journal numbers
without gaps or doubles, and nothing lost that the server had acknowledged. Any breach makes it fail.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from statistics import quantiles
from threading import Event
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, text

from bench._desk_browsers import BRANCH, Desk, Line, Member, Screen, Served, Tally
from platform_core.app import create_app
from platform_core.auth.kit import current_kit
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.documents.signing import SignerRef, sign_document
from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.people.names import search_text
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import csrf_token_of, make_user, open_session
from platform_core.testing.servers import PrivatePostgres
from platform_core.testing.world import TEST_KEY, build_schema, plant_branches, world_settings
from plugins.visitors.data.documents import GUIDANCE
from plugins.visitors.models import Visit, Visitor

ALONE, EACH, AT_ONCE = 200, 5, 200
TWICE = text("SELECT visit_id, link FROM visitors_custody GROUP BY visit_id, link HAVING count(*) > 1")
FAMILIES = (
    "Әбдіров",
    "Бекова",
    "Ғабитов",
    "Дүйсенова",
    "Ковалёв",
    "Қасымов",
    "Нұрлан",
    "Өмірова",
    "Цой",
    "Шәріп",
)
GIVEN = ("Айгүл", "Болат", "Виктор", "Гүлнар", "Дана", "Ерлан", "Жанар", "Мұрат", "Нұргүл", "Сергей")


def fill(*, visits: int) -> list[tuple[UUID, int]]:
    """Expect so many visits today, several of each visitor; who comes has signed the guidance before."""
    branch = branch_by_code(BRANCH)
    host = make_user("staff", branch=BRANCH)
    made: list[tuple[UUID, int]] = []
    while len(made) < visits:
        with in_branch(branch.id, write=True):
            some = min(AT_ONCE, -(-(visits - len(made)) // EACH))
            rows = [_visitor(len(made) // EACH + place) for place in range(some)]
            db.session.add_all(rows)
            db.session.flush()
            shown = current_document(GUIDANCE).hashes["kk"]
            for visitor in rows:
                _sign(visitor, shown)
            expected = [_visit(visitor, host) for _ in range(EACH) for visitor in rows]
            db.session.add_all(expected)
            db.session.commit()
            made += [(visit.id, visit.version) for visit in expected]
    return made[:visits]


def _sign(visitor: Visitor, shown: str) -> None:
    signer = SignerRef("visitor", visitor.id)
    sign_document(GUIDANCE, language="kk", shown_hash=shown, signer=signer, name=visitor.given_name)


def _visitor(place: int) -> Visitor:
    family = FAMILIES[place % 10] + "ов" * (place // 1000)
    given = f"{GIVEN[place // 10 % 10]}{place}"
    return Visitor(
        id=new_id(),
        family_name=family,
        given_name=given,
        search_name=search_text((family, given)),
        visitor_type="guardian",
    )


def _visit(visitor: Visitor, host: UUID) -> Visit:
    moment = now()
    return Visit(
        id=new_id(),
        visitor_id=visitor.id,
        entry="invited",
        status="expected",
        visitor_type="guardian",
        purpose="meeting_teacher",
        place="204",
        host_user_id=host,
        host_name="Host",
        expected_from=moment,
        expected_until=moment + timedelta(hours=6),
    )


def sign_in(role: str, number: int) -> Member:
    """Open a session of a member of its own."""
    ticket = open_session(make_user(role, branch=BRANCH, login=f"{role}.{number}"))
    return Member(f"{current_kit().sessions.cookie_name()}={ticket}", csrf_token_of(current_kit(), ticket))


def work(
    served: Served, desks: list[Member], screens: list[Member], visits: list[tuple[UUID, int]], *, kill: bool
) -> tuple[Tally, float]:
    """Have every desk check in from one queue while screens look on; return what they saw, and how long."""
    waiting: SimpleQueue[Any] = SimpleQueue()
    for visit in visits:
        waiting.put(visit)
    tally, over = Tally(), Event()
    watchers = [Screen(Line(served, member), served, tally, over=over) for member in screens]
    workers = [Desk(Line(served, member), served, waiting, tally) for member in desks]
    started = perf_counter()
    for thread in (*watchers, *workers):
        thread.start()
    if kill:
        _kill_halfway(served, tally, workers, half=len(visits) // 2)
    for worker in workers:
        worker.join()
    spent = perf_counter() - started
    over.set()
    for watcher in watchers:
        watcher.join()
    return tally, spent


def _kill_halfway(served: Served, tally: Tally, workers: list[Desk], *, half: int) -> None:
    while len(tally.done) < half and any(worker.is_alive() for worker in workers):
        Event().wait(0.02)
    served.stop(signal.SIGKILL)
    served.start()


def check(owner_url: str, tally: Tally, *, alone: Tally) -> Iterator[str]:
    """Name every breach: a visit twice, a number lost or doubled, a check-in acknowledged and not there."""
    yield from tally.faults
    with create_engine(owner_url).connect() as plain:
        inside = set(plain.scalars(text("SELECT id FROM visitors_visit WHERE status = 'on_site'")))
        numbers = sorted(plain.scalars(text("SELECT number FROM visitors_visit WHERE number IS NOT NULL")))
        links = plain.execute(TWICE).all()
        badges = sorted(plain.scalars(text("SELECT badge FROM visitors_visit WHERE badge IS NOT NULL")))
    lost = (tally.done | alone.done) - {UUID(str(one)) for one in inside}
    if lost:
        yield f"{len(lost)} check-ins were acknowledged and are not there"
    if links:
        yield f"{len(links)} visits were checked in twice"
    for name, series in (("journal", numbers), ("badge", badges)):
        if series != list(range(1, len(series) + 1)):
            yield f"the {name} numbers have gaps or doubles"


def percentile(seconds: list[float], share: int) -> float:
    """Return a percentile in milliseconds."""
    if len(seconds) < 2:
        return (seconds or [0.0])[0] * 1000
    return quantiles(seconds, n=100)[share - 1] * 1000


def report(alone: Tally, loaded: Tally, *, spent: float) -> None:
    """Print the figures, and how the loaded tail stands to the idle median."""
    median = percentile(alone.forms, 50)
    for name, seconds in (("one desk, nobody else", alone.forms), ("all desks and screens", loaded.forms)):
        print(f"  {name:28} p50 {percentile(seconds, 50):7.1f} ms  p99 {percentile(seconds, 99):7.1f} ms")
    print(f"  loaded p99 is {percentile(loaded.forms, 99) / median:.2f} times the idle p50")
    done = len(loaded.done)
    print(f"  {done} check-ins in {spent:.0f} s: {done / spent:.0f} a second; lines broken {loaded.broken}")
    asked = len(loaded.lists)
    if asked:
        print(
            f"  live list asked {asked} times, {loaded.unchanged} unchanged: "
            f"p50 {percentile(loaded.lists, 50):.1f} ms  p99 {percentile(loaded.lists, 99):.1f} ms"
        )


def measure_idle_list(served: Served, member: Member, *, rounds: int = 100) -> None:
    """Print what the live list costs while nothing happens: drawn, and answered as unchanged."""
    line, path = Line(served, member), f"/{BRANCH}/visitors/desk/list"
    mark = line.ask("GET", path)[1]["ETag"]
    asks: dict[str, Callable[[], Any]] = {
        "drawn": lambda: line.ask("GET", path),
        "unchanged": lambda: line.ask("GET", path, None, **{"If-None-Match": mark}),
    }
    for name, ask in asks.items():
        spent = []
        for _ in range(rounds):
            started = perf_counter()
            ask()
            spent.append(perf_counter() - started)
        print(f"  idle live list, {name:12} p50 {percentile(spent, 50):7.1f} ms")


def measure(asked: argparse.Namespace, stack: ExitStack) -> list[str]:
    """Fill a branch, run the measurement, print it, and return every breach."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    postgres = stack.enter_context(PrivatePostgres(folder))
    url = postgres.create_database("bench")
    settings = world_settings(folder / "data", database_url=url)
    app = create_app(settings)
    build_schema(settings)
    plant_branches(app)
    first = min(ALONE, asked.check_ins)
    with app.app_context():
        visits = fill(visits=asked.check_ins + first)
        desks = [sign_in("front_desk", number) for number in range(asked.desks)]
        screens = [sign_in("sss_head", number) for number in range(asked.screens)]
    served = Served(_environ(folder / "data", url), options=asked.gunicorn.split())
    served.start()
    stack.callback(served.stop)
    print(f"{asked.check_ins} check-ins by {asked.desks} desks, the live list on {asked.screens} screens")
    measure_idle_list(served, screens[0])
    alone, _spent = work(served, desks[:1], [], visits[:first], kill=False)
    if alone.faults:
        return alone.faults
    loaded, spent = work(served, desks, screens, visits[first:], kill=asked.kill)
    report(alone, loaded, spent=spent)
    return list(check(postgres.url("bench"), loaded, alone=alone))


def main() -> int:
    """Run the measurement; return 1 for any breach."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("check_ins", nargs="?", type=int, default=1000)
    parser.add_argument("--desks", type=int, default=4)
    parser.add_argument("--screens", type=int, default=3)
    parser.add_argument("--gunicorn", default="", help="options of gunicorn that replace what is configured")
    parser.add_argument("--no-kill", dest="kill", action="store_false")
    with ExitStack() as stack:
        breaches = measure(parser.parse_args(), stack)
    for breach in breaches:
        print(f"  BREACH: {breach}")
    if not breaches:
        print("  no double check-in, no gap in the numbers, nothing acknowledged was lost")
    return 1 if breaches else 0


def _environ(folder: Path, url: str) -> dict[str, str]:
    return {
        "QORGAU_DATA_DIR": str(folder),
        "QORGAU_MASTER_KEY": f"test:{TEST_KEY}",
        "QORGAU_ARGON2_MEMORY_KIB": "64",
        "QORGAU_ARGON2_ROUNDS": "1",
        "QORGAU_DATABASE_URL": url,
    }


if __name__ == "__main__":
    sys.exit(main())
