"""Carry out what a form asks: the one shape that every page with a form has.

return submit(
    load_form(EventInput, request.form),
    lambda said: announce_event(EventDetails(**said)),
    page=lambda form: _form_page(form),
    message=_("The event is announced."),
    to=lambda event: url_for("visitors.event_page", event_id=event.id),
)
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from flask import flash, redirect
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.isolation.scope import has_scope
from platform_core.web.forms import Form

CONFLICT = 409
Done = TypeVar("Done")
ShowForm = Callable[[Form], Response]


def submit(
    form: Form,
    act: Callable[[dict[str, Any]], Done],
    *,
    page: ShowForm,
    to: str | Callable[[Done], str],
    message: str | Callable[[Done], str] = "",
    overtaken: ShowForm | None = None,
    within: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Response:
    """Do what a valid form asks, commit, say so and go on; else show its page again with the reasons.

    `act` takes the form's data and calls services; what it returns is given to `message` and `to`
    where these are functions. `InvalidInput` goes into the form: everything begun is rolled back
    first, so `page` opens its records itself. A second writer (`Conflict`, a stale row) gets
    `overtaken` with 409, or the page of that fault where there is none. `within` opens the scope to
    write in where that is not the request's own.
    """
    if not form.is_valid:
        return page(form)
    try:
        with within():
            done = act(form.data)
            db.session.flush()
            address, words = _filled(to, done), _filled(message, done)
            db.session.commit()
    except InvalidInput as refusal:
        _undo()
        form.refuse_input(refusal)
        return page(form)
    except (Conflict, StaleDataError):
        if overtaken is None:
            raise
        _undo()
        response = overtaken(form)
        response.status_code = CONFLICT
        return response
    return _leave(address, words)


def finish(to: str, message: str = "") -> Response:
    """Commit what a step without a form of its own did, say so and go on."""
    db.session.commit()
    return _leave(to, message)


def _undo() -> None:
    """Take back what the request's own scope had begun; a page outside branches has none."""
    if has_scope():
        db.session.rollback()


def _filled(text: str | Callable[[Done], str], done: Done) -> str:
    return text if isinstance(text, str) else text(done)


def _leave(address: str, message: str) -> Response:
    if message:
        flash(message, "good")
    return redirect(address)
