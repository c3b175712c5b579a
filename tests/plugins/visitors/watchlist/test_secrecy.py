"""Who is watched for is named by the list and the match alone: no file, page, export, notice, log (P12.5)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry, AuditFact
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.notify.models import Notification
from platform_core.obligations.models import Obligation
from platform_core.testing.world import World
from plugins.visitors.models import Visit, Visitor, WatchlistEntry
from plugins.visitors.views.watchlist_screening import screen_now
from tests.plugins.visitors.watchlist.conftest import IIN, TODAY

Acting = Callable[..., AbstractContextManager[Any]]
Login = Callable[..., str]
WATCHED, NOTE = "Жұмаділов Ербосын Өмірәліұлы", "Үкім шыққан, жақындамасын"
ON_NETWORK = "Сәдуақасов Ғабиден Қанатұлы"
SECRETS = (*WATCHED.split(), *ON_NETWORK.split(), "Үкім шыққан", IIN)
PLACES = (
    "/alpha/", "/alpha/visitors/desk", "/alpha/visitors/desk/list", "/alpha/visitors/inside",
    "/alpha/visitors/journal", "/alpha/visitors/refusals", "/alpha/visitors/watchlist/matches",
    "/alpha/visitors/invites", "/alpha/inbox", "/alpha/obligations/", "/alpha/obligations/?state=",
    "/alpha/audit", "/alpha/jobs/",
)  # fmt: skip
EXPORTS = (
    "/alpha/visitors/journal/export.xlsx", "/alpha/visitors/refusals/export.xlsx",
    "/alpha/obligations/export.xlsx", "/alpha/obligations/export.json",
)  # fmt: skip


@pytest.fixture
def seen(
    acting: Acting,
    branch_a: BranchInfo,
    make_entry: Callable[..., WatchlistEntry],
    on_network: Callable[..., str],
    make_due: Callable[..., Visit],
    heads: list[Any],
) -> list[Any]:
    """Two visitors who match the two lists, in other letters; the heads were told."""
    on_network(ON_NETWORK, note=NOTE, number=IIN)
    with acting("sss_head"):
        make_entry(WATCHED, note=NOTE, identity_number=IIN, review_on=TODAY + timedelta(days=5))
        found = []
        for family, given in (("Zhumadilov", "Yerbosyn"), ("Saduakassov", "Gabiden")):
            visit = make_due(family, given)
            visitor = db.session.get_one(Visitor, (branch_a.id, visit.visitor_id))
            [match] = screen_now(visitor, visit_id=visit.id)
            found.append(match.id)
        db.session.commit()
    return found


def clean(text: str) -> bool:
    """Tell whether a text names nobody who is watched for."""
    plain = unescape(text).casefold()
    return not any(secret.casefold() in plain for secret in SECRETS)


def unpacked(content: bytes) -> str:
    """Read a workbook's parts, or the text that a file is."""
    try:
        with ZipFile(BytesIO(content)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist())
    except BadZipFile:
        return content.decode()


def test_no_file_holds_a_name_a_note_or_a_number(seen: list[Any], world: World) -> None:
    files = [path for path in world.folder.rglob("*") if path.is_file()]
    assert any(path.name.startswith("qorgau.db") for path in files)
    for path in files:
        held = path.read_bytes()
        for secret in (*SECRETS, "zhmdlf", "жумадилов"):
            assert secret.encode() not in held, (path.name, secret)


@pytest.mark.parametrize("role", ["front_desk", "sss_head", "branch_head", "staff", "branch_admin"])
def test_no_page_but_the_list_and_the_match_names_anybody(
    client: FlaskClient, login: Login, seen: list[Any], role: str
) -> None:
    login(client, role)
    shown = [answer for answer in map(client.get, PLACES) if answer.status_code == 200]
    assert shown
    for answer in shown:
        assert clean(answer.text), answer.request.path
    for asked in (WATCHED, WATCHED.split(maxsplit=1)[0], ON_NETWORK, IIN):
        answer = client.post("/alpha/search", data={"q": asked})
        names = answer.text.replace(asked, "")
        assert clean(names), asked
        assert "/visitors/watchlist/" not in names.split("<main", 1)[-1]


@pytest.mark.parametrize("role", ["sss_head", "branch_head"])
def test_no_export_names_anybody(client: FlaskClient, login: Login, seen: list[Any], role: str) -> None:
    login(client, role)
    given = [answer for answer in map(client.get, EXPORTS) if answer.status_code == 200]
    assert given
    for answer in given:
        assert clean(unpacked(answer.data)), answer.request.path


def test_the_list_and_the_match_alone_name_them_and_tell_who_looked(
    client: FlaskClient, login: Login, branch_a: BranchInfo, seen: list[Any]
) -> None:
    login(client, "front_desk")
    for match_id, name in zip(seen, (WATCHED, ON_NETWORK), strict=True):
        page = unescape(client.get(f"/alpha/visitors/watchlist/matches/{match_id}").text)
        assert name in page
        assert "Үкім шыққан" not in page
        assert IIN not in page
    login(client, "sss_head")
    assert WATCHED in unescape(client.get("/alpha/visitors/watchlist").text)
    assert ON_NETWORK not in unescape(client.get("/alpha/visitors/watchlist").text)
    with in_branch(branch_a.id):
        rows = db.session.execute(select(AuditEntry.event, AuditEntry.actor_user_id))
        looked = [row.event for row in rows if row.actor_user_id is not None]
    assert looked.count("visitors.match_viewed") == 2
    assert looked.count("visitors.watchlist_viewed") == 2


def test_a_page_that_refuses_what_was_sent_tells_who_looked_too(
    client: FlaskClient, login: Login, branch_a: BranchInfo, seen: list[Any]
) -> None:
    login(client, "sss_head")
    with in_branch(branch_a.id):
        entry_id = db.session.scalars(select(WatchlistEntry.id)).one()
    for step in ("edit", "review", "end"):
        refused = client.post(f"/alpha/visitors/watchlist/{entry_id}/{step}", data={})
        assert refused.status_code == 422
    assert client.post(f"/alpha/visitors/watchlist/matches/{seen[0]}/judge", data={}).status_code == 422
    with in_branch(branch_a.id):
        events = list(db.session.scalars(select(AuditEntry.event)))
    assert events.count("visitors.watchlist_entry_viewed") == 3
    assert events.count("visitors.match_viewed") == 1


def test_trail_notices_jobs_and_duties_hold_ids_and_codes(
    seen: list[Any], branch_a: BranchInfo, central: BranchInfo, heads: list[Any]
) -> None:
    for place in (branch_a, central):
        with in_branch(place.id):
            told = [
                *db.session.execute(select(AuditEntry.event, AuditEntry.data)),
                *db.session.scalars(select(AuditFact.id)),
                *db.session.execute(select(Outbox.name, Outbox.payload, Outbox.dedupe_key)),
                *db.session.execute(select(Notification.code, Notification.params, Notification.target_url)),
                *db.session.execute(select(Obligation.code, Obligation.key, Obligation.note)),
            ]
        assert told
        assert clean(repr(told))


def test_no_address_and_no_log_says_a_name(
    client: FlaskClient, login: Login, central: BranchInfo, at_nine: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    login(client, "wellbeing_officer", "central")
    said = {"names": ON_NETWORK, "reason": "violence", "note": NOTE, "identity_number": IIN}
    review = (TODAY + timedelta(days=30)).isoformat()
    added = client.post("/central/visitors/watchlist/new", data={**said, "review_on": review})
    assert added.status_code == 200
    found = client.post("/central/visitors/watchlist/find", data={"names": ON_NETWORK, "purpose": "Филиал"})
    login(client, "sss_head")
    listed = client.post("/alpha/visitors/watchlist/new", data={**said, "review_on": review})
    wrong = client.post("/alpha/visitors/watchlist/new", data={**said, "review_on": "2019-01-01"})
    assert (found.status_code, listed.status_code, wrong.status_code) == (200, 302, 422)
    for answer in (added, found, listed, wrong):
        assert clean(repr(dict(answer.headers)))
    out, err = capfd.readouterr()
    assert clean(out + err)
