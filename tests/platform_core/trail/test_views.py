from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from platform_core.audit import recorder
from platform_core.audit.events import register_events
from platform_core.audit.models import AuditEntry
from platform_core.audit.recorder import record
from platform_core.audit.seal import seal_all
from platform_core.extensions import db
from platform_core.hooks.manifest import AuditEvent
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import PUBLIC_ACTOR, SYSTEM_ACTOR, Actor
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user
from platform_core.testing.statements import counted_statements

Login = Callable[..., str]
TARGET = ("incidents_incident", uuid4())


@pytest.fixture(autouse=True)
def _declared(app: Flask) -> None:
    register_events(
        [AuditEvent("tests.looked", "Opened a test record"), AuditEvent("tests.met", "Met", ("name",))]
    )


def tell(branch: BranchInfo, actor: Actor = SYSTEM_ACTOR, **options: object) -> None:
    with in_branch(branch.id, actor=actor, write=True):
        record("tests.looked", **options)  # type: ignore[arg-type]
        db.session.commit()


def actor_of(user_id: UUID, branch: BranchInfo, kind: str = "user") -> Actor:
    return Actor(user_id, None, "", branch.id, frozenset(), frozenset(), kind)  # type: ignore[arg-type]


def events(branch: BranchInfo, code: str) -> list[AuditEntry]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(AuditEntry).where(AuditEntry.event == code)))


def test_a_head_sees_who_did_what_in_the_branch(
    client: FlaskClient, login: Login, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    member = make_user("psychologist", name="Гүлнар Сейітова")
    tell(branch_a, actor_of(member, branch_a), target=TARGET, data={"rows": 7})
    tell(branch_b, data={"only": "beta"})
    login(client, "branch_head", "alpha")
    page = client.get("/alpha/audit").get_data(as_text=True)
    for shown in ("Гүлнар Сейітова", "Opened a test record", f"{TARGET[0]}:{TARGET[1]}", "Records: 7"):
        assert shown in page
    assert "only: beta" not in page


def test_looking_at_the_trail_is_recorded(client: FlaskClient, login: Login, branch_a: BranchInfo) -> None:
    login(client, "branch_head", "alpha")
    client.get("/alpha/audit")
    assert len(events(branch_a, "core.trail_viewed")) == 1


def test_every_kind_of_actor_has_a_name(client: FlaskClient, login: Login, branch_a: BranchInfo) -> None:
    member = make_user("psychologist", name="Гүлнар")
    for actor in (
        SYSTEM_ACTOR,
        PUBLIC_ACTOR,
        actor_of(member, branch_a, "token"),
        actor_of(uuid4(), branch_a),
    ):
        tell(branch_a, actor)
    login(client, "branch_head", "alpha")
    page = client.get("/alpha/audit?event=tests.looked").get_data(as_text=True)
    for shown in (
        "The service itself",
        "Somebody not signed in",
        "Гүлнар, by an API token",
        "Somebody of another branch or the centre",
    ):
        assert shown in page


def test_personal_facts_are_never_shown(client: FlaskClient, login: Login, branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True):
        record("tests.met", facts={"name": "Айгерім"})
        db.session.commit()
    login(client, "branch_head", "alpha")
    page = client.get("/alpha/audit").get_data(as_text=True)
    assert "Айгерім" not in page
    assert "Personal facts kept apart" in page


def test_each_filter_narrows(client: FlaskClient, login: Login, branch_a: BranchInfo) -> None:
    member = make_user("psychologist", name="Гүлнар")
    with time_machine.travel(datetime(2026, 9, 1, 8, tzinfo=UTC)):
        tell(branch_a, actor_of(member, branch_a), data={"n": "one"})
    with time_machine.travel(datetime(2026, 9, 2, 20, tzinfo=UTC)):  # already the 3rd on the branch's clock
        tell(branch_a, target=TARGET, data={"n": "two"})
    login(client, "branch_head", "alpha")

    def found(query: str) -> set[str]:
        page = client.get(f"/alpha/audit?{query}").get_data(as_text=True)
        return {number for number in ("one", "two") if f"n: {number}" in page}

    assert found("") == {"one", "two"}
    assert found("actor=гүл") == {"one"}
    assert found("event=tests.looked") == {"one", "two"}
    assert found("event=core.signed_in") == set()
    assert found("since=2026-09-03") == {"two"}
    assert found("until=2026-09-02") == {"one"}
    assert found(f"record={TARGET[0]}:{TARGET[1]}") == {"two"}
    assert found(f"record={TARGET[1]}") == {"two"}
    assert found("record=nonsense") == set()


@pytest.mark.parametrize("query", ["since=yesterday", "event=tests.unknown", "cursor=x", "sort=event"])
def test_a_wrong_filter_is_refused(query: str, client: FlaskClient, login: Login) -> None:
    login(client, "branch_head", "alpha")
    assert client.get(f"/alpha/audit?{query}").status_code == 400


def test_pages_lead_through_the_whole_trail(client: FlaskClient, login: Login, branch_a: BranchInfo) -> None:
    for number in range(60):
        tell(branch_a, data={"n": number})
    login(client, "branch_head", "alpha")
    first = client.get("/alpha/audit?event=tests.looked").get_data(as_text=True)
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(address).get_data(as_text=True)
    seen = [number for number in range(60) if f"n: {number}<" in first or f"n: {number}<" in second]
    assert seen == list(range(60))
    assert not [number for number in range(60) if f"n: {number}<" in first and f"n: {number}<" in second]


def test_how_far_it_is_sealed_is_shown(client: FlaskClient, login: Login, branch_a: BranchInfo) -> None:
    login(client, "branch_head", "alpha")
    assert "Fingerprint of the key" not in client.get("/alpha/audit").get_data(as_text=True)
    seal_all()
    assert "Fingerprint of the key" in client.get("/alpha/audit").get_data(as_text=True)


def test_a_page_that_cannot_be_recorded_is_not_shown(
    client: FlaskClient, login: Login, branch_a: BranchInfo, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(branch_a, data={"only": "alpha"})
    login(client, "branch_head", "alpha")
    assert "only: alpha" in client.get("/alpha/audit").get_data(as_text=True)

    def refuse(notes: object) -> None:
        raise OperationalError("the disk is full", None, Exception())

    monkeypatch.setattr(recorder, "_write", refuse)
    monkeypatch.setitem(app.config, "TESTING", 0)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", 0)
    answer = client.get("/alpha/audit")
    assert answer.status_code == 500
    assert "only: alpha" not in answer.get_data(as_text=True)


class TestAtTheCentre:
    def test_the_auditor_chooses_a_branch(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo, central: BranchInfo
    ) -> None:
        member = make_user("psychologist", name="Гүлнар")
        tell(branch_a, actor_of(member, branch_a), data={"only": "alpha"})
        login(client, "auditor", "central")
        assert "only: alpha" not in client.get("/central/audit").get_data(as_text=True)
        for query in ("of=alpha", "of=alpha&actor=гүлнар"):
            page = client.get(f"/central/audit?{query}").get_data(as_text=True)
            assert "only: alpha" in page
            assert "Гүлнар" in page

    def test_the_reading_stands_in_both_trails(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo, central: BranchInfo
    ) -> None:
        login(client, "auditor", "central")
        client.get("/central/audit?of=alpha")
        for branch in (branch_a, central):
            (entry,) = events(branch, "core.trail_viewed")
            assert entry.data["reason"] == "trail"
            assert entry.actor_branch_id == central.id

    def test_an_unknown_branch_is_not_found(self, client: FlaskClient, login: Login) -> None:
        login(client, "auditor", "central")
        assert client.get("/central/audit?of=nowhere").status_code == 404


class TestRefusals:
    @pytest.mark.parametrize("role", ["psychologist", "sss_head", "staff", "branch_admin"])
    def test_only_the_head_of_a_branch(self, role: str, client: FlaskClient, login: Login) -> None:
        login(client, role, "alpha")
        assert client.get("/alpha/audit").status_code == 403

    @pytest.mark.parametrize("role", ["wellbeing_officer", "platform_admin", "deputy_chair"])
    def test_only_the_auditor_at_the_centre(self, role: str, client: FlaskClient, login: Login) -> None:
        login(client, role, "central")
        assert client.get("/central/audit?of=alpha").status_code == 403

    def test_a_head_sees_no_other_branch(self, client: FlaskClient, login: Login) -> None:
        login(client, "branch_head", "alpha")
        assert client.get("/alpha/audit?of=beta").status_code == 404
        assert client.get("/beta/audit").status_code == 404

    def test_nobody_signed_in_is_sent_to_sign_in(self, client: FlaskClient) -> None:
        assert client.get("/alpha/audit").status_code == 302


@time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False)
def test_the_page_asks_no_more_when_there_is_more_to_show(
    client: FlaskClient, login: Login, branch_a: BranchInfo
) -> None:
    """The hour stands still: a session notes now and then that it is used, and that is no matter here."""
    login(client, "branch_head", "alpha")

    def statements() -> int:
        with counted_statements() as seen:
            client.get("/alpha/audit")
        return len(seen)

    for name in ("A", "B"):
        tell(branch_a, actor_of(make_user("staff", login=f"user.{name}", name=name), branch_a))
    few = statements()
    for number in range(30):
        tell(branch_a, actor_of(make_user("staff", login=f"user.{number}"), branch_a), target=TARGET)
    assert statements() == few
