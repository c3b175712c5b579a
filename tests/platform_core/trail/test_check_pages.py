"""The page of checks: a branch's own for its head, every branch's for the auditor, nobody else's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from platform_core.audit.models import AuditCheck, AuditEntry
from platform_core.audit.report import Fault, VerifyReport, What
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.jobs.progress import Progress
from platform_core.testing.statements import counted_statements
from platform_core.testing.work import do_waiting_work
from platform_core.trail.checking import MOST_KEPT, keep_check
from platform_core.trail.words import SENTENCES

Login = Callable[..., str]
CHANGED = Fault(What.ENTRY_CHANGED, 6, uuid4())


def keep(branch: BranchInfo, *faults: Fault, size: int = 0, unsealed: int = 0) -> None:
    """Keep the result of a check as the nightly job would."""
    with in_branch(branch.id, write=True):
        keep_check(VerifyReport(branch.id, size, 1, unsealed, faults))
        db.session.commit()


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def events(branch: BranchInfo, code: str) -> list[AuditEntry]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(AuditEntry).where(AuditEntry.event == code)))


def works(branch: BranchInfo) -> int:
    with in_branch(branch.id):
        return db.session.scalar(select(func.count()).select_from(Progress)) or 0


def test_every_fault_has_words() -> None:
    assert set(SENTENCES) == set(What)


class TestInABranch:
    def test_before_the_first_check_it_says_so(self, client: FlaskClient, login: Login) -> None:
        login(client, "branch_head", "alpha")
        assert "Not checked yet" in page_of(client, "/alpha/audit/checks")

    def test_the_head_sees_when_and_how_far_it_was_checked(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo
    ) -> None:
        with time_machine.travel(datetime(2026, 11, 22, 22, 47, tzinfo=UTC)):
            login(client, "branch_head", "alpha")
            keep(branch_a, size=1234, unsealed=3)
            page = page_of(client, "/alpha/audit/checks")
        for shown in ("23 Nov 2026, 03:47", "1,234", "As it was sealed"):
            assert shown in page
        assert "The nightly check does not run" not in page

    def test_a_fault_stands_on_top_with_its_place_and_entry(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo
    ) -> None:
        login(client, "branch_head", "alpha")
        keep(branch_a, CHANGED, Fault(What.COPY_UNREADABLE), size=9)
        page = page_of(client, "/alpha/audit/checks")
        for shown in (
            "This trail is not as it was sealed",
            "The entry is not what was sealed.",
            str(CHANGED.entry_id),
            "The copies outside the database cannot be read.",
            "2 faults",
        ):
            assert shown in page

    def test_of_countless_faults_the_first_are_listed_and_all_counted(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo
    ) -> None:
        login(client, "branch_head", "alpha")
        keep(branch_a, *(Fault(What.LEAF_MISSING, number) for number in range(MOST_KEPT + 5)))
        page = page_of(client, "/alpha/audit/checks")
        assert page.count("The seal of an entry is gone.") == MOST_KEPT
        assert "5 more faults are not listed." in page

    def test_checks_that_stopped_are_noticed(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo
    ) -> None:
        with time_machine.travel(datetime.now(UTC) - timedelta(days=3)):
            keep(branch_a)
        login(client, "branch_head", "alpha")
        assert "The nightly check does not run" in page_of(client, "/alpha/audit/checks")

    def test_looking_is_recorded(self, client: FlaskClient, login: Login, branch_a: BranchInfo) -> None:
        login(client, "branch_head", "alpha")
        page_of(client, "/alpha/audit/checks")
        assert len(events(branch_a, "core.trail_checks_viewed")) == 1

    def test_the_head_has_it_checked_now_and_finds_the_result(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo
    ) -> None:
        login(client, "branch_head", "alpha")
        watched = client.post("/alpha/audit/checks").headers["Location"]
        assert "Waiting for its turn" in page_of(client, watched)
        assert len(events(branch_a, "core.trail_check_asked")) == 1
        do_waiting_work()
        assert 'href="/alpha/audit/checks"' in page_of(client, watched)
        assert "As it was sealed" in page_of(client, "/alpha/audit/checks")

    def test_asking_twice_starts_one_check(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo
    ) -> None:
        login(client, "branch_head", "alpha")
        asked = [client.post("/alpha/audit/checks").headers["Location"] for _ in range(2)]
        assert asked[0] == asked[1]
        assert works(branch_a) == 1
        do_waiting_work()
        assert client.post("/alpha/audit/checks").headers["Location"] != asked[0]

    def test_work_that_stopped_moving_may_be_asked_for_again(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo
    ) -> None:
        with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC)) as clock:
            login(client, "branch_head", "alpha")
            first = client.post("/alpha/audit/checks").headers["Location"]
            clock.shift(timedelta(minutes=11))
            assert client.post("/alpha/audit/checks").headers["Location"] != first


class TestAtTheCentre:
    def test_the_auditor_sees_every_branch_the_faulty_first(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo, branch_b: BranchInfo
    ) -> None:
        keep(branch_a, size=5)
        keep(branch_b, CHANGED, size=9)
        login(client, "auditor", "central")
        page = page_of(client, "/central/audit/checks")
        assert "1 trail is not as it was sealed" in page
        faulty, sound = page.index("1 fault"), page.index("As it was sealed")
        assert faulty < page.index("Not checked yet") < sound

    def test_the_newest_check_counts(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo, branch_b: BranchInfo
    ) -> None:
        keep(branch_a, CHANGED)
        keep(branch_a)
        login(client, "auditor", "central")
        assert "1 fault" not in page_of(client, "/central/audit/checks")

    def test_one_branch_is_opened_and_the_reading_stands_in_both_trails(
        self, client: FlaskClient, login: Login, branch_a: BranchInfo, central: BranchInfo
    ) -> None:
        keep(branch_a, CHANGED)
        login(client, "auditor", "central")
        assert str(CHANGED.entry_id) in page_of(client, "/central/audit/checks?of=alpha")
        for branch in (branch_a, central):
            (entry,) = events(branch, "core.trail_checks_viewed")
            assert entry.data["reason"] == "trail"

    @pytest.mark.parametrize(("asked", "checked"), [({}, ["alpha", "beta"]), ({"of": "alpha"}, ["alpha"])])
    def test_the_auditor_has_all_or_one_checked(
        self,
        client: FlaskClient,
        login: Login,
        branch_a: BranchInfo,
        branch_b: BranchInfo,
        asked: dict[str, str],
        checked: list[str],
    ) -> None:
        login(client, "auditor", "central")
        watched = client.post("/central/audit/checks", data=asked).headers["Location"]
        do_waiting_work()
        assert "Ready" in page_of(client, watched)
        found = []
        for branch in (branch_a, branch_b):
            with in_branch(branch.id):
                if db.session.scalar(select(AuditCheck.id)):
                    found.append(branch.code)
        assert found == checked

    def test_an_unknown_branch_is_not_found(self, client: FlaskClient, login: Login) -> None:
        login(client, "auditor", "central")
        assert client.get("/central/audit/checks?of=nowhere").status_code == 404
        assert client.post("/central/audit/checks", data={"of": "nowhere"}).status_code == 404


class TestRefusals:
    @pytest.mark.parametrize("role", ["psychologist", "sss_head", "staff", "branch_admin"])
    def test_only_the_head_of_a_branch(
        self, role: str, client: FlaskClient, login: Login, branch_a: BranchInfo
    ) -> None:
        login(client, role, "alpha")
        assert client.get("/alpha/audit/checks").status_code == 403
        assert client.post("/alpha/audit/checks").status_code == 403
        assert works(branch_a) == 0

    @pytest.mark.parametrize("role", ["wellbeing_officer", "platform_admin", "deputy_chair"])
    def test_only_the_auditor_at_the_centre(
        self, role: str, client: FlaskClient, login: Login, central: BranchInfo
    ) -> None:
        login(client, role, "central")
        assert client.get("/central/audit/checks").status_code == 403
        assert client.post("/central/audit/checks").status_code == 403
        assert works(central) == 0

    def test_a_head_sees_and_asks_for_no_other_branch(
        self, client: FlaskClient, login: Login, branch_b: BranchInfo
    ) -> None:
        keep(branch_b, CHANGED)
        login(client, "branch_head", "alpha")
        assert client.get("/alpha/audit/checks?of=beta").status_code == 404
        assert client.get("/beta/audit/checks").status_code == 404
        assert client.post("/alpha/audit/checks", data={"of": "beta"}).status_code == 404
        assert client.post("/beta/audit/checks").status_code == 404
        assert str(CHANGED.entry_id) not in page_of(client, "/alpha/audit/checks")

    def test_nobody_signed_in_is_sent_to_sign_in(self, client: FlaskClient) -> None:
        assert client.get("/alpha/audit/checks").status_code == 302


@time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(("role", "where"), [("branch_head", "alpha"), ("auditor", "central")])
def test_more_checks_ask_no_more(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo, role: str, where: str
) -> None:
    login(client, role, where)

    def statements() -> int:
        with counted_statements() as seen:
            page_of(client, f"/{where}/audit/checks")
        return len(seen)

    keep(branch_a, CHANGED)
    statements()
    few = statements()
    for number in range(40):
        keep(branch_a, Fault(What.LEAF_MISSING, number))
    assert statements() == few
