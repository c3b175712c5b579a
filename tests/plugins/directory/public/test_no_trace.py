"""Who looks for help leaves no trace: no cookie, no line, no entry; and the page loads on any phone."""

import gzip
import re
from html import unescape

import pytest
from sqlalchemy import func, select

from platform_core.audit.models import AuditEntry
from platform_core.auth.models import BrowserSession
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, in_branch

HELP = "/alpha/help"
WORDS = "құпия сөз"
MOST_BYTES = 60_000


@pytest.fixture
def addresses(entry) -> list[str]:
    entry_id = entry()
    return [
        HELP,
        f"{HELP}?lang=kk&region=KZ-75&who=guardians",
        f"{HELP}/needs/domestic_violence?lang=ru",
        f"{HELP}/{entry_id}?lang=kk",
        f"{HELP}/{entry_id}.vcf",
        f"{HELP}/search",
    ]


def entries_of(branch) -> int:
    with in_branch(branch.id):
        return db.session.scalar(select(func.count(AuditEntry.id)))


def test_no_cookie_is_set_and_nothing_is_kept(client, addresses) -> None:
    answers = [client.get(address) for address in addresses]
    answers.append(client.post(f"{HELP}/search?lang=ru", data={"q": WORDS}))
    answers.append(client.get(f"{HELP}/00000000-0000-7000-8000-000000000000"))
    for answer in answers:
        assert "Set-Cookie" not in answer.headers, answer.request.path
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_chosen_language_travels_in_the_address(client, addresses) -> None:
    shown = client.get(f"{HELP}?lang=ru").text
    links = re.findall(rf'href="({HELP}/[^"]+)"', shown)
    assert links
    assert all("lang=ru" in link for link in links)
    assert '<html lang="kk">' in client.get(HELP, headers={"Accept-Language": "kk"}).text


def test_nothing_is_logged_of_what_is_looked_for(client, addresses, capfd, caplog) -> None:
    for address in addresses:
        client.get(address)
    found = client.post(f"{HELP}/search", data={"q": WORDS})
    assert found.status_code == 200
    client.post(f"{HELP}/search", data={"q": WORDS * 20})
    told = capfd.readouterr()
    for log in (told.out, told.err, caplog.text):
        assert WORDS not in log
        assert HELP not in log
        assert "domestic_violence" not in log


def test_a_member_who_looks_is_nobody(client, login, addresses, branch_a) -> None:
    login(client, "sss_head", "alpha")
    before = entries_of(branch_a)
    seen = _last_seen()
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert client.post(f"{HELP}/search", data={"q": WORDS}).status_code == 200
    assert entries_of(branch_a) == before
    assert _last_seen() == seen


def _last_seen() -> list:
    with as_role(Role.AUTH):
        return list(db.session.scalars(select(BrowserSession.seen_at)))


def test_words_stand_in_no_address(client, addresses) -> None:
    form = client.get(f"{HELP}/search?lang=en").text
    assert re.search(r'<form[^>]+method="post"', form)
    assert "csrf_token" not in form
    assert client.get(f"{HELP}/search?q=secret").text.count("secret") == client.get(
        f"{HELP}/search"
    ).text.count("secret")


def test_the_title_tells_nothing(client, addresses) -> None:
    for address in addresses[:-2]:
        shown = client.get(address).text
        title = unescape(re.search(r"<title>(.*?)</title>", shown)[1])
        assert title in ("Альфа мектебі", "Школа Альфа", "Alpha school")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_everything_fits_a_slow_line(client, loaded, language) -> None:
    """The whole of A10 near Almaty, with each resource that the page names, packed as a server packs it."""
    for address in (f"{HELP}?region=KZ-75", f"{HELP}/needs/child_violence?region=KZ-39", f"{HELP}/search"):
        mark = "&" if "?" in address else "?"
        shown = client.get(f"{address}{mark}lang={language}")
        assert shown.status_code == 200
        parts = [gzip.compress(shown.get_data()), *(packed(client, one) for one in resources(shown.text))]
        assert len(parts) == 5, "the page, two sheets, one script, one blank icon"
        assert sum(map(len, parts)) < MOST_BYTES / 2, "well below, for a directory that grows"
        assert len(shown.get_data()) < MOST_BYTES, "pages are sent unpacked"


def packed(client, address: str) -> bytes:
    with client.get(unescape(address), headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Encoding"] == "gzip"
        return answer.get_data()


def resources(shown: str) -> list[str]:
    found = re.findall(r'<(?:link|script|img|use)[^>]+(?:href|src)="([^"#]+)"', shown)
    assert all(one.startswith("/static/") for one in found)
    return found
