"""A made-up module with one duty of every kind, for the tests of obligations."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import ModuleType
from typing import Any, TypeVar

import time_machine
from flask import Flask
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.gate import Gate
from platform_core.hooks.manager import PluginManager, find_modules
from platform_core.hooks.manifest import Manifest, ObligationSpec, PageRef
from platform_core.hooks.recurrence import After, Every, Once, OnDates, SchoolYear
from platform_core.hooks.specs import hookimpl
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.obligations.models import Obligation
from platform_core.obligations.planning import plan_branch
from platform_core.obligations.registry import install_obligations
from platform_core.tenancy.directory import branch_by_code
from platform_core.tenancy.models import EnabledModule

Result = TypeVar("Result")
NAME = "duties"
MEETING, MONITORING, QUARTER, RULES = (
    f"{NAME}.{noun}" for noun in ("meeting", "monitoring", "quarter", "rules")
)
ACQUAINTED, ENTRY, ROUND, NETWORK = (f"{NAME}.{noun}" for noun in ("acquainted", "entry", "round", "network"))
NAMES = {"entry-1": "Сенім телефоны", "entry-2": "Полиция"}


def name_entries(keys: Collection[str]) -> Mapping[str, str]:
    """Name entries, as a module would from its own table."""
    return {key: NAMES[key] for key in keys if key in NAMES}


SPECS = (
    ObligationSpec(
        MEETING, "Safety service meets", "P31", Every(weeks=2, rolling=True),
        owners=("sss_head", "sss_member"), remind_before=(3, 1), escalate_after=5, by_hand=True,
    ),
    ObligationSpec(
        MONITORING, "Monitoring", "P36", OnDates(((6, 1), (12, 1))),
        owners=("psychologist",), remind_before=(14,), escalate_after=10, early_days=45,
    ),
    ObligationSpec(
        QUARTER, "Quarter reported", "P36", SchoolYear(offset_working_days=5, quarter="each"),
        owners=("branch_head",), remind_before=(2,), escalate_after=3,
    ),
    ObligationSpec(RULES, "Rules adopted", "P3", Once(date(2026, 9, 1)), owners=("branch_head",)),
    ObligationSpec(
        ACQUAINTED, "Acquainted with the rules", "A4", After(months=1),
        owners=("hr_officer",), remind_before=(7,), keyed=True,
    ),
    ObligationSpec(
        ENTRY, "Entry verified", "P47", Every(months=12, rolling=True),
        owners=("sss_head",), remind_before=(30, 7), keyed=True,
        page=PageRef("shell.dashboard"), name_keys=name_entries,
    ),
    ObligationSpec(ROUND, "Round made", "P12", Every(days=1), owners=("front_desk",), keyed=True),
    ObligationSpec(
        NETWORK, "Entries of the network verified", "P47", SchoolYear(offset_days=30),
        owners=("wellbeing_officer",), remind_before=(7,), escalate_after=5, place="central",
    ),
)  # fmt: skip


def make_module(*specs: ObligationSpec) -> ModuleType:
    """Make the module; without specs it has them all."""
    module = ModuleType("duties_module")

    def describe_module() -> Manifest:
        return Manifest(
            name=NAME,
            title="Duties",
            icon="checks",
            version="0.1.0",
            package="tests.platform_core.obligations",
            default_on=True,
            obligations=specs or SPECS,
        )

    describe: Any = hookimpl(describe_module)
    module.describe_module = describe  # type: ignore[attr-defined]
    return module


def noon(day: date, zone_hours: int = 5) -> datetime:
    """Return noon of a day, by default in Kazakhstan (UTC+5)."""
    return datetime.combine(day, time(12), UTC) - timedelta(hours=zone_hours)


@dataclass(slots=True)
class Bench:
    """One application whose branches have the module of duties, and the day that it is."""

    app: Flask
    branch: BranchInfo
    other: BranchInfo
    centre: BranchInfo
    traveller: Any

    def go_to(self, day: date) -> None:
        """Make it noon of a day in the branches."""
        self.traveller.move_to(noon(day), tick=False)

    def do(self, work: Callable[[], Result], *, branch: BranchInfo | None = None) -> Result:
        """Work in a write scope of a branch and commit."""
        with in_branch((branch or self.branch).id, write=True):
            done = work()
            db.session.commit()
        return done

    def plan(self, day: date, *, branch: BranchInfo | None = None) -> int:
        """Run the plan on a day; return how many were opened."""
        self.go_to(day)
        where = self.reread(branch or self.branch)
        return self.do(lambda: plan_branch(where), branch=where)

    def rows(self, code: str, key: str = "", *, branch: BranchInfo | None = None) -> list[tuple[str, str]]:
        """List day and status of every obligation of a code and key, in order."""
        columns = (Obligation.due_on, Obligation.status)
        wanted = select(*columns).where(Obligation.code == code, Obligation.key == key)
        with in_branch((branch or self.branch).id):
            found = db.session.execute(wanted.order_by(Obligation.due_on, Obligation.id))
            return [(row.due_on.isoformat(), row.status) for row in found]

    def one(self, code: str, key: str = "") -> Obligation:
        """Return the only obligation of a code and key, detached."""
        with in_branch(self.branch.id):
            wanted = select(Obligation).where(Obligation.code == code, Obligation.key == key)
            return db.session.scalars(wanted).one()

    def reread(self, branch: BranchInfo) -> BranchInfo:
        """Read a branch and its switches anew."""
        return branch_by_code(branch.code)

    def switch(self, *, on: bool, branch: BranchInfo | None = None) -> None:
        """Switch the module on or off in a branch."""
        with in_branch((branch or self.branch).id, write=True):
            row = db.session.scalars(select(EnabledModule).where(EnabledModule.module == NAME)).one()
            row.enabled = on
            db.session.commit()


@contextmanager
def made_bench(app: Flask, *specs: ObligationSpec) -> Iterator[Bench]:
    """Put the module beside those found, on in two branches, on 2 November 2026."""
    kept = {name: app.extensions.get(name) for name in ("qorgau_gate", "qorgau_obligations")}
    gate = app.extensions["qorgau_gate"] = Gate(PluginManager([*find_modules(), make_module(*specs)]))
    install_obligations(app, {NAME: gate.manager.manifests[NAME]})  # no other module's duties
    for code in ("alpha", "beta"):
        with in_branch(branch_by_code(code).id, write=True):
            db.session.add(EnabledModule(module=NAME, enabled=True, settings={}))
            db.session.commit()
    with time_machine.travel(noon(date(2026, 11, 2)), tick=False) as traveller:
        yield Bench(
            app, branch_by_code("alpha"), branch_by_code("beta"), branch_by_code("central"), traveller
        )
    app.extensions.update(kept)
