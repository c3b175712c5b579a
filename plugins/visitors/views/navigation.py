"""Where the module stands in the left navigation, for a branch and for the centre."""

from collections.abc import Sequence

from platform_core.sdk import Actor, BranchInfo, NavItem
from platform_core.sdk import lazy_gettext as _l

BRANCH_ITEMS: tuple[NavItem, ...] = (
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
    NavItem(_l("Watch-list"), "visitors.watchlist_list", "eye", "visitors.watchlist.manage", order=44),
)
CENTRAL_ITEMS: tuple[NavItem, ...] = (
    NavItem(
        _l("Network watch-list"), "visitors_central.watchlist", "eye", "visitors.network.manage", order=44
    ),
)


def navigation_items(scope: BranchInfo, user: Actor) -> Sequence[NavItem]:
    """List the entries; the frame leaves out those for which `user` lacks the permission."""
    items = CENTRAL_ITEMS if scope.is_central else BRANCH_ITEMS
    return [item for item in items if item.permission is None or user.can(item.permission)]
