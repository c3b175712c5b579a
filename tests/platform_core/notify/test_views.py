from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from platform_core.auth.accounts import account_by_login
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.notify.services import count_unread, notify
from platform_core.testing.statements import counted_statements


@pytest.fixture
def head(client: FlaskClient, login: Callable[..., str]) -> UUID:
    """A head of the safety service, signed in."""
    account = account_by_login(login(client, "sss_head"))
    assert account is not None
    return account.id


def _notify(branch: BranchInfo, reader: UUID, *, times: int = 1) -> list[UUID]:
    with in_branch(branch.id, write=True):
        made = [
            notify([reader], "core.work_finished", target_url="/alpha/", params={})[0] for _ in range(times)
        ]
        db.session.commit()
    return made


def test_an_empty_inbox_says_so(client: FlaskClient, head: UUID) -> None:
    page = client.get("/alpha/inbox?lang=en").text
    assert "Nothing waits for you" in page


def test_a_notice_is_listed_opened_and_then_read(
    client: FlaskClient, head: UUID, branch_a: BranchInfo
) -> None:
    (notice,) = _notify(branch_a, head)
    page = client.get("/alpha/inbox").text
    assert f'action="/alpha/inbox/{notice}"' in page
    answer = client.post(f"/alpha/inbox/{notice}")
    assert (answer.status_code, answer.location) == (302, "/alpha/")
    with in_branch(branch_a.id):
        assert count_unread(head) == 0


def test_everything_can_be_marked_read_at_once(client: FlaskClient, head: UUID, branch_a: BranchInfo) -> None:
    _notify(branch_a, head, times=3)
    assert client.post("/alpha/inbox/read").status_code == 302
    with in_branch(branch_a.id):
        assert count_unread(head) == 0


def test_the_bell_shows_how_many_are_unread(client: FlaskClient, head: UUID, branch_a: BranchInfo) -> None:
    assert client.get("/alpha/inbox/count").text.strip() == ""
    _notify(branch_a, head, times=120)
    assert "99+" in client.get("/alpha/inbox/count").text
    assert "q-bell-count" in client.get("/alpha/inbox").text


def test_the_list_is_filtered_by_state(client: FlaskClient, head: UUID, branch_a: BranchInfo) -> None:
    first, second = _notify(branch_a, head, times=2)
    client.post(f"/alpha/inbox/{first}")
    unread = client.get("/alpha/inbox?state=unread").text
    assert str(second) in unread
    assert str(first) not in unread
    read = client.get("/alpha/inbox?state=read").text
    assert str(first) in read
    assert str(second) not in read


@pytest.mark.parametrize("query", ["state=lost", "since=tomorrow", "sort=name", "cursor=%00"])
def test_a_wrong_query_is_refused(client: FlaskClient, head: UUID, query: str) -> None:
    assert client.get(f"/alpha/inbox?{query}").status_code == 400


def test_anothers_notice_is_not_found(
    client: FlaskClient, head: UUID, branch_a: BranchInfo, app: Flask, login: Callable[..., str]
) -> None:
    (notice,) = _notify(branch_a, head)
    other = app.test_client()
    login(other, "curator")
    assert other.post(f"/alpha/inbox/{notice}").status_code == 404
    stranger = app.test_client()
    login(stranger, "sss_head", "beta")
    assert stranger.post(f"/alpha/inbox/{notice}").status_code == 404
    assert stranger.get("/alpha/inbox").status_code == 404
    with in_branch(branch_a.id):
        assert count_unread(head) == 1


def test_strangers_are_sent_to_sign_in(client: FlaskClient, branch_a: BranchInfo) -> None:
    assert client.get("/alpha/inbox").status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_inbox(
    client: FlaskClient, head: UUID, branch_a: BranchInfo
) -> None:
    def queries() -> int:
        with counted_statements() as seen:
            client.get("/alpha/inbox")
        return len(seen)

    _notify(branch_a, head)
    few = queries()
    _notify(branch_a, head, times=40)
    assert queries() == few
