"""Where the module stands in the left navigation, for a branch and for the centre."""

from collections.abc import Sequence

from platform_core.sdk import Actor, BranchInfo, NavItem
from platform_core.sdk import lazy_gettext as _l

BRANCH_ITEMS: tuple[NavItem, ...] = (
    NavItem(_l("Visitors' desk"), "visitors.desk", "id-badge-2", "visitors.desk.operate", order=36),
    NavItem(_l("Who is inside"), "visitors.inside", "users", "visitors.inside.read", order=37),
    NavItem(_l("Visitors with me"), "visitors.with_me", "walk", "visitors.escort.take", order=38),
    NavItem(_l("Invitations"), "visitors.invites", "calendar-event", "visitors.invite.open", order=40),
    NavItem(
        _l("Visitors to decide on"),
        "visitors.approvals",
        "clipboard-check",
        "visitors.invite.approve",
        order=41,
    ),
    NavItem(
        _l("Visitors at the door"),
        "visitors.entry_requests",
        "urgent",
        "visitors.emergency.request",
        order=42,
    ),
    NavItem(_l("Visitor journal"), "visitors.journal", "notebook", "visitors.journal.read", order=43),
    NavItem(_l("Refusals"), "visitors.refusals", "hand-stop", "visitors.journal.read", order=43),
    NavItem(_l("Open events"), "visitors.open_events", "users-group", "visitors.event.count", order=43),
    NavItem(_l("Regular visitors"), "visitors.passes", "id", "visitors.pass.read", order=43),
    NavItem(_l("Day sheets"), "visitors.sheets", "file-text", "visitors.sheet.keep", order=43),
    NavItem(_l("Watch-list"), "visitors.watchlist_list", "eye", "visitors.watchlist.manage", order=44),
    NavItem(_l("Rounds of the grey zones"), "visitors.rounds", "route", "visitors.round.walk", order=45),
    NavItem(
        _l("Figures of visits"), "visitors.visit_figures", "chart-bar", "visitors.figures.read", order=46
    ),
)
CENTRAL_ITEMS: tuple[NavItem, ...] = (
    NavItem(
        _l("Network watch-list"), "visitors_central.watchlist", "eye", "visitors.network.manage", order=44
    ),
    NavItem(
        _l("Figures of visits"),
        "visitors_central.central_figures",
        "chart-bar",
        "visitors.central.figures",
        order=45,
    ),
)


def navigation_items(scope: BranchInfo, user: Actor) -> Sequence[NavItem]:
    """List the entries; the frame leaves out those for which `user` lacks the permission."""
    items = CENTRAL_ITEMS if scope.is_central else BRANCH_ITEMS
    return [item for item in items if item.permission is None or user.can(item.permission)]
