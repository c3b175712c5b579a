"""Flask's `session` in two parts: a ticket for who is signed in, and sealed notes for everything else.

The *ticket* is a random 256-bit id whose hash is a row of `core_session`; the row can be revoked at
any time. What pages keep between two requests (a visitor's CSRF secret, messages to flash) are
*notes* in an encrypted cookie that lives four hours, bound to the ticket. So signed-in work writes
no session row on ordinary requests, and a public visitor gets no row at all, and no cookie before a
form is shown.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from cryptography.fernet import Fernet, InvalidToken
from flask import Flask, Request, Response, g
from flask.sessions import SecureCookieSession, SessionInterface
from werkzeug.wrappers import Response as BaseResponse

from platform_core.auth.secrets import hash_of, looks_like_secret

NOTES_LIFETIME = timedelta(hours=4)
DEVICE_LIFETIME = timedelta(days=180)
_CSRF = "csrf_token"
_FLASHES = "_flashes"
_MOST_BYTES = 3600
"""Browsers keep about 4 KiB a cookie; older flashed messages give way."""


class NotesSession(SecureCookieSession):
    """What `flask.session` is: notes as a dictionary, and the ticket beside them."""

    def __init__(self, notes: dict[str, Any], ticket: str | None, *, csrf_of: Callable[[str], str]) -> None:
        super().__init__(notes)
        self.ticket = ticket
        self.came_with = ticket
        self._csrf_of = csrf_of
        if ticket is not None:
            dict.__setitem__(self, _CSRF, csrf_of(ticket))  # known from the ticket: nothing to save

    def adopt(self, ticket: str) -> None:
        """Take a new ticket after sign-in or a change of rights; nothing of the old notes survives."""
        self._change_ticket(ticket)

    def drop(self) -> None:
        """Give the ticket up: signed out."""
        self._change_ticket(None)

    def _change_ticket(self, ticket: str | None) -> None:
        self.clear()
        self.ticket = ticket
        if ticket is not None:
            self[_CSRF] = self._csrf_of(ticket)
        g.pop(_CSRF, None)


class TicketSessions(SessionInterface):
    """Open and save `NotesSession`; `secure` says whether readers come by HTTPS."""

    def __init__(self, *, secret: bytes, secure: bool) -> None:
        self._secret = secret
        self._secure = secure
        self._sealer = Fernet(urlsafe_b64encode(hmac.digest(secret, b"qorgau session notes", "sha256")))

    def cookie_name(self, part: str = "") -> str:
        """Name a cookie; with HTTPS browsers hold `__Host-` cookies to this very host."""
        name = f"qorgau-{part}" if part else "qorgau"
        return f"__Host-{name}" if self._secure else name

    def open_session(self, app: Flask, request: Request) -> NotesSession:  # noqa: ARG002 - Flask's signature
        """Read the cookies; nothing is looked up before somebody asks who is there."""
        ticket = request.cookies.get(self.cookie_name())
        ticket = ticket if looks_like_secret(ticket) else None
        notes = self._unseal(request.cookies.get(self.cookie_name("form")), ticket)
        return NotesSession(notes, ticket, csrf_of=self.csrf_of)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:  # noqa: ARG002 - likewise
        """Send the cookies that changed, and none else."""
        notes = cast("NotesSession", session)
        if notes.accessed or notes.ticket != notes.came_with:
            response.vary.add("Cookie")
        if notes.ticket != notes.came_with:
            self._send(response, self.cookie_name(), notes.ticket)
        if notes.modified:
            self._send(response, self.cookie_name("form"), self._seal(notes))

    def send_device(self, response: BaseResponse, value: str) -> None:
        """Send the cookie by which a browser proves later that this user signed in from it."""
        self._send(response, self.cookie_name("device"), value, max_age=DEVICE_LIFETIME)

    def _send(
        self, response: BaseResponse, name: str, value: str | None, *, max_age: timedelta | None = None
    ) -> None:
        options = {"path": "/", "secure": self._secure, "httponly": True, "samesite": "Lax"}
        if value is None:
            response.delete_cookie(name, **options)  # type: ignore[arg-type]
        else:
            response.set_cookie(name, value, max_age=max_age, **options)  # type: ignore[arg-type]

    def csrf_of(self, ticket: str) -> str:
        """Derive the CSRF secret of a signed-in browser, so that it changes with the ticket."""
        return hmac.new(self._secret, b"csrf\n" + ticket.encode(), "sha256").hexdigest()

    def _seal(self, session: NotesSession) -> str | None:
        notes = {key: value for key, value in session.items() if key != _CSRF or session.ticket is None}
        while notes.get(_FLASHES) and len(json.dumps(notes, default=str)) > _MOST_BYTES // 2:
            notes[_FLASHES] = notes[_FLASHES][1:]
        if not any(notes.values()):
            return None
        text = json.dumps([_mark_of(session.ticket), notes], default=str)
        return self._sealer.encrypt(text.encode()).decode()

    def _unseal(self, cookie: str | None, ticket: str | None) -> dict[str, Any]:
        if not cookie:
            return {}
        try:
            text = self._sealer.decrypt(cookie, ttl=int(NOTES_LIFETIME.total_seconds()))
        except InvalidToken:
            return {}
        mark, notes = json.loads(text)
        return notes if mark == _mark_of(ticket) else {}


def _mark_of(ticket: str | None) -> str:
    """Bind notes to the ticket they were made under; a visitor's bind to none."""
    return hash_of(ticket).hex()[:16] if ticket else ""
