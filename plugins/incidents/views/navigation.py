"""Where the module stands in the left navigation, for a branch and for the centre."""

from collections.abc import Sequence

from platform_core.sdk import Actor, BranchInfo, NavItem
from platform_core.sdk import lazy_gettext as _l

BRANCH_ITEMS = (
    NavItem(_l("Report a concern"), "incidents.new_report", "speakerphone", "incidents.report.create", 10),
    NavItem(_l("My reports"), "incidents.own_reports", "messages", "incidents.report.follow", 15),
    NavItem(_l("Reports received"), "incidents.reports", "message-report", "incidents.report.read", 20),
    NavItem(_l("Journal"), "incidents.journal", "notebook", "incidents.incident.read", 25),
    NavItem(_l("Figures"), "incidents.figures", "chart-bar", "incidents.figures.read", 40),
)
CENTRAL_ITEMS = (
    NavItem(
        _l("Journal of all branches"),
        "incidents_central.journal",
        "notebook",
        "incidents.central.journal",
        10,
    ),
    NavItem(
        _l("Reports passed on"), "incidents_central.escalated", "urgent", "incidents.central.journal", 15
    ),
    NavItem(_l("Figures"), "incidents_central.central_figures", "chart-bar", "incidents.central.figures", 20),
)


def navigation_items(scope: BranchInfo, user: Actor) -> Sequence[NavItem]:
    """List the entries; the frame leaves out those for which `user` lacks the permission."""
    items = CENTRAL_ITEMS if scope.is_central else BRANCH_ITEMS
    return [item for item in items if item.permission is None or user.can(item.permission)]
