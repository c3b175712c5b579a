"""Fill branches with made-up people, accounts and the records of their modules, each part once.

Every part of a branch is one transaction that ends with an entry in the trail; a part whose entry
is there is left alone, so a start that was cut short goes on where it ended.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.audit.recorder import record
from platform_core.central.figures import recount
from platform_core.clock import now
from platform_core.contacts.demo import seed_contacts
from platform_core.crypto import blind_index
from platform_core.db.base import new_id
from platform_core.demo.accounts import make_accounts
from platform_core.demo.people import Made, make_people
from platform_core.documents.demo import seed_signatures
from platform_core.extensions import db
from platform_core.hooks.gate import hooks_for
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import central_read, in_branch
from platform_core.obligations.demo import seed_obligations
from platform_core.people.imports.apply import apply_plan
from platform_core.people.imports.plan import Plan, PlannedPerson
from platform_core.people.queries import IDENTITY_PURPOSE
from platform_core.tenancy.dates import local_day

SEEDED = "core.demo_seeded"
HISTORY = timedelta(days=2 * 365)
"""How far back figures are counted for what modules invent."""
PEOPLE, ACCOUNTS, CONTACTS, DOCUMENTS = "people", "accounts", "contacts", "documents"
OBLIGATIONS = "obligations"
SHOWCASE = "almaty-phys-math"
Tick = Callable[[str], None]


def choose_branches(branches: Sequence[BranchInfo], count: int) -> list[BranchInfo]:
    """Return the first `count` branches by code, the one whose accounts are printed before all."""
    return sorted(branches, key=lambda branch: (branch.code != SHOWCASE, branch.code))[:count]


def parts_of(branch: BranchInfo) -> list[str]:
    """Name what is to be filled in a branch: the core's parts, modules that seed, and what is due of all.

    Of the centre: the modules alone, which fill the registers that are no branch's.
    """
    modules = [name for name, _ in hooks_for(branch, "seed_demo")]
    if branch.is_central:
        return modules
    return [PEOPLE, ACCOUNTS, CONTACTS, DOCUMENTS, *modules, OBLIGATIONS]


def missing_parts(branches: Sequence[BranchInfo]) -> list[tuple[BranchInfo, str]]:
    """Return which parts of which branches are not filled yet, in the order in which to fill them."""
    statement = select(AuditEntry.branch_id, AuditEntry.data).where(AuditEntry.event == SEEDED)
    with central_read(reason="demo"):
        done = {(row.branch_id, row.data["part"]) for row in db.session.execute(statement)}
    wanted = ((branch, part) for branch in branches for part in parts_of(branch))
    return [(branch, part) for branch, part in wanted if (branch.id, part) not in done]


def seed_part(branch: BranchInfo, part: str, *, showcase: bool) -> None:
    """Fill one part of a branch, or of the centre, and record that it is there."""
    if branch.is_central:
        _seed_centre(branch, part)
        return
    if part == ACCOUNTS:
        # accounts are transactions of their own, made only where they are missing
        make_accounts(branch, every_role=showcase)
    with in_branch(branch.id, write=True):
        if part == PEOPLE:
            _seed_people(branch)
        elif part == CONTACTS:
            seed_contacts(branch, _chance(branch, part))
        elif part == DOCUMENTS:
            seed_signatures(branch, _chance(branch, part))
        elif part == OBLIGATIONS:
            seed_obligations(branch, _chance(branch, part))
        elif part != ACCOUNTS:
            seed: Callable[..., None] = dict(hooks_for(branch, "seed_demo"))[part]
            seed(branch, now(), _chance(branch, part))
            recount(branch, module=part, since=local_day(branch) - HISTORY)
        record(SEEDED, data={"part": part})
        db.session.commit()


def _seed_centre(centre: BranchInfo, part: str) -> None:
    """Let a module fill its registers: it opens them itself, from a scope that only reads at the centre."""
    with in_branch(centre.id):
        seed: Callable[..., None] = dict(hooks_for(centre, "seed_demo"))[part]
        seed(centre, now(), _chance(centre, part))
    with in_branch(centre.id, write=True):
        record(SEEDED, data={"part": part})
        db.session.commit()


def _chance(branch: BranchInfo, part: str) -> Random:
    return Random(f"{branch.code}:{part}")


def _seed_people(branch: BranchInfo) -> None:
    made = make_people(_chance(branch, PEOPLE), today=local_day(branch), has_hostel=branch.has_hostel)
    plan = Plan()
    for person in made:
        student_id = _plan_person(plan, person)
        for guardian, relation in person.guardians:
            plan.links[student_id, _plan_person(plan, guardian)] = relation
    total = len(plan.people)
    apply_plan(plan, done=0, total=total, progress=_silent)
    record("core.people_imported", data={"created": total})


def _plan_person(plan: Plan, made: Made) -> UUID:
    number: Any = made.values.get("identity_number")
    index = blind_index(number, purpose=IDENTITY_PURPOSE) if number else None
    planned = PlannedPerson(new_id(), made.kind, "create", dict(made.values), index)
    plan.people[planned.id] = planned
    return planned.id


def _silent(done: int, total: int) -> None:
    """Tell nobody: the bar counts whole parts."""
