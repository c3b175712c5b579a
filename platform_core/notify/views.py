"""The inbox: what waits for the reader in this branch."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from sqlalchemy import select
from werkzeug.wrappers import Response

from platform_core.auth.access import requires
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.i18n import current_timezone, ngettext
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_actor
from platform_core.notify.models import Notification
from platform_core.notify.registry import current_notices
from platform_core.notify.services import count_for_bell, count_unread, mark_all_read, open_notice
from platform_core.web.lists import Filter, ListSpec, Page, Sort
from platform_core.web.submit import finish

# at /<branch>/inbox, not beneath the room's own name
public_blueprint = Blueprint("notify", __name__)


@public_blueprint.record
def _hang_bell(state: BlueprintSetupState) -> None:
    state.app.extensions["qorgau_inbox_count"] = count_for_bell


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One notice, ready to draw."""

    title: str
    body: str
    created_at: datetime
    is_read: bool
    open_url: str


def _start_of(day: date) -> datetime:
    """Return midnight of a day on the branch's clock."""
    return datetime.combine(day, time.min, current_timezone())


def _state_options() -> list[tuple[str, str]]:
    return [("unread", _("Not yet read")), ("read", _("Read"))]


INBOX = ListSpec(
    filters=(
        Filter(
            "state",
            _l("State"),
            kind="select",
            options=_state_options,
            apply=lambda value: (
                Notification.read_at.is_(None) if value == "unread" else Notification.read_at.is_not(None)
            ),
        ),
        Filter(
            "since", _l("Since"), kind="date", apply=lambda day: Notification.created_at >= _start_of(day)
        ),
    ),
    sorts=(Sort("created", Notification.created_at),),
    default_sort="-created",
    tie=(Notification.id,),
)
_COLUMNS = (
    Notification.id,
    Notification.code,
    Notification.params,
    Notification.created_at,
    Notification.read_at,
)


@public_blueprint.get("/inbox")
@requires("core.inbox.read")
def inbox() -> str:
    """List the reader's notices, newest first."""
    user_id = _reader()
    own = select(*_COLUMNS).where(Notification.user_id == user_id)
    query = INBOX.read(request.args)
    page: Page[InboxRow] = query.fetch(db.session, own, make=_row)
    return render_template("core/notify/inbox.html", page=page, query=query, unread=count_unread(user_id))


@public_blueprint.get("/inbox/count")
@requires("core.inbox.read")
def count() -> str:
    """Give the bell its number, for htmx."""
    return render_template("core/notify/_count.html", unread=count_unread(_reader()))


@public_blueprint.post("/inbox/<uuid:notice_id>")
@requires("core.inbox.read")
def open_one(notice_id: UUID) -> Response:
    """Mark a notice read and lead to what it is about."""
    target = open_notice(notice_id, user_id=_reader())
    return finish(target)


@public_blueprint.post("/inbox/read")
@requires("core.inbox.read")
def read_all() -> Response:
    """Mark every notice read."""
    marked = mark_all_read(_reader())
    message = ngettext("%(num)s notice marked as read.", "%(num)s notices marked as read.", marked)
    return finish(url_for("notify.inbox"), message)


def _reader() -> UUID:
    """Return who reads; an API token without a person behind it has no inbox."""
    user_id = current_actor().user_id
    if user_id is None:
        raise NotFound
    return user_id


def _row(row: Any) -> InboxRow:
    text = current_notices().read(row.code, row.params)
    return InboxRow(
        title=text.title if text else _("A notice of a module that is no longer here"),
        body=text.body if text else "",
        created_at=row.created_at,
        is_read=row.read_at is not None,
        open_url=url_for("notify.open_one", notice_id=row.id),
    )
