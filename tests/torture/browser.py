"""A small browser: keeps cookies, finds forms, sends them with what they hold."""

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from random import Random
from urllib.parse import urlencode, urlsplit

from tests.torture.server import TorturedServer

TIMEOUT_SECONDS = 60
LINE_BROKEN = (OSError, http.client.HTTPException)
"""What a request raises when the server dies under it: whether it was done is then unknown."""

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FormFound:
    """A form of a page: where it goes and what it holds already."""

    action: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `path` is where it came from."""

    status: int
    text: str
    path: str
    location: str | None = None

    def form(self, action_ends: str) -> FormFound:
        """Return the form whose address ends so."""
        parser = _Forms(self.path)
        parser.feed(self.text)
        return next(form for form in parser.found if urlsplit(form.action).path.endswith(action_ends))


class Unexpected(AssertionError):
    """Report an answer that no kill explains."""


@dataclass(slots=True)
class Browser:
    """One reader with cookies of its own; speaks from a new address each time it is asked to."""

    server: TorturedServer
    rng: Random
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def move(self) -> None:
        """Speak from another address from now on, as another child's phone would."""
        self.headers["X-Forwarded-For"] = f"10.{self.rng.randrange(256)}.{self.rng.randrange(256)}.7"

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Fields) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields))

    def send(self, form: FormFound, **answers: str) -> Answer:
        """Send a form of a page with these answers put in."""
        kept = [(name, value) for name, value in form.fields if name not in answers]
        return self.post(form.action, [*kept, *answers.items()])

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=TIMEOUT_SECONDS)
        try:
            line.request(method, path, body, self._headers(has_body=body is not None))
            response = line.getresponse()
            text = response.read().decode()
        finally:
            line.close()
        self._keep_cookies(response)
        if response.status >= http.client.INTERNAL_SERVER_ERROR:
            raise Unexpected(f"{method} {path}: {response.status}")
        return Answer(response.status, text, path, response.headers.get("Location"))

    def _headers(self, *, has_body: bool) -> dict[str, str]:
        headers = {"Accept-Language": "en", **self.headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if has_body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}


class _Forms(HTMLParser):
    """Gather the forms of a page with their hidden, ticked and typed fields."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.found: list[FormFound] = []
        self._path = path

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.found.append(FormFound(given.get("action") or self._path, []))
        elif tag == "input" and self.found and given.get("name") and _is_sent(given):
            self.found[-1].fields.append((given["name"] or "", given.get("value") or ""))


def _is_sent(given: dict[str, str | None]) -> bool:
    kind = given.get("type") or "text"
    return "checked" in given if kind in ("radio", "checkbox") else kind not in ("submit", "button")
