from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from platform_core.auth.accounts import account_by_login
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.jobs.backoff import MAX_ATTEMPTS
from platform_core.jobs.failures import Failure, record_failures
from platform_core.jobs.progress import FINISHED, Reporter, fail_work, finish_work, read_progress, start_work
from platform_core.testing.statements import counted_statements
from tests.platform_core.jobs.bench import Bench

Login = Callable[..., str]


def _give_up(bench: Bench, **options: Any) -> UUID:
    branch = options.get("branch") or bench.branch
    message = bench.post("sample.work", {"case_id": "secret-7"}, **options)
    assert message is not None
    with in_branch(branch.id, write=True):
        record_failures([Failure(message, "sample.work", MAX_ATTEMPTS - 1, ValueError("Асқар"))])
        db.session.commit()
    return message


@pytest.fixture
def client(bench: Bench) -> FlaskClient:
    """A client of the application with the sample module."""
    return bench.app.test_client()


def test_a_branch_sees_its_own_work_and_no_content(bench: Bench, client: FlaskClient, login: Login) -> None:
    message, elsewhere = _give_up(bench), _give_up(bench, branch=bench.other)
    login(client, "branch_admin")
    page = client.get("/alpha/jobs/?lang=en").text
    assert f"/alpha/jobs/{message}/retry" in page
    assert str(elsewhere) not in page
    assert "ValueError" in page
    assert "secret-7" not in page
    assert "Асқар" not in page


def test_the_centre_sees_the_work_of_every_branch(bench: Bench, client: FlaskClient, login: Login) -> None:
    messages = [_give_up(bench), _give_up(bench, branch=bench.other)]
    login(client, "platform_admin", "central")
    page = client.get("/central/jobs/?state=failed").text
    assert all(str(message) in page for message in messages)
    narrowed = client.get(f"/central/jobs/?branch={bench.other.id}").text
    assert str(messages[0]) not in narrowed
    assert client.get("/central/jobs/?branch=nowhere").status_code == 400


def test_given_up_work_runs_again_when_its_branch_says_so(
    bench: Bench, client: FlaskClient, login: Login
) -> None:
    message = _give_up(bench)
    login(client, "branch_admin")
    assert client.post(f"/alpha/jobs/{message}/retry").status_code == 302
    bench.work()
    assert bench.effects() == 1
    assert client.post(f"/alpha/jobs/{message}/retry").status_code == 404


def test_given_up_work_runs_again_when_the_centre_says_so(
    bench: Bench, client: FlaskClient, login: Login
) -> None:
    message = _give_up(bench)
    login(client, "platform_admin", "central")
    assert client.post(f"/central/jobs/{bench.branch.id}/{message}/retry").status_code == 302
    bench.forward()
    bench.work()
    bench.work()
    assert bench.effects() == 1
    assert client.post(f"/central/jobs/{new_id()}/{message}/retry").status_code == 404


def test_work_of_another_branch_cannot_be_retried(bench: Bench, client: FlaskClient, login: Login) -> None:
    message = _give_up(bench, branch=bench.other)
    login(client, "branch_admin")
    assert client.post(f"/alpha/jobs/{message}/retry").status_code == 404
    assert client.post(f"/central/jobs/{bench.other.id}/{message}/retry").status_code == 404
    assert bench.row(message, branch=bench.other).failed_at is not None


@pytest.mark.parametrize("role", ["sss_head", "curator"])
def test_others_see_no_background_work(bench: Bench, client: FlaskClient, login: Login, role: str) -> None:
    login(client, role)
    assert client.get("/alpha/jobs/").status_code == 403


def test_held_work_is_shown_as_held(bench: Bench, client: FlaskClient, login: Login) -> None:
    bench.switch(on=False)
    bench.post("sample.work")
    login(client, "branch_admin")
    assert "its module is off" in client.get("/alpha/jobs/?lang=en").text


def test_the_number_of_queries_grows_with_neither_rows_nor_branches(
    bench: Bench, client: FlaskClient, login: Login
) -> None:
    def queries() -> int:
        with counted_statements() as seen:
            client.get("/central/jobs/")
        return len(seen)

    login(client, "platform_admin", "central")
    _give_up(bench)
    few = queries()
    for branch in (bench.branch, bench.other) * 5:
        _give_up(bench, branch=branch)
    assert queries() == few


def _start(bench: Bench, client: FlaskClient, login: Login) -> tuple[UUID, UUID]:
    account = account_by_login(login(client, "branch_admin"))
    assert account is not None
    with in_branch(bench.branch.id, write=True):
        progress_id = start_work("sample.look", {"file_id": "7"}, user_id=account.id)
        db.session.commit()
    return progress_id, account.id


def test_the_owner_watches_the_work_until_it_is_over(bench: Bench, client: FlaskClient, login: Login) -> None:
    progress_id, owner = _start(bench, client, login)
    seen: list[str] = []

    def watch() -> None:
        reporter = Reporter(progress_id, total=10)
        reporter.advance(4)
        seen.append(client.get(f"/alpha/jobs/progress/{progress_id}?lang=en", headers=HTMX).text)

    bench.on_look = watch
    bench.on_work = lambda: finish_work(progress_id, result_url="/alpha/files/7")
    page = client.get(f"/alpha/jobs/progress/{progress_id}").text
    bench.work()
    bench.work()
    assert 'hx-trigger="every 1s"' in page
    assert "4 of 10 done" in seen[0]
    assert "<html" not in seen[0]
    over = client.get(f"/alpha/jobs/progress/{progress_id}", headers=HTMX).text
    assert "/alpha/files/7" in over
    assert "hx-get" not in over
    with in_branch(bench.branch.id):
        view = read_progress(progress_id, user_id=owner)
    assert (view.state, view.done, view.total) == (FINISHED, 4, 10)
    assert "/alpha/inbox/" in client.get("/alpha/inbox").text


def test_work_that_failed_says_where_to_read_why(bench: Bench, client: FlaskClient, login: Login) -> None:
    progress_id, _owner = _start(bench, client, login)
    bench.on_work = lambda: fail_work(progress_id, explain_url="/alpha/people/")
    bench.work()
    page = client.get(f"/alpha/jobs/progress/{progress_id}?lang=en", headers=HTMX).text
    assert "Could not be done" in page
    assert "/alpha/people/" in page


def test_nobody_else_watches(bench: Bench, client: FlaskClient, login: Login) -> None:
    progress_id, _owner = _start(bench, client, login)
    login(client, "sss_head")
    assert client.get(f"/alpha/jobs/progress/{progress_id}").status_code == 404


HTMX = {"HX-Request": "true"}
