"""The visitor's own page: what it says, what it never says, and who may not see it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.switchboard.services import set_module
from plugins.visitors.models import Visit
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.services.tokens import end_link
from plugins.visitors.services.visitors import VisitorDetails
from plugins.visitors.views.public import GUESS_RATE
from tests.plugins.visitors.conftest import NINE
from tests.plugins.visitors.invites.conftest import secret_of

SECRETS = ("Әлімов", "Staff of alpha", "Мұғаліммен кездесу", "Meeting with", "204", "nurlan@example.kz")


@pytest.fixture
def token(made: Any, branch_a: Any) -> str:
    """Give the secret of an agreed visit."""
    invite_id = made(purpose_note="Айыммен не болғаны туралы")
    with in_branch(branch_a.id):
        return secret_of(db.session.scalars(select(Visit).where(Visit.invite_id == invite_id)).one())


def shown(client: Any, token: str, language: str = "en") -> str:
    page = client.get(f"/alpha/visit/{token}?lang={language}")
    assert page.status_code == 200
    return str(page.get_data(as_text=True))


@pytest.mark.parametrize(
    ("language", "heading", "day", "rule"),
    [
        ("kk", "Сізді күтеміз", "қазан", "темекі шекпеңіз"),
        ("ru", "Мы вас ждём", "октября", "Не курите"),
        ("en", "We expect you", "October", "Do not smoke"),
    ],
)
def test_a_visitor_reads_what_they_need_in_their_language(
    client: Any, token: str, language: str, heading: str, day: str, rule: str
) -> None:
    page = shown(client, token, language)
    for words in (heading, day, rule, "16:30", "Нұрлан", 'class="q-qr"'):
        assert words in page
    for secret in SECRETS:
        assert secret not in page
    assert "Айыммен" not in page


def test_the_page_is_kept_nowhere_and_runs_no_script_of_its_own(client: Any, token: str) -> None:
    page = client.get(f"/alpha/visit/{token}")
    assert page.headers["Cache-Control"].startswith("no-store")
    assert "noindex" in page.get_data(as_text=True)
    assert "style=" not in page.get_data(as_text=True)


def test_the_title_says_nothing(client: Any, token: str) -> None:
    title = re.search(r"<title>(.*?)</title>", shown(client, token))
    assert title
    assert title[1] == "Alpha school"


def say_no(client: Any, token: str, *, to: str | None = None, sure: str = "yes") -> Any:
    """Answer as the page's own form does."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', shown(client, token))
    assert found
    data = {"csrf_token": found[1], "sure": sure}
    return client.post(f"/alpha/visit/{to or token}/decline", data=data)


@pytest.mark.parametrize("text", ["0" * 32, "abc", "0" * 31, "%00", "..", "ғғғ"])
def test_an_unknown_link_leads_nowhere(client: Any, token: str, text: str) -> None:
    assert client.get(f"/alpha/visit/{text}").status_code == 404
    assert say_no(client, token, to=text).status_code == 404


def test_a_link_is_one_branchs_and_never_the_centres(client: Any, token: str) -> None:
    assert client.get(f"/beta/visit/{token}").status_code == 404
    assert client.get(f"/central/visit/{token}").status_code == 404


def test_a_network_that_guesses_is_slowed_down_and_one_with_a_link_is_not(client: Any, token: str) -> None:
    tries = int(GUESS_RATE.split()[0])
    for _ in range(tries):
        assert client.get(f"/alpha/visit/{'0' * 32}").status_code == 404
    assert client.get(f"/alpha/visit/{'0' * 32}").status_code == 429


def test_opening_a_good_link_is_never_counted(client: Any, token: str) -> None:
    for _ in range(int(GUESS_RATE.split()[0]) + 1):
        assert client.get(f"/alpha/visit/{token}").status_code == 200


def test_a_visitor_says_that_they_cannot_come(
    client: Any, token: str, branch_a: Any, told: Any, invite_row: Any
) -> None:
    say_no(client, token, sure="no")
    with in_branch(branch_a.id):
        assert db.session.scalars(select(Visit.status)).one() == "expected"
    answered = say_no(client, token)
    assert (answered.status_code, answered.headers["Location"]) == (302, f"/alpha/visit/{token}")
    page = shown(client, token)
    assert "This visit will not take place" in page
    assert "Нұрлан" not in page
    assert "I cannot come" not in page
    assert "visit_declined" in {code for _user, code in told()}
    with in_branch(branch_a.id):
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "visitors.visit_declined")
        ).one()
        assert entry.actor_user_id is None


def test_what_is_over_says_so(client: Any, token: str, at_nine: Any) -> None:
    at_nine.move_to(NINE + timedelta(days=1))
    page = shown(client, token)
    assert "This visit is over" in page
    assert "q-qr" not in page


def test_the_branchs_own_way_in_is_shown(client: Any, token: str, acting: Any) -> None:
    assert "Come in by the main entrance" in shown(client, token)
    with acting("branch_admin"):
        set_module("visitors", {"way_in_en": "The gate in Abai street.\nRing twice."})
        db.session.commit()
    assert "Ring twice." in shown(client, token)
    assert "Негізгі кіреберістен" in shown(client, token, "kk")


def test_an_erased_visitor_has_no_page(client: Any, token: str, branch_a: Any) -> None:
    with in_branch(branch_a.id, write=True):
        end_link(db.session.scalars(select(Visit)).one())
        db.session.commit()
    assert client.get(f"/alpha/visit/{token}").status_code == 404


def test_a_member_who_opens_a_link_is_nobody(app: Any, token: str, browse: Any, branch_a: Any) -> None:
    host: Any = browse("staff")
    assert host.client.get(f"/alpha/visit/{token}").status_code == 200
    host.client.post(f"/alpha/visit/{token}/decline", data={"sure": "yes"})
    with in_branch(branch_a.id):
        entries = db.session.scalars(
            select(AuditEntry.actor_user_id).where(AuditEntry.event == "visitors.visit_declined")
        ).all()
    assert entries == [None]


def test_a_waiting_visit_shows_no_code(made: Any, client: Any, branch_a: Any) -> None:
    guests = tuple(VisitorDetails(family, "Анна") for family in ("Ли", "Ким"))
    invite_id = made(kind=InviteKind.GROUP, guests=guests)
    with in_branch(branch_a.id):
        visit = db.session.scalars(select(Visit).where(Visit.invite_id == invite_id)).first()
        assert visit
        secret = secret_of(visit)
    page = shown(client, secret)
    assert "not confirmed yet" in page
    assert "q-qr" not in page
