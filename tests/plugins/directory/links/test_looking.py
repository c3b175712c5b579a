"""The weekly look: off by default, written down once, shown to staff after three silent weeks."""

from html import unescape

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.switchboard.services import set_module
from plugins.directory.jobs import check_links
from plugins.directory.models import LinkCheck
from plugins.directory.policy.links import Answer
from plugins.directory.services import links
from tests.plugins.directory.public.conftest import entry, local  # noqa: F401 - fixtures

GOOD, DEAD = "https://good.example/", "https://dead.example/"


@pytest.fixture
def entries(entry, local):  # noqa: F811 - fixtures
    return entry(names={"kk": "Жақсы"}, url=GOOD), local(names={"kk": "Өлі", "en": "Dead"}, url=DEAD)


def look(branch, **answers: Answer) -> None:
    """Look as the job does: ask in a read scope, write in a write scope."""
    said = {GOOD: answers["good"], DEAD: answers["dead"]}
    with in_branch(branch.id):
        write = links.look_at_links(said.__getitem__)
    if write is not None:
        with in_branch(branch.id, write=True):
            write()
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


def test_the_centre_sees_what_is_silent_for_branches(client, login, branch_a, branch_b, entry) -> None:  # noqa: F811
    entry_id = entry(names={"kk": "Өлі"}, url=DEAD)
    entry(names={"kk": "Жақсы"}, url=GOOD)
    for branch in (branch_a, branch_b):
        for _week in range(3):
            look(branch, good=Answer.ANSWERED, dead=Answer.SILENT)
    login(client, "wellbeing_officer", "central")
    shown = unescape(client.get("/central/directory/links?lang=en").text)
    assert DEAD in shown
    assert f"/central/directory/entries/{entry_id}" in shown
    assert GOOD not in shown
    with in_branch(branch_b.id):
        seen = select(AuditEntry.event).where(AuditEntry.event == "directory.links_seen")
        assert len(list(db.session.scalars(seen))) == 1


def test_others_may_not_look(client, login) -> None:
    assert client.get("/alpha/directory/links").status_code in (302, 303)
    login(client, "staff", "beta")
    assert client.get("/alpha/directory/links").status_code == 404
    assert client.get("/central/directory/links").status_code == 404
