"""Where the directory shows in the frame: the navigation, the start page, the search."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import url_for

from platform_core.sdk import (
    Actor,
    BranchInfo,
    DashboardCard,
    NavItem,
    SearchHit,
    current_locale,
    local_day,
    new_id,
)
from platform_core.sdk import gettext as _
from plugins.directory.queries.listing import count_local, find_entries, find_local
from plugins.directory.queries.report import count_by_verification
from plugins.directory.schemas.reading import said
from plugins.directory.views.words import words

CURATE, READ, MANAGE = "directory.entry.curate", "directory.entry.read", "directory.local.manage"
_ICON = "heart-handshake"
_STATES = ("due", "requested", "lapsed")


def navigation_items(scope: BranchInfo, user: Actor) -> Sequence[NavItem]:  # noqa: ARG001 - sister hooks
    """Offer the directory: to read in a branch, to keep in the centre."""
    if scope.is_central:
        return (NavItem(_("Directory of help"), "directory_central.index", _ICON, CURATE, order=60),)
    return (NavItem(_("Directory of help"), "directory.index", _ICON, READ, order=60),)


def dashboard_cards(scope: BranchInfo, user: Actor) -> Sequence[DashboardCard]:
    """Show the centre what is to be checked, and a branch's keepers what is theirs."""
    if scope.is_central:
        return _central_card(scope) if user.can(CURATE) else ()
    return _branch_card() if user.can(MANAGE) else ()


def _central_card(scope: BranchInfo) -> Sequence[DashboardCard]:
    counts = count_by_verification(local_day(scope))
    context = {
        **{code: counts[code] for code in _STATES},
        "total": sum(counts.values()),
        **{f"{code}_url": url_for("directory_central.index", verification=code) for code in _STATES},
    }
    return (DashboardCard(_("Directory of help"), "directory/card.html", context, CURATE, order=60),)


def _branch_card() -> Sequence[DashboardCard]:
    local, hidden = count_local()
    context = {"local": local, "hidden": hidden, "url": url_for("directory.index")}
    return (DashboardCard(_("Directory of help"), "directory/branch_card.html", context, MANAGE, order=60),)


def search_records(scope: BranchInfo, user: Actor, query: str, limit: int) -> Sequence[SearchHit]:
    """Find entries by name, town or phone; the branch's own first."""
    if scope.is_central:
        found = find_entries(query, limit) if user.can(CURATE) else []
        return _hits(found, "directory_central.entry", "service_id")
    if not user.can(READ):
        return ()
    own = find_local(query, limit)
    network = find_entries(query, limit - len(own)) if len(own) < limit else []
    return [*_hits(own, "directory.local", "local_id"), *_hits(network, "directory.entry", "service_id")]


def _hits(
    found: Sequence[tuple[UUID, str, dict[str, Any], str]], endpoint: str, name: str
) -> list[SearchHit]:
    kinds, language, sample = words("kind"), current_locale(), new_id()
    values: dict[str, Any] = {name: sample}
    address = url_for(endpoint, **values)
    return [
        SearchHit(
            said({**told, "name": title}, "name", language),
            address.replace(str(sample), str(entry_id)),
            _("Directory of help"),
            kinds[kind],
        )
        for entry_id, title, told, kind in found
    ]
