"""The load, the rules as SQL, the figures and the borders between branches."""

from datetime import timedelta
from itertools import product
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from platform_core.clock import now
from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.tenancy.dates import current_period, local_day
from plugins.directory.demo import seed_demo
from plugins.directory.indicators import HIDDEN, LOCAL, OUTDATED, measure_indicators
from plugins.directory.models import HiddenService, LocalService, Service
from plugins.directory.policy.codes import Audience, Status, Verification
from plugins.directory.policy.visibility import VALID_DAYS, Standing, is_shown, verification_on
from plugins.directory.queries.branch import get_local, shown_to
from plugins.directory.queries.documents import read_documents
from plugins.directory.queries.listing import stands_at
from plugins.directory.queries.public import list_shown, read_entries
from plugins.directory.schemas.shipped import shipped_documents, shipped_id
from plugins.directory.services.documents import save_documents
from plugins.directory.services.loading import Loaded, load_shipped
from plugins.directory.services.local import check_local, hide_entry, keep_address, read_address

POLICE = shipped_id("service", "police")


def test_what_people_changed_survives_the_next_load(loaded: Loaded, keeper: Actor) -> None:
    with catalogue_write(actor=keeper):
        (document,) = read_documents([POLICE])
        renamed = {**document, "name": "Полиция", "last_modified": None}
        save_documents([renamed], by="Айгүл", at=now())
        again = load_shipped()
        db.session.commit()
        assert again.kept == [str(POLICE)]
        assert (len(again.outcome.same), again.outcome.written) == (52, [])
        assert read_documents([POLICE])[0]["name"] == "Полиция"


def test_a_new_edition_of_what_is_shipped_leaves_people_s_decisions(loaded: Loaded, keeper: Actor) -> None:
    with catalogue_write(actor=keeper):
        service = db.session.scalars(select(Service).where(Service.id == POLICE)).one()
        service.url, service.verification, service.visibility = "http://old.example.kz", "lapsed", "staff"
        db.session.flush()
        again = load_shipped()
        assert again.outcome.changed == [str(POLICE)]
        (document,) = read_documents([POLICE])
    found = (document["url"], document["verification"], document["visibility"])
    assert found == ("http://qamqor.gov.kz", "lapsed", "staff")


def test_every_name_and_address_is_in_three_languages() -> None:
    for document in shipped_documents():
        for at in document.get("service_at_locations", ()):
            (address,) = at["location"]["addresses"]
            assert all(set(said) == {"kk", "ru", "en"} for said in address["translations"].values())
        assert set(document["translations"]["name"]) == {"kk", "ru", "en"}
        assert set(document["organization"]["translations"]["name"]) == {"kk", "ru", "en"}


def test_the_rules_as_sql_are_the_rules(app: Flask, keeper: Actor, central: BranchInfo) -> None:
    today = local_day(central)
    ages = (None, 0, VALID_DAYS - 1, VALID_DAYS, VALID_DAYS + 1)
    made = [
        Service(
            name=f"{status}",
            kind="other",
            status=status,
            visibility=visibility,
            verification=verification,
            assured_date=None if age is None else today - timedelta(days=age),
        )
        for status, visibility, verification, age in product(Status, Audience, Verification, ages)
    ]
    with catalogue_write(actor=keeper):
        db.session.add_all(made)
        db.session.flush()
        for audience in Audience:
            chosen = set(db.session.scalars(select(Service.id).where(*shown_to(Service, audience))))
            assert chosen == {
                one.id
                for one in made
                if is_shown(
                    Standing(Status(one.status), Audience(one.visibility), Verification(one.verification)),
                    audience,
                )
            }
        for state in Verification:
            chosen = set(db.session.scalars(select(Service.id).where(stands_at(Service, state, today))))
            assert chosen == {
                one.id
                for one in made
                if verification_on(Verification(one.verification), one.assured_date, today) is state
            }


@pytest.fixture
def seeded(loaded: Loaded, branch_a: BranchInfo) -> BranchInfo:
    with in_branch(branch_a.id, write=True):
        seed_demo(branch_a, now(), Random(3))
        seed_demo(branch_a, now(), Random(3))
        db.session.commit()
    return branch_a


def test_the_demonstration_shows_everything_once(seeded: BranchInfo) -> None:
    with in_branch(seeded.id):
        assert len(db.session.scalars(select(LocalService.id)).all()) == 3
        assert len(db.session.scalars(select(HiddenService.id)).all()) == 1
        staff = list_shown(Audience.STAFF)
        assert len(staff) == 3 + 52
        assert len(list_shown(Audience.PUBLIC)) == 1 + 51
        assert sum(one.document is not None for one in staff) == 3
        shown = read_entries(staff, "kk")
        assert [entry.address for entry in shown if entry.name == "Уақытша баспана"] == [""]


def test_the_figures_count_what_is_there(seeded: BranchInfo) -> None:
    with in_branch(seeded.id):
        found = {one.code: one for one in measure_indicators(seeded, current_period(seeded))}
    assert found[LOCAL].value == 3
    assert found[LOCAL].by_kind == {"psychology": 1, "legal_aid": 1, "shelter": 1}
    assert (found[OUTDATED].value, found[HIDDEN].value) == (0, 1)


def test_another_branch_s_local_service_is_not_there(seeded: BranchInfo, branch_b: BranchInfo) -> None:
    with in_branch(seeded.id):
        local_id = db.session.scalars(select(LocalService.id).where(LocalService.address_confidential)).one()
    with in_branch(branch_b.id, write=True):
        with pytest.raises(NotFound):
            get_local(local_id)
        with pytest.raises(NotFound):
            read_address(local_id, is_local=True)
        with pytest.raises(NotFound):
            keep_address(local_id, "Абай 1", is_local=True)


def test_services_refuse_what_cannot_be(seeded: BranchInfo) -> None:
    today = local_day(seeded)
    with in_branch(seeded.id, write=True):
        hidden = db.session.scalars(select(HiddenService.service_id)).one()
        local = db.session.scalars(select(LocalService).where(~LocalService.address_confidential)).first()
        assert local is not None
        with pytest.raises(Conflict):
            hide_entry(hidden, "тағы", today=today)
        with pytest.raises(InvalidInput):
            keep_address(local.id, "Абай 1", is_local=True)
        with pytest.raises(Conflict):
            check_local(local.id, {"state": "lapsed", "way": "phone", "version": 99}, today=today)


def test_it_all_works_on_postgresql(pg_app: Flask) -> None:
    from platform_core.tenancy.directory import branch_by_code

    alpha, beta = branch_by_code("alpha"), branch_by_code("beta")
    for count in (53, 0):
        with in_branch(branch_by_code("central").id), catalogue_write():
            assert len(load_shipped().outcome.created) == count
            db.session.commit()
    with in_branch(alpha.id, write=True):
        seed_demo(alpha, now(), Random(3))
        db.session.commit()
    with in_branch(alpha.id):
        assert len(list_shown(Audience.PUBLIC)) == 52
    with in_branch(beta.id):
        found = [one for one in list_shown(Audience.PUBLIC) if "sexual_violence" in one.needs]
        assert len(found) == 3
