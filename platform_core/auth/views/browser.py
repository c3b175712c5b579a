"""Read the browser out of a request, and put tickets into answers."""

from typing import cast
from urllib.parse import urlsplit

from flask import Request, redirect, request, session, url_for
from werkzeug.wrappers import Response

from platform_core.auth.devices import device_label
from platform_core.auth.identity import UserSession, forget_identity, identify
from platform_core.auth.kit import current_kit
from platform_core.auth.services import Browser
from platform_core.auth.sessions import NotesSession
from platform_core.errors import TooMany, Unauthorised
from platform_core.i18n import gettext as _
from platform_core.i18n.locale import forget_choices


def browser_of(asked: Request) -> Browser:
    """Say where an attempt to sign in comes from."""
    return Browser(
        address=asked.remote_addr,
        device=asked.cookies.get(current_kit().sessions.cookie_name("device")),
        ticket=_notes().ticket,
        label=device_label(asked.user_agent.string),
    )


def signed_in_session() -> UserSession:
    """Return who is signed in; raise `Unauthorised`, which `@signed_in` rules out."""
    found = identify(request)
    if found is None:
        raise Unauthorised
    return found


def adopt_ticket(ticket: str) -> None:
    """Carry a new ticket from now on."""
    _notes().adopt(ticket)
    _look_again()


def drop_ticket() -> None:
    """Carry no ticket any more."""
    _notes().drop()
    _look_again()


def _notes() -> NotesSession:
    return cast("NotesSession", session._get_current_object())  # type: ignore[attr-defined] # noqa: SLF001


def _look_again() -> None:
    forget_identity(request)
    forget_choices()


def local_target(target: str | None) -> str | None:
    """Return where to go on, if it is a page of ours; an open redirect would help deceivers."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target.replace("\\", "/"))
    is_plain = not parts.scheme and not parts.netloc and target.isprintable()
    return target if is_plain else None


def go_on(target: str | None = None) -> Response:
    """Send to the page that was asked for, else to where one chooses or starts."""
    return redirect(local_target(target) or url_for("auth.choose"), 303)


def wait_text(fault: TooMany) -> str:
    """Say how long to wait."""
    return _("Too many attempts. Try again in %(count)s seconds.", count=fault.retry_after)
