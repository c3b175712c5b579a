"""Pages speak the reader's language: headings differ between languages, and no English shows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from build_tools.catalogues import extract_messages, find_domains
from platform_core.audit.events import known_events
from platform_core.auth.kit import current_kit
from platform_core.auth.roles import BRANCH_ROLES, CENTRAL_ROLES, permissions_for
from platform_core.hooks.gate import manifests
from platform_core.testing.people import sign_in
from tests.architecture.test_routes import Door, doors_of
from tests.i18n.shipped import FOREIGN_TONGUES
from tests.records import product_rules

# The heading is the same word in Kazakh and in Russian, or a name that no language changes.
SAME_HEADINGS = {"Журнал", "Инцидент", "Модуль", "Qorgau"}
# Languages name themselves.
NAMES = {"English", "WhatsApp"}
LANGUAGES = ("en", *FOREIGN_TONGUES)
UNSPOKEN = {"script", "style", "code"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Page(HTMLParser):
    """What a page says: its language, its title, its heading, and every text on it."""

    html: str
    language: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element, and what its labels say."""
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        self.said += [
            ("label", str(given[name])) for name in ("aria-label", "placeholder", "title") if given.get(name)
        ]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note a text with the element that it stands in."""
        text = " ".join(data.split())
        if text and not UNSPOKEN & set(self._open):
            self.said.append((self._open[-1] if self._open else "", text))

    def heading(self) -> str:
        """The first heading, or nothing."""
        return next((text for tag, text in self.said if tag == "h1"), "")


def _pages(app: Flask) -> list[Door]:
    """List the doors that are whole pages: read, and needing nothing but a branch."""
    doors = [door for door in doors_of(app) if isinstance(door, Door) and door.method == "GET"]
    plain = {rule.endpoint for rule in product_rules(app) if rule.arguments <= {"branch"}}
    return [door for door in doors if door.endpoint in plain and not door.address.startswith("/api/")]


def _holder(door: Door) -> str | None:
    roles = CENTRAL_ROLES if door.is_central else BRANCH_ROLES
    kit = current_kit()
    return next((role for role in roles if door.what in permissions_for([role], kit.grants)), None)


class Reader:
    """Reads pages as whoever may open them, in any language."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._clients: dict[str, FlaskClient] = {}

    def read(self, door: Door, language: str) -> Page | None:
        """Open a page; nothing when it is no page of text or leads elsewhere."""
        client = self._client_for(door)
        answer = client.get(door.address, query_string={"lang": language})
        is_page = answer.status_code == 200 and answer.mimetype == "text/html"
        return Page(answer.get_data(as_text=True)) if is_page else None

    def _client_for(self, door: Door) -> FlaskClient:
        role = (_holder(door) or "") if door.kind == "requires" else ""
        if role not in self._clients:
            self._clients[role] = self._app.test_client()
            if role:
                sign_in(self._clients[role], role, "central" if door.is_central else "alpha")
        return self._clients[role]


def _read_all(app: Flask) -> dict[str, dict[str, Page]]:
    """Give every page that has a heading by its address, in each language."""
    reader = Reader(app)
    found: dict[str, dict[str, Page]] = {}
    for door in _pages(app):
        for language in LANGUAGES:
            page = reader.read(door, language)
            if page and page.heading():
                found.setdefault(door.address, {})[language] = page
    return found


def _english_messages() -> set[str]:
    """List the messages that would be noticed when they show untranslated."""
    ids = (message.id for domain in find_domains() for message in extract_messages(domain) if message.id)
    texts = {str(text) for one in ids for text in (one if isinstance(one, tuple) else (one,))}
    return {text for text in texts if len(text) > 3} - NAMES


def _of_another_language(address: str, tongues: dict[str, Page]) -> Iterator[str]:
    for language, page in tongues.items():
        if page.language != language:
            yield f"{address}: says lang={page.language} when {language} is asked for"


def _alike(address: str, tongues: dict[str, Page]) -> Iterator[str]:
    headings = [page.heading() for page in tongues.values()]
    if len(set(headings)) < len(LANGUAGES) and not set(headings) & SAME_HEADINGS:
        yield f"{address}: the headings are {headings}"


def _still_english(address: str, tongues: dict[str, Page], english: set[str]) -> Iterator[str]:
    for language in FOREIGN_TONGUES:
        yield from (
            f"{address} in {language}: <{tag}> {text}"
            for tag, text in tongues[language].said
            if text in english
        )


@pytest.fixture
def _own_events(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the events of modules that other tests of this process installed."""
    speakers = {"core", *manifests()}
    own = {code: event for code, event in known_events().items() if code.partition(".")[0] in speakers}
    monkeypatch.setattr("platform_core.audit.events._known", own)


@pytest.mark.usefixtures("_own_events")
def test_every_page_speaks_the_language_of_its_reader(app: Flask) -> None:
    """Headings differ as they should; no message was put into words before the reader was known."""
    pages, english = _read_all(app), _english_messages()
    assert len(pages) > 20
    faults = [
        fault
        for address, tongues in pages.items()
        for fault in (
            *_of_another_language(address, tongues),
            *_alike(address, tongues),
            *_still_english(address, tongues, english),
        )
    ]
    assert not faults, "\n".join(faults)


def test_a_page_that_is_not_translated_would_be_told() -> None:
    page = Page('<html lang="en"><h1>Sign in</h1><p title="Saved.">2<script>var Save</script></p></html>')
    tongues = {"en": page, "kk": page, "ru": page}
    assert list(_of_another_language("/x", tongues)) == [
        "/x: says lang=en when kk is asked for",
        "/x: says lang=en when ru is asked for",
    ]
    assert list(_alike("/x", tongues)) == ["/x: the headings are ['Sign in', 'Sign in', 'Sign in']"]
    assert list(_still_english("/x", tongues, {"Sign in", "Saved.", "Save"})) == [
        "/x in kk: <h1> Sign in",
        "/x in kk: <label> Saved.",
        "/x in ru: <h1> Sign in",
        "/x in ru: <label> Saved.",
    ]
