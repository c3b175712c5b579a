"""Secret calendar addresses: made and revoked by their owner, read by calendar programs."""

from uuid import UUID

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth.access import can, public, requires
from platform_core.auth.limits import limiter
from platform_core.errors import InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.i18n import use_locale
from platform_core.isolation.scope import current_actor
from platform_core.obligations.access import OVERSEE, READ
from platform_core.obligations.calendars import (
    BRANCH,
    MINE,
    make_calendar,
    own_calendars,
    reader_of,
    revoke_calendar,
)
from platform_core.obligations.feed import calendar_of
from platform_core.obligations.listing import branch_at_hand
from platform_core.obligations.schemas import CalendarSchema
from platform_core.obligations.views.room import blueprint, public_blueprint, tabs
from platform_core.settings import Settings
from platform_core.tenancy.middleware import nameless
from platform_core.web.forms import Form, empty_form, load_form, render_form
from platform_core.web.submit import finish

GUESS_RATE = "60 per minute"
"""Only addresses that are not there count: a whole school's calendars may ask through one network."""
ICALENDAR = "text/calendar"


def _is_refused(response: Response) -> bool:
    return response.status_code == NotFound.status


@blueprint.get("/calendar")
@requires(READ)
def calendars() -> Response:
    """Show one's own calendar addresses."""
    return _render(empty_form(CalendarSchema, {"reach": MINE}))


@blueprint.post("/calendar")
@requires(READ)
def open_calendar() -> Response:
    """Make an address and show it, this once."""
    form = load_form(CalendarSchema, request.form)
    if not form.is_valid:
        return _render(form)
    try:
        secret = make_calendar(current_actor(), reach=form.data["reach"])
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        return _render(form)
    db.session.commit()
    return _render(empty_form(CalendarSchema, {"reach": MINE}), address=_address(secret))


@blueprint.post("/calendar/<uuid:calendar_id>/revoke")
@requires(READ)
def close_calendar(calendar_id: UUID) -> Response:
    """Revoke an address; programs that ask for it find nothing from then on."""
    revoke_calendar(calendar_id, current_actor())
    return finish(url_for("obligations.calendars"), _("The address is revoked."))


@public_blueprint.get("/calendar/<token>.ics")
@public("calendar programs come without a session: the address itself is the secret")
@nameless
@limiter.limit(GUESS_RATE, deduct_when=_is_refused)
def feed(token: str) -> Response:
    """Give the calendar that belongs to a secret address; nothing is here for any other."""
    branch = branch_at_hand()
    reader = reader_of(token)
    settings: Settings = current_app.extensions["qorgau_settings"]
    with use_locale(reader.language, timezone=branch.timezone):
        content = calendar_of(reader, branch, public_url=settings.public_url)
    response = Response(content, mimetype=ICALENDAR)
    response.headers["Content-Type"] = f"{ICALENDAR}; charset=utf-8"
    response.headers.set("Content-Disposition", "inline", filename="due.ics")
    return response


def _address(secret: str) -> str:
    settings: Settings = current_app.extensions["qorgau_settings"]
    return f"{settings.public_url}{url_for('obligations_feed.feed', token=secret)}"


def _render(form: Form, *, address: str | None = None) -> Response:
    actor = current_actor()
    if actor.user_id is None:
        raise NotFound
    reaches = [(MINE, _("What I answer for"))]
    if can(OVERSEE):
        reaches.append((BRANCH, _("Everything that is due here")))
    return render_form(
        "core/obligations/calendars.html",
        form,
        rows=own_calendars(actor.user_id),
        reaches=reaches,
        words=dict(reaches),
        address=address,
        tabs=tabs("calendar"),
    )
