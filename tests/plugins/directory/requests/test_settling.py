"""The curator sees old against new, decides field by field, and the entry is confirmed with that."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.dates import local_day
from platform_core.testing.people import sign_in
from plugins.directory.models import Correction, Metadata
from tests.plugins.directory.requests.conftest import EMAIL, ROOT, request_of, standing, version
from tests.plugins.directory.requests.test_answering import CHANGED, say

BETTER = {**CHANGED, "hours": "10–20 ч", "phones": "8 (7172) 57-00-01", "note": "Кіреберіс ауладан"}


@pytest.fixture
def answered(asked, stranger, organisation, central) -> str:
    """The address of an answer that waits: hours in Russian and the phones should be otherwise."""
    assert say(stranger, asked, **BETTER).status_code == 302
    return f"{ROOT}/requests/{request_of(central, organisation).id}"


def decide(central: Any, service_id: Any, **decisions: str) -> dict[str, Any]:
    with in_branch(central.id):
        rows = db.session.execute(select(Correction.id, Correction.field).order_by(Correction.position)).all()
    said: dict[str, Any] = {"version": str(version(central, service_id))}
    for place, row in enumerate(rows):
        if row.field in decisions:
            said |= {f"rows.{place}.id": str(row.id), f"rows.{place}.decision": decisions[row.field]}
    return said


def test_old_stands_against_new(officer, answered) -> None:
    text = officer.get(answered).text
    for told in ("9–18 ч", "10–20 ч", "8 (7172) 57-00-00", "8 (7172) 57-00-01", "Кіреберіс ауладан"):
        assert told in text


def test_the_waiting_answer_is_shown_where_curators_look(officer, answered, organisation) -> None:
    assert answered in officer.get(f"{ROOT}/requests").text
    entry_page = officer.get(f"{ROOT}/entries/{organisation}").text
    assert "The organisation has answered" in entry_page
    assert "Ask by e-mail" not in entry_page
    again = officer.post(f"{ROOT}/entries/{organisation}/ask", data={"post": "email"})
    assert again.status_code == 422
    assert "settle it first" in again.text


def test_each_field_is_accepted_or_refused(officer, answered, organisation, central) -> None:
    before = standing(central, organisation)
    said = decide(central, organisation, hours_ru="accept", phones="refuse")
    assert officer.post(answered, data=said).status_code == 302
    found = standing(central, organisation)
    assert found["schedules"][0]["translations"]["description"] == {"kk": "9–18", "ru": "10–20 ч"}
    assert found["phones"] == before["phones"]
    assert found["verification"] == "confirmed"
    assert found["assured_date"] == local_day(central).isoformat()
    request = request_of(central, organisation)
    assert (request.state, request.note) == ("settled", None)


def test_who_decided_stands_in_history_and_trail(officer, answered, organisation, central) -> None:
    officer.post(answered, data=decide(central, organisation, hours_ru="accept", phones="accept"))
    with in_branch(central.id):
        changes = db.session.execute(select(Metadata.field_name, Metadata.updated_by)).all()
        data = db.session.scalar(
            select(AuditEntry.data).where(AuditEntry.event == "directory.request_settled")
        )
    writers = {row.updated_by for row in changes if row.field_name in ("phones", "schedules")}
    assert writers == {"Wellbeing Officer of central"}
    assert '"accepted":2' in str(data).replace(" ", "").replace("'", '"')


def test_the_wholly_wrong_answer_changes_nothing_but_the_check(
    officer, answered, organisation, central
) -> None:
    before = standing(central, organisation)
    officer.post(answered, data=decide(central, organisation, hours_ru="refuse", phones="refuse"))
    found = standing(central, organisation)
    moved = {name for name in found if found[name] != before.get(name)}
    assert moved == {"verification", "assured_date", "last_modified"}


def test_every_correction_must_be_decided(officer, answered, organisation, central) -> None:
    answer = officer.post(answered, data=decide(central, organisation, hours_ru="accept"))
    assert answer.status_code == 422
    assert "Decide on every correction" in answer.text
    assert request_of(central, organisation).state == "corrected"


def test_a_second_curator_is_told(officer, answered, organisation, central) -> None:
    said = decide(central, organisation, hours_ru="accept", phones="refuse")
    assert officer.post(answered, data={**said, "version": "1"}).status_code == 409
    assert officer.post(answered, data=said).status_code == 302
    assert officer.post(answered, data=said).status_code == 409


def test_a_field_that_moved_meanwhile_is_marked(officer, answered, organisation, central) -> None:
    shown = officer.get(f"{ROOT}/entries/{organisation}/edit").text
    assert "9–18 ч" in shown
    form = {
        "name_kk": "Қамқорлық орталығы", "kind": "crisis_centre", "visibility": "public", "status": "active",
        "region": "KZ-71", "email": EMAIL, "hours_ru": "8–16 ч", "phones": "8 (7172) 57-00-00",
        "version": str(version(central, organisation)),
    }  # fmt: skip
    assert officer.post(f"{ROOT}/entries/{organisation}/edit", data=form).status_code == 302
    text = re.sub(r"\s+", " ", officer.get(answered).text)
    assert "changed since they looked" in text
    assert "They saw: 9–18 ч" in text


def test_what_cannot_stand_is_refused(officer, asked, stranger, organisation, central) -> None:
    say(stranger, asked, **{**CHANGED, "phones": "\n".join(["8 (7172) 57-00-00", "x" * 300])})
    address = f"{ROOT}/requests/{request_of(central, organisation).id}"
    said = decide(central, organisation, phones="accept", hours_ru="accept")
    answer = officer.post(address, data=said)
    assert answer.status_code == 422
    assert "change the entry by hand instead" in answer.text
    assert request_of(central, organisation).state == "corrected"


def test_others_may_not_settle(app, client, login, answered, organisation, central) -> None:
    said = decide(central, organisation, hours_ru="accept", phones="accept")
    auditor = app.test_client()
    sign_in(auditor, "auditor", "central")
    assert auditor.get(answered).status_code == 403
    assert auditor.post(answered, data=said).status_code == 403
    login(client, "sss_head", "alpha")
    assert client.post(answered, data=said).status_code == 404


def test_a_whole_description_survives_a_correction(officer, entry, central) -> None:
    described = entry(names={"kk": "Түсіндірілген"}, descriptions={"kk": "Тегін", "ru": "Бесплатно"})
    form = {
        "name_kk": "Түсіндірілген үй", "kind": "crisis_centre", "visibility": "public", "status": "active",
        "region": "KZ-71", "phones": "8 (7172) 57-00-00", "version": "1",
    }  # fmt: skip
    assert officer.post(f"{ROOT}/entries/{described}/edit", data=form).status_code == 302
    found = standing(central, described)
    assert found["description"] == "Тегін"
    assert found["translations"]["description"] == {"kk": "Тегін", "ru": "Бесплатно"}
