"""The secret of a visitor's link: random, read however it was typed, void at will, ended by the evening."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.crypto.columns import sealed_value
from platform_core.errors import Conflict, Forbidden, NotFound
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from plugins.visitors.jobs.desk import close_day
from plugins.visitors.models import Visit
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.queries.invites import history_of
from plugins.visitors.services import invites
from plugins.visitors.services.tokens import give_token, read_token, visit_by_token
from tests.plugins.visitors.conftest import NINE
from tests.plugins.visitors.invites.conftest import AFTER_SCHOOL, THREE, secret_of

EVENING = NINE + timedelta(hours=11)
"""Eight in the evening of Almaty, when the day is closed."""
TOKEN = "0123456789abcdef" * 2
RUSSIAN = "0123456789фисвуа" * 2
KAZAKH = 'қ"әіңғ,.үұфисвуа' * 2


@pytest.fixture
def invite_id(made: Any) -> UUID:
    """An agreed invitation of one visitor."""
    found: UUID = made()
    return found


def visit_of(branch: Any, invite_id: UUID) -> tuple[UUID, str]:
    with in_branch(branch.id):
        visit = db.session.scalars(select(Visit).where(Visit.invite_id == invite_id)).one()
        return visit.id, secret_of(visit)


def renew(acting: Any, invite_id: UUID, visit_id: UUID) -> None:
    with acting("staff"):
        assert invites.renew_link(invites.own_invite(invite_id), visit_id) is True
        db.session.commit()


def page_of(client: Any, token: str) -> tuple[int, str]:
    """Open a link; the frame's tokens and numbers of a fault are left out."""
    answer = client.get(f"/alpha/visit/{token}?lang=en")
    return answer.status_code, re.sub(r"[0-9a-f]{8,}", "", answer.text.replace(token, ""))


def test_a_secret_is_random_and_nowhere_to_be_read(made: Any, branch_a: Any) -> None:
    made(kind=InviteKind.GROUP, guests=THREE)
    with in_branch(branch_a.id):
        visits = db.session.scalars(select(Visit)).all()
        tokens = {secret_of(visit) for visit in visits}
        stored = db.session.execute(select(Visit.token_index, sealed_value(Visit.link_secret))).all()
    assert len(tokens) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", token) for token in tokens)
    for token in tokens:
        for row in stored:
            assert token.encode() not in bytes(row[0]) + bytes(row[1])
            assert bytes.fromhex(token) not in bytes(row[0]) + bytes(row[1])


def test_the_same_visit_is_given_another_secret_each_time(invite_id: UUID, branch_a: Any) -> None:
    with in_branch(branch_a.id, write=True):
        visit = db.session.scalars(select(Visit)).one()
        assert len({give_token(visit) for _ in range(20)}) == 20


def test_a_visit_is_found_by_its_secret_and_by_its_link(
    invite_id: UUID, branch_a: Any, branch_b: Any
) -> None:
    visit_id, token = visit_of(branch_a, invite_id)
    with in_branch(branch_a.id):
        assert visit_by_token(token).id == visit_id
        assert (
            visit_by_token(f" https://school.example.kz/alpha/visit/{token.upper()}?lang=kk ").id == visit_id
        )
    with in_branch(branch_b.id), pytest.raises(NotFound):
        visit_by_token(token)


@pytest.mark.parametrize("text", ["", "абв", "0" * 31, "0" * 33, "0" * 32, "f" * 32 + " " + "e" * 32])
@pytest.mark.usefixtures("invite_id")
def test_any_other_text_finds_nothing(branch_a: Any, text: str) -> None:
    with in_branch(branch_a.id), pytest.raises(NotFound):
        visit_by_token(text)


@given(st.text(alphabet="0123456789abcdefABCDEF /?-", max_size=80))
def test_a_secret_is_read_only_where_there_is_exactly_one(text: str) -> None:
    found = read_token(text)
    assert found is None or (len(found) == 32 and found in text.lower())


@pytest.mark.parametrize("typed", [TOKEN, TOKEN.upper(), RUSSIAN, RUSSIAN.upper(), KAZAKH])
def test_a_scanner_is_understood_whatever_the_keyboard_is_set_to(typed: str) -> None:
    assert read_token(typed) == TOKEN


def test_a_link_that_was_made_void_is_an_unknown_one(
    invite_id: UUID, branch_a: Any, acting: Any, client: Any
) -> None:
    visit_id, old = visit_of(branch_a, invite_id)
    renew(acting, invite_id, visit_id)
    _same, new = visit_of(branch_a, invite_id)
    assert new != old
    assert page_of(client, old) == page_of(client, "0" * 32)
    assert page_of(client, old)[0] == 404
    assert page_of(client, new)[0] == 200
    with in_branch(branch_a.id):
        assert [line.code for line in history_of(invite_id)] == ["link_renewed", "sent"]
        event = AuditEntry.event == "visitors.link_renewed"
        told = db.session.scalars(select(AuditEntry).where(event)).one()
    assert (told.target_id, told.data) == (visit_id, {})


def test_the_desk_no_longer_knows_the_old_code(
    invite_id: UUID, branch_a: Any, acting: Any, browse: Any
) -> None:
    visit_id, old = visit_of(branch_a, invite_id)
    renew(acting, invite_id, visit_id)
    desk = browse("front_desk")
    assert "Nobody found today" in desk.post("/desk/find", words=old).text
    found = desk.post("/desk/find", words=visit_of(branch_a, invite_id)[1])
    assert found.location == f"/alpha/visitors/desk/visits/{visit_id}"


def test_the_host_makes_a_link_void_on_the_page(invite_id: UUID, branch_a: Any, browse: Any) -> None:
    visit_id, old = visit_of(branch_a, invite_id)
    host, address = browse("staff"), f"/invites/{invite_id}"
    assert f"{address}/visits/{visit_id}/link" in host.get(address).text
    done = host.client.post(f"/alpha/visitors{address}/visits/{visit_id}/link", follow_redirects=True)
    assert "Hand over the new one" in done.text
    links = host.get(f"{address}/links").text
    assert old not in links
    assert visit_of(branch_a, invite_id)[1] in links


def test_only_a_host_makes_a_link_void(invite_id: UUID, branch_a: Any, browse: Any, acting: Any) -> None:
    visit_id, token = visit_of(branch_a, invite_id)
    address = f"/invites/{invite_id}/visits/{visit_id}/link"
    assert browse("front_desk").post(address).status_code == 403
    assert browse("curator").post(address).status_code == 404
    assert browse("staff", "beta").post(address).status_code == 404
    assert address not in browse("sss_head").get(f"/invites/{invite_id}").text
    with acting("sss_head"), pytest.raises(Forbidden):
        invites.own_invite(invite_id)
    assert visit_of(branch_a, invite_id)[1] == token


def test_a_visit_of_another_invitation_is_not_touched(
    made: Any, invite_id: UUID, branch_a: Any, browse: Any
) -> None:
    other = made(place="305")
    visit_id, token = visit_of(branch_a, other)
    answer = browse("staff").post(f"/invites/{invite_id}/visits/{visit_id}/link")
    assert (answer.status_code, visit_of(branch_a, other)) == (404, (visit_id, token))


def test_what_is_over_gets_no_new_link(invite_id: UUID, branch_a: Any, acting: Any, at_nine: Any) -> None:
    visit_id, _token = visit_of(branch_a, invite_id)
    at_nine.move_to(AFTER_SCHOOL + timedelta(hours=1))
    with acting("staff"), pytest.raises(Conflict):
        invites.renew_link(invites.own_invite(invite_id), visit_id)
    at_nine.move_to(NINE)
    with acting("staff"):
        invites.cancel_invite(invites.own_invite(invite_id), reason="", branch=branch_a)
        db.session.commit()
        with pytest.raises(Conflict):
            invites.renew_link(invites.own_invite(invite_id), visit_id)


def test_the_evening_ends_the_links_of_the_day_and_no_others(
    made: Any, invite_id: UUID, branch_a: Any, client: Any, at_nine: Any
) -> None:
    tomorrow = made(starts=AFTER_SCHOOL + timedelta(days=1))
    (_today_id, ended), (_id, standing) = visit_of(branch_a, invite_id), visit_of(branch_a, tomorrow)
    at_nine.move_to(EVENING)
    assert page_of(client, ended)[0] == 200  # it says that the visit is over
    with in_branch(branch_a.id, write=True):
        close_day({})
        db.session.commit()
    assert page_of(client, ended) == page_of(client, "0" * 32)
    assert page_of(client, standing)[0] == 200
    with in_branch(branch_a.id):
        row = db.session.scalars(select(Visit).where(Visit.invite_id == invite_id)).one()
        assert (row.status, row.token_index, row.link_secret) == ("no_show", None, None)


def test_a_visit_without_a_link_says_so_where_links_stand(
    invite_id: UUID, branch_a: Any, browse: Any
) -> None:
    with in_branch(branch_a.id, write=True):
        visit = db.session.scalars(select(Visit)).one()
        visit.token_index = visit.link_secret = None
        db.session.commit()
    page = browse("staff").get(f"/invites/{invite_id}/links")
    assert "There is no link now" in page.text
