"""How many statements each main page sends: as many for a big school as for a small one, and as many as kept.

A page that must ask more often is shown with `UPDATE_SNAPSHOTS=1`, which writes `query_counts.json` anew.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.clock import now
from platform_core.crypto.current import current_keyring, init_keyring
from platform_core.demo.seed import seed_part
from platform_core.extensions import db
from platform_core.hooks.gate import manifests
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.people.models import Person
from platform_core.tenancy.directory import branch_by_code
from platform_core.tenancy.models import EnabledModule
from platform_core.testing.people import make_token, make_user, sign_in
from platform_core.testing.statements import counted_statements
from platform_core.testing.world import World, new_branch
from plugins.visitors.demo import PARTS
from tests.records import address_of, records_of, seed_school

KEPT = Path(__file__).with_name("query_counts.json")
SMALL, BIG, MORE_BRANCHES = "alpha", "beta", 10
HEAD, ADMIN, LEADER, AUDITOR = "sss_head", "branch_admin", "branch_head", "auditor"
DESK = "front_desk"
OFFICER, PLATFORM = "wellbeing_officer", "platform_admin"
PAGES = {
    "/<branch>/": HEAD,
    "/<branch>/inbox": HEAD,
    "/<branch>/inbox/count": HEAD,
    "/<branch>/people/": ADMIN,
    "/<branch>/people/<person_id>": ADMIN,
    "/<branch>/people/find?q=а": HEAD,
    "/<branch>/people/export.json": ADMIN,
    "/<branch>/incidents/reports": HEAD,
    "/<branch>/incidents/reports/<report_id>": HEAD,
    "/<branch>/incidents/reports/<report_id>/register": HEAD,
    "/<branch>/incidents/reports/mine": HEAD,
    "/<branch>/incidents/": HEAD,
    "/<branch>/incidents/?overdue=true": HEAD,
    "/<branch>/incidents/export.json": HEAD,
    "/<branch>/incidents/<incident_id>": HEAD,
    "/<branch>/incidents/<incident_id>/edit": HEAD,
    "/<branch>/incidents/<incident_id>/people/<participant_id>/risk": HEAD,
    "/<branch>/incidents/<incident_id>/risk/<assessment_id>": HEAD,
    "/<branch>/incidents/figures": HEAD,
    "/<branch>/coverage/": HEAD,
    "/<branch>/users": ADMIN,
    "/<branch>/audit": LEADER,
    "/<branch>/audit/checks": LEADER,
    "/<branch>/people/<person_id>/rights": LEADER,
    "/<branch>/jobs/": ADMIN,
    "/<branch>/branches/<branch>": ADMIN,
    "/<branch>/branches/<branch>/modules/<module>": ADMIN,
    "/<branch>/documents/": LEADER,
    "/<branch>/documents/signatures": LEADER,
    "/<branch>/obligations/": LEADER,
    "/<branch>/contacts/": LEADER,
    "/<branch>/directory/": LEADER,
    "/<branch>/directory/entries/<service_id>": LEADER,
    "/<branch>/help": HEAD,
    "/<branch>/visitors/desk": DESK,
    "/<branch>/visitors/desk/list": DESK,
    "/<branch>/visitors/desk/visits/<visit_id>": DESK,
    "/<branch>/visitors/inside": DESK,
    "/<branch>/visitors/inside/roll": DESK,
    "/<branch>/visitors/visits/<visit_id>/custody": DESK,
    "/<branch>/visitors/invites": LEADER,
    "/<branch>/visitors/invites/<invite_id>": LEADER,
    "/<branch>/visitors/approvals": LEADER,
    "/<branch>/visitors/emergency": LEADER,
    "/<branch>/visitors/journal": LEADER,
    "/<branch>/visitors/journal/<visit_id>": LEADER,
    "/<branch>/visitors/refusals": LEADER,
    "/<branch>/visitors/events": LEADER,
    "/<branch>/visitors/passes": LEADER,
    "/<branch>/visitors/sheets": LEADER,
    "/<branch>/visitors/rounds": DESK,
    "/<branch>/visitors/rounds/findings": LEADER,
    "/<branch>/visitors/watchlist": LEADER,
    "/<branch>/visitors/watchlist/matches": LEADER,
    "/<branch>/visitors/figures": LEADER,
}
API = (
    "/api/v1/<branch>/me",
    "/api/v1/<branch>/branches",
    "/api/v1/<branch>/incidents/journal",
    "/api/v1/<branch>/incidents/journal/<incident_id>",
    "/api/v1/<branch>/incidents/reports",
    "/api/v1/<branch>/incidents/reports/<report_id>",
    "/api/v1/<branch>/incidents/figures",
    "/api/v1/<branch>/documents",
    "/api/v1/<branch>/obligations",
    "/api/v1/<branch>/directory/entries",
    "/api/v1/<branch>/visitors/invites",
)
CENTRAL = {
    "/central/": OFFICER,
    "/central/incidents/journal": OFFICER,
    "/central/incidents/journal/export.json": OFFICER,
    "/central/incidents/escalated": OFFICER,
    "/central/incidents/figures": OFFICER,
    "/central/incidents/figures/export.json": OFFICER,
    "/central/modules": PLATFORM,
    "/central/jobs/": PLATFORM,
    "/central/users": PLATFORM,
    "/central/audit": AUDITOR,
    "/central/audit/checks": AUDITOR,
    "/central/directory/": OFFICER,
    "/central/documents/": OFFICER,
    "/central/obligations/late": OFFICER,
    "/central/visitors/figures": OFFICER,
}
CENTRAL_API = ("/api/v1/central/incidents/network/journal", "/api/v1/central/incidents/network/figures")
Counts = Mapping[str, int]
Visit = Callable[[str], int]


@pytest.fixture
def counted(world: World) -> Iterator[Flask]:
    """The application, whose key store is asked about changes once after each time its keys are dropped."""
    settings = world.settings
    with world.app.app_context():
        current_keyring().close()
        init_keyring(
            world.app,
            url=settings.key_store_url,
            masters=settings.master_keys,
            recheck_seconds=float("inf"),
        )
        yield world.app
        current_keyring().close()
        world.app.extensions.pop("qorgau_keyring")


def _count(client: FlaskClient, address: str, **more: Any) -> int:
    """Count what a second visit asks, with no key kept from the first."""
    assert client.get(address, **more).status_code == 200, address
    current_keyring().forget()
    with counted_statements() as seen:
        assert client.get(address, **more).status_code == 200, address
    return len(seen)


def _visitor(app: Flask, role: str, branch: str) -> Visit:
    client = app.test_client()
    sign_in(client, role, branch)
    return lambda address: _count(client, address)


def _program(app: Flask, branch: str) -> Visit:
    every = [one.code for manifest in manifests().values() for one in manifest.permissions]
    every += ["core.documents.read", "core.obligations.read", "core.obligations.oversee"]
    headers = {"Authorization": f"Bearer {make_token(*every, branch=branch)}"}
    return lambda address: _count(app.test_client(), address, headers=headers)


def _school_counts(app: Flask, code: str) -> Counts:
    records = records_of(branch_by_code(code), make_user(HEAD, branch=code))
    visits = {role: _visitor(app, role, code) for role in set(PAGES.values())}
    speak = _program(app, code)
    counts = {page: visits[role](address_of(page, records)) for page, role in PAGES.items()}
    counts |= {page: speak(address_of(page, records)) for page in API}
    return counts | {"/<branch>/search": _count_search(app, code, records["person_id"])}


def _count_search(app: Flask, code: str, person_id: str) -> int:
    """Count what it takes to find somebody who is there, by the whole family name."""
    branch = branch_by_code(code)
    with in_branch(branch.id):
        name = db.session.scalar(select(Person.family_name).where(Person.id == UUID(person_id)))
    client = app.test_client()
    sign_in(client, ADMIN, code)
    client.post(f"/{code}/search", data={"q": name})
    current_keyring().forget()
    with counted_statements() as seen:
        answer = client.post(f"/{code}/search", data={"q": name})
    assert f"/{code}/people/" in answer.text
    return len(seen)


def _central_counts(app: Flask) -> Counts:
    visits = {role: _visitor(app, role, "central") for role in set(CENTRAL.values())}
    speak = _program(app, "central")
    counts = {page: visits[role](page) for page, role in CENTRAL.items()}
    return counts | {page: speak(page) for page in CENTRAL_API}


def _plant_more(count: int, patch: pytest.MonkeyPatch) -> None:
    """Open further branches, each with a few people and incidents."""
    for number in range(count):
        with catalogue_write():
            row = new_branch(f"school-{number}")
            db.session.add(row)
            db.session.commit()
            branch_id = row.id
        with in_branch(branch_id, write=True):
            on = (EnabledModule(module=module, enabled=True, settings={}) for module in manifests())
            db.session.add_all(on)
            db.session.commit()
        seed_school(branch_by_code(f"school-{number}"), patch, people=1, incidents_a_year=1)


def _differences(few: Counts, many: Counts) -> dict[str, tuple[int, int]]:
    return {page: (few[page], many[page]) for page in few if few[page] != many[page]}


def _compare_with_kept(part: str, counts: Counts) -> None:
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(json.dumps({**kept, part: counts}, indent=2, ensure_ascii=False) + "\n", "utf-8")
        return
    assert dict(counts) == kept[part], "run with UPDATE_SNAPSHOTS=1 if the change is meant"


def _more_visitors(branch: BranchInfo) -> None:
    """Let a school live through two more fortnights at its entrance."""
    for chance in (Random("second"), Random("third")):
        with in_branch(branch.id, write=True):
            for seed in PARTS:
                seed(branch, now(), chance)
            db.session.commit()


def test_a_big_school_asks_as_often_as_a_small_one(counted: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seed_school(branch_by_code(SMALL), monkeypatch, people=1, incidents_a_year=1)
    seed_school(branch_by_code(BIG), monkeypatch, people=12, incidents_a_year=12)
    for code, teachers in ((SMALL, 2), (BIG, 20)):
        for number in range(teachers):
            make_user("staff", branch=code, login=f"teacher-{number}.{code}")
    for code in (SMALL, BIG):
        seed_part(branch_by_code(code), "visitors", showcase=False)
    _more_visitors(branch_by_code(BIG))
    small = _school_counts(counted, SMALL)
    big = _school_counts(counted, BIG)
    assert _differences(small, big) == {}
    _compare_with_kept("school", small)


def test_the_centre_asks_as_often_for_12_branches_as_for_2(
    counted: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in (SMALL, BIG):
        seed_school(branch_by_code(code), monkeypatch, people=1, incidents_a_year=1)
    few = _central_counts(counted)
    _plant_more(MORE_BRANCHES, monkeypatch)
    many = _central_counts(counted)
    assert _differences(few, many) == {}
    _compare_with_kept("centre", few)
