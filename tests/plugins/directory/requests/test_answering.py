"""The page behind a letter: what it shows, what it takes, and how long."""

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.dates import local_day
from platform_core.testing.people import sign_in
from plugins.directory.models import Correction, VerificationStep
from tests.plugins.directory.requests.conftest import EMAIL, ROOT, request_of, secret_in, standing

CHANGED = {
    "answer": "changed",
    "language": "ru",
    "name": "Центр заботы",
    "phones": "8 (7172) 57-00-00",
    "email": EMAIL,
    "url": "",
    "town": "",
    "street": "",
    "postal_code": "",
    "hours": "10–20 ч",
    "how": "",
}


def page(secret: str) -> str:
    return f"{ROOT}/letter/{secret}"


def say(client: Any, secret: str, **answer: Any) -> Any:
    """Answer as the page's own form does, with its token."""
    shown = client.get(page(secret)).text
    token = unescape(re.search(r'name="csrf_token" value="([^"]+)"', shown)[1])
    return client.post(page(secret), data={"csrf_token": token, **answer})


def corrections(central: Any) -> dict[str, tuple[str, str]]:
    with in_branch(central.id):
        rows = db.session.execute(
            select(Correction.field, Correction.previous_value, Correction.proposed_value)
        )
        return {row.field: (row.previous_value, row.proposed_value) for row in rows}


@pytest.mark.parametrize(
    ("language", "name", "button"),
    [("kk", "Қамқорлық орталығы", ""), ("ru", "Центр заботы", ""), ("en", "Care Centre", "All is right")],
)
def test_the_page_shows_what_is_printed(asked, stranger, language, name, button) -> None:
    shown = stranger.get(f"{page(asked)}?lang={language}")
    assert shown.status_code == 200
    text = unescape(shown.text)
    for told in (name, "8 (7172) 57-00-00", EMAIL, button):
        assert told in text
    assert "no-store" in shown.headers["Cache-Control"]
    assert "noindex" in text
    assert "data-quick-exit" not in text


def test_all_is_right_confirms_the_entry_by_letter(asked, stranger, organisation, central) -> None:
    assert say(stranger, asked, answer="right", language="kk").status_code == 302
    found = standing(central, organisation)
    assert found["verification"] == "confirmed"
    assert found["assured_date"] == local_day(central).isoformat()
    assert request_of(central, organisation).state == "confirmed"
    with in_branch(central.id):
        steps = db.session.execute(
            select(VerificationStep.state, VerificationStep.way, VerificationStep.made_by).order_by(
                VerificationStep.made_at
            )
        ).all()
    assert [tuple(one) for one in steps][-1] == ("confirmed", "letter", "letter")
    assert "Thank you" in stranger.get(f"{page(asked)}?lang=en").text


def test_an_answer_is_taken_once(asked, stranger, organisation, central) -> None:
    second = stranger.application.test_client()
    second.get(page(asked))
    say(stranger, asked, answer="right", language="kk")
    first = standing(central, organisation)
    shown = stranger.get(page(asked)).text
    assert "<form" not in shown
    sign_in(second, "staff", "alpha")
    answer = second.post(page(asked), data=CHANGED)
    assert answer.status_code == 302
    assert standing(central, organisation) == first
    assert corrections(central) == {}


def test_a_correction_waits_and_changes_nothing_yet(asked, stranger, organisation, central) -> None:
    before = standing(central, organisation)
    assert say(stranger, asked, **CHANGED, note="Кіреберіс ауладан").status_code == 302
    assert corrections(central) == {"hours_ru": ("9–18 ч", "10–20 ч")}
    assert standing(central, organisation) == before
    found = request_of(central, organisation)
    assert (found.state, found.note) == ("corrected", "Кіреберіс ауладан")
    assert "We have what you wrote" in stranger.get(f"{page(asked)}?lang=en").text


def test_who_closes_says_so(asked, stranger, central) -> None:
    same = {**CHANGED, "hours": "9–18 ч", "is_closed": "true"}
    assert say(stranger, asked, **same).status_code == 302
    assert corrections(central) == {"status": ("active", "inactive")}


def test_a_correction_that_corrects_nothing_is_refused(asked, stranger, central) -> None:
    answer = say(stranger, asked, **{**CHANGED, "hours": " 9–18   ч "})
    assert answer.status_code == 422
    assert corrections(central) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answer", "maybe"),
        ("language", "de"),
        ("email", "no address"),
        ("url", "javascript:alert(1)"),
        ("hours", "x" * 201),
        ("note", "x" * 2001),
    ],
)
def test_what_is_wrong_is_named_and_not_kept(
    asked, stranger, central, organisation, field: str, value: str
) -> None:
    answer = say(stranger, asked, **{**CHANGED, field: value})
    assert answer.status_code == 422
    assert corrections(central) == {}
    assert request_of(central, organisation).state == "asked"


@pytest.mark.parametrize("secret", ["x", "0" * 32, "0" * 31, "абв", "A" * 12])
def test_a_wrong_secret_finds_nothing(asked, stranger, secret: str) -> None:
    assert stranger.get(page(secret)).status_code == 404
    token_page = stranger.get(f"{ROOT}/letter").text
    token = unescape(re.search(r'name="csrf_token" value="([^"]+)"', token_page)[1])
    assert stranger.post(page(secret), data={**CHANGED, "csrf_token": token}).status_code == 404


def test_guessing_is_slowed_down(app, stranger) -> None:
    for _guess in range(60):
        stranger.get(page("0" * 32))
    assert stranger.get(page("0" * 32)).status_code == 429


def test_looking_leaves_nothing(asked, stranger, central, capfd, caplog) -> None:
    def told() -> list[Any]:
        with in_branch(central.id):
            return list(db.session.scalars(select(AuditEntry.id)))

    before = told()
    stranger.get(page(asked))
    assert told() == before
    logs = capfd.readouterr()
    assert asked not in logs.out + logs.err + caplog.text


def test_a_member_who_answers_is_nobody(app, asked, central) -> None:
    member = app.test_client()
    sign_in(member, "wellbeing_officer", "central")
    assert say(member, asked, answer="right", language="kk").status_code == 302
    with in_branch(central.id):
        answered = select(AuditEntry.actor_kind, AuditEntry.actor_user_id).where(
            AuditEntry.event == "directory.request_answered"
        )
        assert [tuple(one) for one in db.session.execute(answered)] == [("public", None)]


def test_a_secret_address_is_neither_shown_nor_asked_for(
    mail_app, entry, officer, work, postbox, stranger
) -> None:
    hidden = entry(email=EMAIL, verification="due", address_confidential=True)
    officer.post(f"{ROOT}/entries/{hidden}/ask", data={"post": "email"})
    work()
    shown = stranger.get(f"{page(secret_in(postbox.messages[-1]))}?lang=en").text
    for name in ("town", "street", "postal_code"):
        assert f'name="{name}"' not in shown
    assert "kept secret" in shown
