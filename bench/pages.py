"""Measure what the product's care costs beside a floor that has none: `python -m bench pages`.

On PostgreSQL, each pair interleaved in one run, medians and their ratio: the list of people with 50
rows as a signed-in member gets it, beside the same template over the same rows read by plain SQL; a
query behind the guard and row-level security, beside one that names its branch and has neither; kept
figures of every branch, beside plain SQL over the same table, and beside counting them anew.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask, request, template_rendered
from sqlalchemy import Connection, create_engine, select, text

from platform_core.app import create_app
from platform_core.central.queries import kept_figures
from platform_core.demo.seed import PEOPLE, seed_part
from platform_core.extensions import db
from platform_core.hooks.gate import hooks_for
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import central_read, in_branch
from platform_core.people.models import Person
from platform_core.tenancy.dates import current_period
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import sign_in
from platform_core.testing.servers import PrivatePostgres
from platform_core.testing.world import build_schema, plant_branches, world_settings

PAGE = "/alpha/people/"
MODULE = "incidents"
PLAIN_PEOPLE = text(
    "SELECT id, kind, family_name, given_name, patronymic, grade, class_letter, position, left_on "
    "FROM core_person WHERE branch_id = :branch ORDER BY sort_name, id LIMIT 50"
)
PLAIN_FIGURES = text(
    "SELECT branch_id, school_year, quarter, code, value, by_kind "
    "FROM core_kept_figure WHERE module = :module AND school_year = :year"
)
COLUMNS = (
    Person.id,
    Person.kind,
    Person.family_name,
    Person.given_name,
    Person.patronymic,
    Person.grade,
    Person.class_letter,
    Person.position,
    Person.left_on,
)
Run = Callable[[], object]


def compare(title: str, runs: dict[str, Run], *, rounds: int) -> None:
    """Run each in turn, `rounds` times, and print medians and how many times the first one's each takes."""
    spent: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    for _ in range(rounds):
        for name, run in runs.items():
            started = perf_counter()
            run()
            spent[name].append(perf_counter() - started)
    floor = median(next(iter(spent.values())))
    print(title)
    for name, seconds in spent.items():
        print(f"  {name:34} {median(seconds) * 1000:8.2f} ms {median(seconds) / floor:6.2f}x")


def measure_page(app: Flask, branch: BranchInfo, plain: Connection, *, rounds: int) -> None:
    """Compare the list as it is answered with its template alone over plain SQL."""
    client = app.test_client()
    sign_in(client, "branch_admin", branch.code)
    template, context = _rendered(client, app)

    def floor() -> str:
        rows = plain.execute(PLAIN_PEOPLE, {"branch": branch.id}).all()
        assert len(rows) == 50
        return str(template.render(context))

    def page() -> bytes:
        answer = client.get(PAGE)
        assert answer.status_code == 200
        return bytes(answer.data)

    runs: dict[str, Run] = {"template over plain SQL": _asked(app, branch, floor), "page": page}
    compare("list of people, 50 rows", runs, rounds=rounds)


def _asked(app: Flask, branch: BranchInfo, run: Run) -> Run:
    """Stand in a bare request, where templates find their functions and what they ask by themselves."""

    def asked() -> object:
        with app.test_request_context(PAGE):
            for take in app.url_value_preprocessors[None]:
                take(request.endpoint, request.view_args)
            with in_branch(branch.id):
                return run()

    return asked


def _rendered(client: Any, app: Flask) -> tuple[Any, dict[str, Any]]:
    """Return the template of the page and what it was given."""
    seen: list[tuple[Any, dict[str, Any]]] = []

    def see(_sender: Flask, template: Any, context: dict[str, Any], **_more: object) -> None:
        seen.append((template, context))

    with template_rendered.connected_to(see, app):
        client.get(PAGE)
    return seen[-1]


def measure_fences(branch: BranchInfo, plain: Connection, *, rounds: int) -> None:
    """Compare a query behind the guard and row-level security with one that has neither."""
    query = select(*COLUMNS).order_by(Person.sort_name, Person.id).limit(50)
    with in_branch(branch.id):
        runs: dict[str, Run] = {
            "plain filter, no fences": lambda: plain.execute(PLAIN_PEOPLE, {"branch": branch.id}).all(),
            "guard and row-level security": lambda: db.session.execute(query).all(),
        }
        compare("50 people of one branch", runs, rounds=rounds * 4)


def measure_figures(branches: list[BranchInfo], plain: Connection, *, rounds: int) -> None:
    """Compare kept figures with plain SQL, and with counting every branch anew."""
    period = current_period(branches[0])
    asked = {"module": MODULE, "year": period.school_year}

    def kept() -> object:
        with central_read(reason="bench"):
            return kept_figures(MODULE, [period.school_year])

    def anew() -> None:
        for branch in branches:
            with in_branch(branch.id):
                for _name, count in hooks_for(branch, "measure_indicators"):
                    count(branch, period)

    runs: dict[str, Run] = {
        "plain SQL over kept figures": lambda: plain.execute(PLAIN_FIGURES, asked).all(),
        "kept figures": kept,
        "counted anew": anew,
    }
    compare(f"a year's figures of {len(branches)} branches", runs, rounds=rounds)


@contextmanager
def filled(folder: Path, url: str) -> Iterator[tuple[Flask, list[BranchInfo]]]:
    """Make an application over PostgreSQL with two branches filled as the demonstration fills them."""
    settings = world_settings(folder, database_url=url)
    app = create_app(settings)
    app.testing = True
    build_schema(settings)
    plant_branches(app)
    with app.app_context():
        branches = [branch_by_code(code) for code in ("alpha", "beta")]
        for branch in branches:
            for part in (PEOPLE, MODULE):
                seed_part(branch, part, showcase=False)
        yield app, branches


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="?", type=int, default=40)
    rounds = parser.parse_args().rounds
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(PrivatePostgres(folder))
        world = filled(folder / "data", server.create_database("bench"))
        app, branches = stack.enter_context(world)
        plain = stack.enter_context(create_engine(server.url("bench")).connect())  # no fence holds it
        measure_page(app, branches[0], plain, rounds=rounds)
        measure_fences(branches[0], plain, rounds=rounds)
        measure_figures(branches, plain, rounds=rounds)


if __name__ == "__main__":
    main()
