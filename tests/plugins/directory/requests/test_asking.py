"""Asking by e-mail: what leaves, what it says and never says, who may ask, and whom."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.tenancy.dates import local_day
from platform_core.testing.people import sign_in
from plugins.directory.jobs import mail_request
from plugins.directory.models import Language, RequestLetter, Service, VerificationStep
from plugins.directory.queries.requests import due_entries
from plugins.directory.services.requests.mailing import MAIL_JOB
from tests.plugins.directory.requests.conftest import EMAIL, ROOT, request_of, secret_in, standing, version

KEPT_BACK = ("Қамқорлық", "заботы", "Care Centre", "57-00-00", "+7717", "KZ-71")


def test_a_letter_holds_the_networks_name_and_a_link_and_nothing_else(asked, postbox, central) -> None:
    (letter,) = postbox.messages
    text = letter.get_content()
    assert letter["To"] == EMAIL
    assert letter["Content-Language"] == "kk"
    assert central.name("kk") in letter["Subject"]
    assert central.name("ru") in letter["Subject"]
    for told in (f"/letter/{asked}?lang=kk", f"/letter/{asked}?lang=ru", "Сәлеметсіз бе", "Здравствуйте"):
        assert told in text
    assert "Hello" not in text
    for secret in KEPT_BACK:
        assert secret not in text + str(letter["Subject"])


def test_an_organisation_is_written_to_in_its_own_languages(mail_app, entry, officer, work, postbox) -> None:
    service_id = entry(email=EMAIL, verification="due")
    with catalogue_write():
        db.session.add(Language(service_id=service_id, code="en", name="English"))
        db.session.commit()
    officer.post(f"{ROOT}/entries/{service_id}/ask", data={"post": "email"})
    work()
    (letter,) = postbox.messages
    assert "Hello" in letter.get_content()
    assert "Здравствуйте" not in letter.get_content()


def test_asking_leaves_a_step_a_request_and_a_trail(asked, organisation, central) -> None:
    found = request_of(central, organisation)
    assert (found.state, found.post, found.sent_on is not None) == ("asked", "email", True)
    assert standing(central, organisation)["verification"] == "requested"
    with in_branch(central.id):
        steps = list(db.session.execute(select(VerificationStep.state, VerificationStep.way)))
        told = list(db.session.scalars(select(AuditEntry.event)))
    assert [(one.state, one.way) for one in steps] == [("requested", "letter")]
    assert {"directory.request_made", "directory.letter_sent"} <= set(told)


def test_the_secret_is_kept_nowhere_but_as_a_keyed_hash(asked, central) -> None:
    with in_branch(central.id):
        payloads = list(db.session.scalars(select(Outbox.payload).where(Outbox.name == MAIL_JOB)))
        (index,) = db.session.scalars(select(RequestLetter.secret_index))
        entries = list(db.session.scalars(select(AuditEntry.data)))
    assert [set(one) for one in payloads] == [{"letter_id"}]
    assert asked not in repr([payloads, entries])
    assert len(index) == 32
    assert asked.encode() not in index
    assert index.hex() != asked


def test_a_letter_is_sent_once_however_often_the_job_runs(asked, work, postbox) -> None:
    work()
    work()
    assert len(postbox.messages) == 1


def test_a_letter_that_failed_is_sent_with_another_secret(
    mail_app, organisation, officer, work, postbox, central, stranger
) -> None:
    postbox.refusal = "451 later"
    officer.post(f"{ROOT}/entries/{organisation}/ask", data={"post": "email"})
    work()
    assert request_of(central, organisation).sent_on is None
    assert "has not left yet" in officer.get(f"{ROOT}/entries/{organisation}").text
    postbox.refusal = None
    with in_branch(central.id):
        letter_id = db.session.scalar(select(RequestLetter.id))
        before = db.session.scalar(select(RequestLetter.secret_index))
        finish = mail_request({"letter_id": str(letter_id)})
    assert finish is not None
    with in_branch(central.id):
        assert db.session.scalar(select(RequestLetter.secret_index)) != before
    assert request_of(central, organisation).sent_on is not None
    assert stranger.get(f"/central/directory/letter/{secret_in(postbox.messages[-1])}").status_code == 200


def test_all_due_are_asked_by_one_press(mail_app, entry, officer, work, postbox, central) -> None:
    due = [entry(email=f"one{place}@care.example", verification="due") for place in range(3)]
    entry(email="sure@care.example", verification="confirmed", names={"kk": "Расталған"})
    entry(verification="due", names={"kk": "Поштасыз"})
    with in_branch(central.id):
        due_with_email = [one.id for one in due_entries(local_day(central)) if one.email]
    assert set(due) <= set(due_with_email)
    answer = officer.post(f"{ROOT}/requests", data={"post": "email"}, follow_redirects=True)
    assert f"{len(due_with_email)} organisations are asked" in answer.text
    work()
    assert {letter["To"] for letter in postbox.messages} >= {f"one{place}@care.example" for place in range(3)}
    again = officer.post(f"{ROOT}/requests", data={"post": "email"}, follow_redirects=True)
    assert "0 organisations are asked" in again.text


def test_asking_again_ends_the_letter_before(asked, organisation, officer, work, postbox, stranger) -> None:
    assert officer.post(f"{ROOT}/entries/{organisation}/ask", data={"post": "email"}).status_code == 302
    work()
    newer = secret_in(postbox.messages[-1])
    assert newer != asked
    assert stranger.get(f"{ROOT}/letter/{asked}").status_code == 410
    assert stranger.get(f"{ROOT}/letter/{newer}").status_code == 200


def test_a_confirmation_by_telephone_ends_the_letter(asked, organisation, officer, stranger, central) -> None:
    said = {"state": "confirmed", "way": "phone", "version": str(version(central, organisation))}
    assert officer.post(f"{ROOT}/entries/{organisation}/check", data=said).status_code == 302
    assert stranger.get(f"{ROOT}/letter/{asked}").status_code == 410
    assert standing(central, organisation)["verification"] == "confirmed"


def test_without_a_mail_server_nobody_is_asked_by_email(organisation, officer, central) -> None:
    answer = officer.post(f"{ROOT}/entries/{organisation}/ask", data={"post": "email"})
    assert answer.status_code == 422
    assert "No mail server is set up here" in answer.text
    assert standing(central, organisation)["verification"] == "due"


@pytest.mark.usefixtures("mail_app")
def test_who_needs_no_letter_gets_none(entry, silent, officer, central) -> None:
    sure = entry(email=EMAIL, verification="confirmed", names={"kk": "Расталған"})
    with catalogue_write():
        db.session.get_one(Service, sure).assured_date = local_day(central)
        db.session.commit()
    for service_id, reason in ((sure, "Nobody needs to be asked"), (silent, "No e-mail address")):
        answer = officer.post(f"{ROOT}/entries/{service_id}/ask", data={"post": "email"})
        assert answer.status_code == 422
        assert reason in answer.text


@pytest.mark.parametrize("post", ["", "pigeon"])
def test_an_unknown_post_is_refused(organisation, officer, post: str) -> None:
    for address in (f"{ROOT}/requests", f"{ROOT}/entries/{organisation}/ask"):
        assert officer.post(address, data={"post": post}).status_code == 422


def test_an_unknown_entry_is_not_found(officer) -> None:
    unknown = UUID(int=7)
    assert officer.post(f"{ROOT}/entries/{unknown}/ask", data={"post": "email"}).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "platform_admin"])
def test_other_roles_may_not_ask(app, organisation, role: str) -> None:
    client: FlaskClient = app.test_client()
    sign_in(client, role, "central")
    assert client.get(f"{ROOT}/requests").status_code == 403
    assert client.post(f"{ROOT}/entries/{organisation}/ask", data={"post": "email"}).status_code == 403


def test_a_branch_may_not_ask(client, login, organisation) -> None:
    login(client, "sss_head", "alpha")
    assert client.get(f"{ROOT}/requests").status_code == 404
    assert client.post(f"{ROOT}/entries/{organisation}/ask", data={"post": "email"}).status_code == 404
