"""Risk: the three protocols, the suggested level, the second person, the high-risk group (P33, A8)."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.crypto import destroy_record_key
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from plugins.incidents.models import Assessment, Incident, NextStep, Participant
from plugins.incidents.policy.factors import Factor
from tests.plugins.incidents.journal.conftest import Made

Login = Callable[..., str]
NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Almaty"))
PROOF = "Күнделігінде жазылған"


def filled(*present: Factor, level: str, outcome: str, reason: str = "") -> dict[str, str]:
    """Fill in every line; those present with an example."""
    answers = {f"answers.{factor}.present": "true" if factor in present else "false" for factor in Factor}
    proof = {f"answers.{factor}.example": PROOF for factor in present}
    return {**answers, **proof, "level": level, "outcome": outcome, "reason": reason, "go": "keep"}


HIGH = filled(Factor.SUICIDE_THREAT, level="high", outcome="external_bodies")
LOWERED = filled(
    Factor.SUICIDE_THREAT, level="medium", outcome="external_bodies", reason="Сөз ғана, жоспары жоқ"
)
CALM = filled(level="low", outcome="no_further_action", reason="Ұрыс қана болған")


def risk_url(made: Made) -> str:
    return f"{made.url}/people/{made.victim_id}/risk"


def newest(branch: BranchInfo) -> Assessment:
    with in_branch(branch.id):
        return db.session.scalars(select(Assessment).order_by(Assessment.assessed_at.desc())).all()[0]


def victim(branch: BranchInfo, made: Made) -> Participant:
    with in_branch(branch.id):
        return db.session.scalars(select(Participant).where(Participant.id == made.victim_id)).one()


def level_of(branch: BranchInfo, made: Made) -> str | None:
    with in_branch(branch.id):
        return db.session.scalar(select(Incident.level).where(Incident.id == made.id))


def test_every_line_of_the_protocols_is_asked(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made]
) -> None:
    made = make_incident()
    login(client, "psychologist", "alpha")
    page = client.get(risk_url(made)).text
    assert len(Factor) == 43
    assert all(f'name="answers.{factor}.present" value="true"' in page for factor in Factor)


def test_the_suggestion_is_explained_and_nothing_is_written(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    some = {"answers.suicide_threat.present": "true", "answers.low_mood.present": "false", "go": "suggest"}
    page = client.post(risk_url(made), data=some)
    assert page.status_code == 200
    assert "There is a danger of suicide" in page.text
    assert "41 lines have no answer yet" in page.text
    with in_branch(branch_a.id):
        assert db.session.scalar(select(Assessment.id)) is None


def test_danger_to_life_alone_suggests_high(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made]
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    page = client.post(risk_url(made), data={"danger_to_life": "true", "go": "suggest"}).text
    assert "Life or health is in danger" in page


def test_unanswered_lines_and_missing_proof_are_named_and_nothing_is_lost(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    missing = {key: value for key, value in HIGH.items() if "low_mood" not in key}
    missing |= {"answers.suicide_threat.example": "", "answers.suicide_threat.consequence": "Ұйықтамайды"}
    page = client.post(risk_url(made), data=missing)
    assert page.status_code == 422
    assert 'href="#f-answers.low_mood"' in page.text
    assert 'href="#f-answers.suicide_threat"' in page.text
    assert "Ұйықтамайды" in page.text
    with in_branch(branch_a.id):
        assert db.session.scalar(select(Assessment.id)) is None


@time_machine.travel(NOON, tick=False)
def test_a_high_level_takes_effect_at_once(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    answer = client.post(risk_url(made), data=HIGH)
    assert answer.status_code == 302
    assert level_of(branch_a, made) == "high"
    assert victim(branch_a, made).high_risk_from == date(2026, 11, 23)
    with in_branch(branch_a.id):
        steps = {row.code: row.due_on for row in db.session.execute(select(NextStep.code, NextStep.due_on))}
    assert steps["tell_external_bodies"] == date(2026, 11, 23)
    assert steps["hand_over_to_team"] == date(2026, 11, 24)
    page = client.get(answer.location).text
    assert PROOF in page
    assert "There is a danger of suicide" in page


@time_machine.travel(NOON, tick=False)
def test_a_lower_level_waits_and_the_higher_one_is_acted_on(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    client.post(risk_url(made), data=LOWERED)
    assert newest(branch_a).state == "awaiting_second"
    assert level_of(branch_a, made) == "high"
    login(client, "sss_head", "alpha")
    assert "waits for a second person" in client.get(made.url).text
    url = f"{made.url}/risk/{newest(branch_a).id}"
    assert "Confirm “Medium”" in client.get(url).text
    assert client.post(f"{url}/confirm").status_code == 302
    assert newest(branch_a).state == "settled"
    assert level_of(branch_a, made) == "medium"
    assert victim(branch_a, made).high_risk_to == date(2026, 11, 23)
    assert client.post(f"{url}/confirm").status_code == 409


def test_a_declined_level_gives_way_to_the_suggested(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    client.post(risk_url(made), data=LOWERED)
    login(client, "psychologist", "alpha")
    assert client.post(f"{made.url}/risk/{newest(branch_a).id}/decline").status_code == 302
    assert (newest(branch_a).state, newest(branch_a).level) == ("declined", "high")
    assert victim(branch_a, made).high_risk_from is not None
    assert victim(branch_a, made).high_risk_to is None


def test_a_newer_assessment_ends_the_wait_of_an_earlier_one(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    waiting = client.post(risk_url(made), data=LOWERED).location
    assert client.post(risk_url(made), data=HIGH).status_code == 302
    login(client, "sss_head", "alpha")
    assert "A newer assessment has taken its place" in client.get(waiting).text
    assert client.post(f"{waiting}/confirm").status_code == 409
    assert level_of(branch_a, made) == "high"
    assert "waits for a second person" not in client.get(made.url).text


def test_the_assessor_is_never_the_second_person(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_head", "alpha")
    client.post(risk_url(made), data=LOWERED)
    url = f"{made.url}/risk/{newest(branch_a).id}"
    assert "Confirm “Medium”" not in client.get(url).text
    assert client.post(f"{url}/confirm").status_code == 422
    assert newest(branch_a).state == "awaiting_second"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({**LOWERED, "reason": ""}, "reason"),
        ({**HIGH, "outcome": "branch_response"}, "level"),
        ({**CALM, "reason": ""}, "reason"),
        ({**HIGH, "level": ""}, "Please answer this."),
        ({**HIGH, "level": "extreme"}, "Choose one of the answers listed."),
        ({**HIGH, "answers.low_mood.present": "maybe"}, "Answer yes or no."),
        ({**HIGH, "descriptors": "nonsense"}, "Choose one of the answers listed."),
    ],
)
def test_each_refusal_is_in_words(
    client: FlaskClient,
    login: Login,
    make_incident: Callable[..., Made],
    branch_a: BranchInfo,
    data: dict[str, str],
    words: str,
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    page = client.post(risk_url(made), data=data)
    assert page.status_code == 422
    assert words in page.text
    with in_branch(branch_a.id):
        assert db.session.scalar(select(Assessment.id)) is None


def test_a_later_assessment_ends_the_high_risk_and_replaces_undone_steps(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    with time_machine.travel(NOON, tick=False):
        login(client, "sss_member", "alpha")
        client.post(risk_url(made), data=HIGH)
    with time_machine.travel(NOON.replace(day=30), tick=False):
        login(client, "sss_member", "alpha")
        client.post(risk_url(made), data=CALM)
    assert victim(branch_a, made).high_risk_to == date(2026, 11, 30)
    assert level_of(branch_a, made) == "low"
    with in_branch(branch_a.id):
        assert set(db.session.scalars(select(NextStep.code))) == {"record_reason"}


def test_reading_an_assessment_is_recorded(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    address = client.post(risk_url(made), data=HIGH).location
    login(client, "branch_head", "alpha")
    assert client.get(address).status_code == 200
    with in_branch(branch_a.id):
        assert db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()[-1] == (
            "incidents.risk_viewed"
        )


def test_an_assessment_opens_only_under_its_own_incident(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made, other = make_incident(), make_incident()
    login(client, "sss_member", "alpha")
    client.post(risk_url(made), data=HIGH)
    found: UUID = newest(branch_a).id
    assert client.get(f"{other.url}/risk/{found}").status_code == 404
    assert client.get(f"{other.url}/people/{made.victim_id}/risk").status_code == 404


@pytest.mark.parametrize("role", ["branch_head", "hr_officer", "staff"])
def test_only_specialists_assess(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], role: str
) -> None:
    made = make_incident()
    login(client, role, "alpha")
    assert client.get(risk_url(made)).status_code == 403
    assert client.post(risk_url(made), data=HIGH).status_code == 403


def test_a_member_without_the_right_cannot_confirm(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "psychologist", "alpha")
    client.post(risk_url(made), data=LOWERED)
    login(client, "sss_member", "alpha")
    assert client.post(f"{made.url}/risk/{newest(branch_a).id}/confirm").status_code == 403


def test_an_erased_assessment_shows_its_level_alone(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    address = client.post(risk_url(made), data=HIGH).location
    with in_branch(branch_a.id, write=True):
        destroy_record_key(db.session.scalars(select(Assessment)).one())
        db.session.commit()
    page = client.get(address)
    assert page.status_code == 200
    assert "This was erased together with the person" in page.text
    assert PROOF not in page.text
