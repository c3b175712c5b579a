"""The list of invitations: a host's own, or all of the branch for the desk and management."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import and_, or_

from platform_core.sdk import (
    Filter,
    ListSpec,
    Page,
    Sort,
    can,
    confidential,
    current_actor,
    db,
    now,
    record,
    requires,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Invite
from plugins.visitors.queries.invites import (
    READ_ALL,
    guest_names,
    has_guest_called,
    is_ahead,
    is_mine,
    select_invites,
)
from plugins.visitors.schemas.invites import INVITE_PURPOSES
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here, today_here
from plugins.visitors.views.words import options, word

CREATE = "visitors.invite.create"
OPEN = "visitors.invite.open"
TONES = {"pending_approval": "warn", "approved": "good", "denied": "bad", "cancelled": "off"}
SHOWN_NAMES = 3


def _times() -> list[tuple[str, str]]:
    return [("coming", _("Still to come")), ("past", _("Over"))]


def _in_time(value: str) -> Any:
    if value == "coming":
        return is_ahead(today_here())
    over = or_(Invite.until.is_(None), Invite.until < today_here())
    return and_(Invite.ends_at < now(), over)


LIST = ListSpec(
    filters=(
        Filter("q", _l("Name of a visitor"), apply=has_guest_called),
        Filter(
            "status", _l("State"), kind="select", options=lambda: options("invite_status"),
            apply=lambda value: Invite.status == value,
        ),
        Filter("when", _l("When"), kind="select", options=_times, apply=_in_time),
        Filter(
            "purpose", _l("Purpose"), kind="select",
            options=lambda: [(code.value, word("purpose", code)) for code in INVITE_PURPOSES],
            apply=lambda value: Invite.purpose == value,
        ),
        Filter("mine", _l("Mine alone"), kind="switch", apply=lambda _on: is_mine(current_actor())),
    ),
    sorts=(Sort("starts", Invite.starts_at), Sort("host", Invite.host_name)),
    default_sort="-starts",
    tie=(Invite.id,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedInvite:
    """A row of the list, its words and address ready."""

    url: str
    people: str
    starts: datetime
    kind: str
    is_single: bool
    purpose: str
    place: str
    host: str
    status: str
    tone: str


@blueprint.get("/invites")
@requires(OPEN)
@confidential
def invites() -> str:
    """List the invitations that the reader may know of."""
    school_here()
    return show_list("visitors/invites/list.html")


def show_list(template: str, **context: Any) -> str:
    """Render a page with the list of invitations, its people named in one query."""
    query = LIST.read(request.args)
    found: Page[Any] = query.fetch(db.session, select_invites(current_actor()), make=lambda row: row)
    make = row_maker([row.id for row in found.rows])
    page = Page(tuple(make(row) for row in found.rows), found.prev, found.next, found.total)
    record("visitors.invites_viewed", data={"rows": len(page.rows)})
    return render_template(template, query=query, page=page, sees_all=can(READ_ALL), **context)


def row_maker(invite_ids: list[Any]) -> Callable[[Any], ListedInvite]:
    """Return what turns a selected row into a row of the list, for these invitations."""
    names = guest_names(invite_ids)

    def make(row: Any) -> ListedInvite:
        return ListedInvite(
            url=url_for("visitors.invite", invite_id=row.id),
            people=_people(names.get(row.id, [])),
            starts=row.starts_at,
            kind=word("invite_kind", row.kind),
            is_single=row.kind == "single",
            purpose=word("purpose", row.purpose),
            place=row.place,
            host=row.host_name,
            status=word("invite_status", row.status),
            tone=TONES.get(row.status, "neutral"),
        )

    return make


def _people(names: list[str]) -> str:
    if len(names) <= SHOWN_NAMES:
        return ", ".join(names) or "—"
    shown = ", ".join(names[:SHOWN_NAMES])
    return _("%(names)s and %(num)s more", names=shown, num=len(names) - SHOWN_NAMES)
