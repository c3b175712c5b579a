"""One entry of the network's watch-list as the centre sees it, opened in the register's own scope."""

from datetime import date, timedelta

from flask import url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    branch_by_id,
    current_actor,
    current_branch_id,
    db,
    local_day,
    record,
    register_lookup,
    render_form,
)
from platform_core.sdk import gettext as _
from plugins.visitors.services import watchlist_network as network
from plugins.visitors.views.words import options, word

MANAGE = "visitors.network.manage"
HALF_A_YEAR = 182


def open_entry(reference: str, form: Form, *, is_new: bool = False) -> Response:
    """Open an entry in the register's scope and show it; the centre's trail tells it. Raises `NotFound`."""
    today = today_here()
    with register_lookup(reason="visitors.network_open", actor=current_actor(), write=True):
        entry = network.open_by_reference(reference, today=today)
        record("visitors.network_opened", target=(network.TARGET, entry.id))
        db.session.commit()
    return entry_page(entry, form, reference=reference, is_new=is_new)


def entry_page(entry: network.NetworkEntry, form: Form, *, reference: str, is_new: bool = False) -> Response:
    """Show an entry that was opened, with the steps that whoever looks may take."""
    return render_form(
        "visitors/watchlist/network_entry.html",
        form,
        entry=entry,
        reference=reference,
        is_new=is_new,
        reason=word("watch_reason", entry.watched.reason),
        state=word("watch_state", entry.state),
        end_reason=word("watch_end", entry.end_reason) if entry.end_reason else "",
        ends=options("watch_end"),
        days_left=(entry.review_on - today_here()).days,
        next_review=today_here() + timedelta(days=HALF_A_YEAR),
        breadcrumbs=[crumb(), (_("Entry"), None)],
    )


def crumb() -> tuple[str, str]:
    """Give the way back to where the list is asked."""
    return _("Network watch-list"), url_for("visitors_central.watchlist")


def today_here() -> date:
    """Return the day at the centre, to be asked outside the register's scope."""
    return local_day(branch_by_id(current_branch_id()))
