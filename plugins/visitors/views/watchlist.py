"""The branch's watch-list: the list, somebody new, an entry with its review and its end (P12.5)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    Filter,
    Form,
    ListSpec,
    Page,
    Sort,
    branch_by_id,
    confidential,
    current_branch_id,
    db,
    empty_form,
    load_form,
    local_day,
    member_names,
    record,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import WatchlistEntry
from plugins.visitors.policy.watchlist import MANAGE
from plugins.visitors.queries.watchlist import count_open_matches, entry_names, select_entries
from plugins.visitors.schemas.watchlist import EndInput, EntryChange, EntryInput, ReviewInput
from plugins.visitors.services import watchlist
from plugins.visitors.services.watchlist_content import unpack
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.words import options, word


def _states() -> list[tuple[str, str]]:
    return [("active", _("In force")), ("ended", _("Ended"))]


def _in_state(value: str) -> Any:
    ended = WatchlistEntry.ended_on
    return ended.is_(None) if value == "active" else ended.is_not(None)


LIST = ListSpec(
    filters=(
        Filter("state", _l("State"), kind="select", options=_states, apply=_in_state),
        Filter(
            "reason", _l("Reason"), kind="select", options=lambda: options("watch_reason"),
            apply=lambda value: WatchlistEntry.reason == value,
        ),
        Filter(
            "until", _l("To look at again by"), kind="date",
            apply=lambda day: WatchlistEntry.review_on <= day,
        ),
    ),
    sorts=(Sort("review", WatchlistEntry.review_on), Sort("added", WatchlistEntry.added_on)),
    default_sort="review",
    tie=(WatchlistEntry.id,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """A row of the list, its words and address ready."""

    url: str
    name: str
    spellings: int
    born: int | None
    reason: str
    added: date
    review_on: date
    days_left: int
    ended: date | None


@blueprint.get("/watchlist")
@requires(MANAGE)
@confidential
def watchlist_list() -> str:
    """List whom the branch watches for; the trail says who looked."""
    query = LIST.read(request.args)
    page: Page[Any] = query.fetch(db.session, select_entries(), make=lambda row: row)
    record("visitors.watchlist_viewed", data={"rows": len(page.rows)})
    return render_template(
        "visitors/watchlist/list.html",
        query=query,
        page=replace(page, rows=tuple(_listed(page.rows))),
        open_matches=count_open_matches(),
    )


@blueprint.get("/watchlist/new")
@requires(MANAGE)
@confidential
def watchlist_new() -> Response:
    """Ask whom to watch for."""
    return _new_page(empty_form(EntryInput))


@blueprint.post("/watchlist/new")
@requires(MANAGE)
@confidential
def watchlist_add() -> Response:
    """Put somebody on the list."""
    return submit(
        load_form(EntryInput, request.form),
        lambda said: watchlist.add_entry(watchlist.EntryDetails(**said), branch=_here()),
        page=_new_page,
        message=_("The desk is now told when somebody like this comes."),
        to=_address,
    )


@blueprint.get("/watchlist/<uuid:entry_id>")
@requires(MANAGE)
@confidential
def watchlist_entry(entry_id: UUID) -> Response:
    """Open one entry; the trail says who did."""
    return _entry_page(entry_id, empty_form(ReviewInput))


@blueprint.get("/watchlist/<uuid:entry_id>/edit")
@requires(MANAGE)
@confidential
def watchlist_edit(entry_id: UUID) -> Response:
    """Show an entry to change it."""
    return _edit_page(entry_id, empty_form(EntryChange))


@blueprint.post("/watchlist/<uuid:entry_id>/edit")
@requires(MANAGE)
@confidential
def watchlist_change(entry_id: UUID) -> Response:
    """Change an entry."""

    def act(said: dict[str, Any]) -> WatchlistEntry:
        values = dict(said)
        version = values.pop("version")
        details = watchlist.EntryDetails(**values)
        return watchlist.change_entry(entry_id, details, version=version, branch=_here())

    return submit(
        load_form(EntryChange, request.form),
        act,
        page=lambda form: _edit_page(entry_id, form),
        message=_("Changed."),
        to=_address,
    )


@blueprint.post("/watchlist/<uuid:entry_id>/review")
@requires(MANAGE)
@confidential
def watchlist_review(entry_id: UUID) -> Response:
    """Say after looking again that somebody stays on the list."""
    return submit(
        load_form(ReviewInput, request.form),
        lambda said: watchlist.review_entry(entry_id, **said, branch=_here()),
        page=lambda form: _entry_page(entry_id, form),
        message=_("Looked at again."),
        to=_address,
    )


@blueprint.post("/watchlist/<uuid:entry_id>/end")
@requires(MANAGE)
@confidential
def watchlist_end(entry_id: UUID) -> Response:
    """Take somebody off the list."""
    return submit(
        load_form(EndInput, request.form),
        lambda said: watchlist.end_entry(
            entry_id, reason=said["end_reason"], version=said["version"], branch=_here()
        ),
        page=lambda form: _entry_page(entry_id, form),
        message=_("Nobody is held against this entry any more."),
        to=_address,
    )


def _here() -> BranchInfo:
    return branch_by_id(current_branch_id())


def _address(entry: WatchlistEntry) -> str:
    return url_for("visitors.watchlist_entry", entry_id=entry.id)


def _listed(rows: Any) -> list[ListedEntry]:
    """Make the rows of a page: whom they name is unsealed in one look at the store."""
    today, base = local_day(_here()), url_for("visitors.watchlist_list")
    found = []
    for row, text in zip(rows, entry_names(rows), strict=True):
        who = unpack(text) if text is not None else None
        found.append(
            ListedEntry(
                url=f"{base}/{row.id}",
                name=who.names[0] if who is not None else _("Erased"),
                spellings=len(who.names) if who is not None else 0,
                born=who.birth_date.year if who is not None and who.birth_date else None,
                reason=word("watch_reason", row.reason),
                added=row.added_on,
                review_on=row.review_on,
                days_left=(row.review_on - today).days,
                ended=row.ended_on,
            )
        )
    return found


def _new_page(form: Form) -> Response:
    return render_form(
        "visitors/watchlist/form.html",
        form,
        entry=None,
        action=url_for("visitors.watchlist_add"),
        reasons=options("watch_reason"),
        review_on=local_day(_here()) + timedelta(days=watchlist.longest_review() // 2),
        breadcrumbs=[_crumb(), (_("Somebody new"), None)],
    )


def _edit_page(entry_id: UUID, form: Form) -> Response:
    entry = watchlist.open_to_read(entry_id)
    return render_form(
        "visitors/watchlist/form.html",
        form,
        entry=entry,
        who=watchlist.read_who(entry),
        note=watchlist.read_note(entry),
        action=url_for("visitors.watchlist_change", entry_id=entry.id),
        reasons=options("watch_reason"),
        review_on=entry.review_on,
        breadcrumbs=[_crumb(), (_("Entry"), url_for("visitors.watchlist_entry", entry_id=entry.id))],
    )


def _entry_page(entry_id: UUID, form: Form) -> Response:
    entry = watchlist.open_to_read(entry_id)
    today = local_day(_here())
    return render_form(
        "visitors/watchlist/entry.html",
        form,
        entry=entry,
        who=watchlist.read_who(entry),
        note=watchlist.read_note(entry),
        reason=word("watch_reason", entry.reason),
        end_reason=word("watch_end", entry.end_reason) if entry.end_reason else "",
        people=member_names([entry.added_by, entry.reviewed_by, entry.ended_by]),
        days_left=(entry.review_on - today).days,
        ends=options("watch_end"),
        next_review=today + timedelta(days=watchlist.longest_review() // 2),
        breadcrumbs=[_crumb(), (_("Entry"), None)],
    )


def _crumb() -> tuple[str, str]:
    return _("Watch-list"), url_for("visitors.watchlist_list")
