"""The weekly look: off by default, polite, written down, shown to keepers after three silent weeks."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.switchboard.services import set_module
from plugins.directory.jobs import check_links
from plugins.directory.models import LinkCheck
from plugins.directory.policy.links import Answer
from plugins.directory.services import links
from tests.plugins.directory.public.conftest import entry, local  # noqa: F401 - fixtures

GOOD, DEAD = "https://good.example/", "https://dead.example/"


@pytest.fixture
def entries(local):  # noqa: F811 - fixtures
    return local(names={"kk": "Жақсы"}, url=GOOD), local(names={"kk": "Өлі", "en": "Dead"}, url=DEAD)


@pytest.fixture
def network(entry):  # noqa: F811 - fixtures
    return entry(names={"kk": "Жақсы"}, url=GOOD), entry(names={"kk": "Өлі", "en": "Dead"}, url=DEAD)


def look(branch, *, run: int = 1, **answers: Answer) -> None:
    """Look as the job does: ask in a read scope, write in a write scope; then a week goes by."""
    said = {GOOD: answers["good"], DEAD: answers["dead"]}
    with in_branch(branch.id):
        write = links.look_at_links(said.__getitem__, run=run)
    with in_branch(branch.id, write=True):
        if write is not None:
            write()
        for check in db.session.scalars(select(LinkCheck)):
            check.checked_at -= timedelta(days=7)
        db.session.commit()


def kept(branch) -> dict[str, tuple[str, int]]:
    with in_branch(branch.id):
        rows = db.session.execute(select(LinkCheck.url, LinkCheck.answer, LinkCheck.failures))
        return {row.url: (row.answer, row.failures) for row in rows}


def test_nobody_looks_unless_the_branch_wishes_it(branch_a, entries, monkeypatch) -> None:
    asked: list[str] = []

    def ask(url: str) -> Answer:
        asked.append(url)
        return Answer.ANSWERED

    monkeypatch.setattr(links.look_at_links, "__defaults__", (ask,))
    with in_branch(branch_a.id):
        assert check_links({}) is None
    assert asked == []
    with in_branch(branch_a.id, write=True):
        set_module("directory", {"check_links": True})
        db.session.commit()
    with in_branch(branch_a.id):
        assert check_links({}) is not None
    assert sorted(asked) == [DEAD, GOOD]


def test_weeks_of_silence_are_counted_and_an_answer_ends_them(branch_a, entries) -> None:
    for _week in range(2):
        look(branch_a, good=Answer.ANSWERED, dead=Answer.SILENT)
    assert kept(branch_a) == {GOOD: ("answered", 0), DEAD: ("silent", 2)}
    look(branch_a, good=Answer.ANSWERED, dead=Answer.ANSWERED)
    assert kept(branch_a)[DEAD] == ("answered", 0)


def test_a_line_that_is_down_marks_nothing(branch_a, entries) -> None:
    look(branch_a, good=Answer.SILENT, dead=Answer.SILENT)
    assert kept(branch_a) == {}
    with in_branch(branch_a.id):
        told = select(AuditEntry.event).where(AuditEntry.event == "directory.links_checked")
        assert list(db.session.scalars(told)) == []


def test_what_no_entry_names_any_more_is_forgotten(branch_a, entries) -> None:
    from plugins.directory.models import LocalService

    look(branch_a, good=Answer.ANSWERED, dead=Answer.SILENT)
    with in_branch(branch_a.id, write=True):
        db.session.delete(db.session.get(LocalService, (branch_a.id, entries[1])))
        db.session.commit()
    look(branch_a, good=Answer.ANSWERED, dead=Answer.SILENT)
    assert set(kept(branch_a)) == {GOOD}


def test_staff_see_what_is_silent_for_three_weeks(client, login, branch_a, entries) -> None:
    login(client, "staff", "alpha")
    address = "/alpha/directory/links?lang=en"
    for week in range(3):
        assert DEAD not in unescape(client.get(address).text), week
        look(branch_a, good=Answer.ANSWERED, dead=Answer.MISSING)
    shown = unescape(client.get(address).text)
    assert DEAD in shown
    assert "the page is not there" in shown
    assert f"/alpha/directory/local/{entries[1]}" in shown
    assert GOOD not in shown


def test_the_centre_looks_at_the_network_and_flags_what_is_silent(client, login, central, network) -> None:
    login(client, "wellbeing_officer", "central")
    address, page = "/central/directory/links?lang=en", f"/central/directory/entries/{network[1]}"
    for _week in range(3):
        assert DEAD not in unescape(client.get(address).text)
        look(central, good=Answer.ANSWERED, dead=Answer.SILENT)
    shown = unescape(client.get(address).text)
    assert DEAD in shown
    assert page in shown
    assert GOOD not in shown
    assert "The site does not answer" in client.get(page).text
    assert "The site does not answer" not in client.get(f"/central/directory/entries/{network[0]}").text
    assert "Sites that do not answer" in client.get("/central/directory/").text


def test_nothing_is_hidden_because_its_site_is_silent(client, central, network) -> None:
    for _week in range(4):
        look(central, good=Answer.ANSWERED, dead=Answer.MISSING)
    assert client.get(f"/alpha/help/{network[1]}").status_code == 200


def test_each_site_is_asked_from_one_place(branch_a, central, entry, local) -> None:  # noqa: F811
    entry(url="https://network.example/")
    local(url="https://own.example/")
    for branch, expected in ((branch_a, "https://own.example/"), (central, "https://network.example/")):
        asked: list[str] = []
        with in_branch(branch.id):
            links.look_at_links(lambda url, seen=asked: seen.append(url) or Answer.ANSWERED)
        assert asked == [expected]


def test_a_host_is_asked_one_page_a_run(branch_a, local) -> None:  # noqa: F811
    pages = [f"https://many.example/{place}" for place in range(3)]
    for url in pages:
        local(url=url)
    asked: list[str] = []

    def ask(url: str) -> Answer:
        asked.append(url)
        return Answer.ANSWERED

    for run in range(1, 5):
        before = len(asked)
        with in_branch(branch_a.id):
            write = links.look_at_links(ask, run=run)
        assert (write is not None) == (run < 4)
        assert len(asked) - before == (1 if run < 4 else 0)
        if write is not None:
            with in_branch(branch_a.id, write=True):
                write()
                db.session.commit()
    assert sorted(asked) == pages
    with in_branch(branch_a.id):
        rows = db.session.execute(select(Outbox.payload, Outbox.not_before).where(Outbox.name == links.JOB))
        later = [(row.payload["run"], row.not_before > now()) for row in rows]
    assert sorted(later) == [(2, True), (3, True)]


def test_a_run_ends_in_time(branch_a, entries, monkeypatch) -> None:
    asked: list[str] = []
    moments = iter([now() + timedelta(minutes=place) for place in range(20)])
    monkeypatch.setattr(links, "now", lambda: next(moments))
    with in_branch(branch_a.id):
        assert links.look_at_links(lambda url: asked.append(url) or Answer.ANSWERED) is not None
    assert len(asked) == 1


def test_others_may_not_look(client, login) -> None:
    assert client.get("/alpha/directory/links").status_code in (302, 303)
    login(client, "staff", "beta")
    assert client.get("/alpha/directory/links").status_code == 404
    assert client.get("/central/directory/links").status_code == 404
