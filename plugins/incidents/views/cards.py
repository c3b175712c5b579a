"""What the module puts on start pages: a branch's for its members, and the one for everybody."""

from flask import url_for

from platform_core.sdk import Actor, BranchInfo, DashboardCard, PublicLink
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.queries.reports import count_answers, count_waiting
from plugins.incidents.views.journal_hooks import journal_cards

READ, CREATE = "incidents.report.read", "incidents.report.create"


def dashboard_cards(scope: BranchInfo, user: Actor) -> list[DashboardCard]:
    """Show what waits at the desk to those who read reports, and everybody their own reports."""
    if scope.is_central:
        return []
    cards = journal_cards(scope, user)
    if user.can(READ):
        waiting = {"waiting": count_waiting(user)}
        cards.append(DashboardCard(_l("Reports"), "incidents/cards/desk.html", waiting, READ, order=10))
    if user.can(CREATE):
        answers = {"answers": count_answers(user.user_id) if user.user_id else 0}
        cards.append(
            DashboardCard(_l("Report a concern"), "incidents/cards/report.html", answers, CREATE, order=20)
        )
    return cards


def public_links(branch: BranchInfo) -> list[PublicLink]:
    """Offer everybody to report, and reporters to come back."""
    return [
        PublicLink(
            _l("Tell us what is happening"),
            url_for("incidents_public.start_report", branch=branch.code),
            _l("You need no account and no name."),
            order=10,
        ),
        PublicLink(
            _l("I have a code"),
            url_for("incidents_public.ask_receipt", branch=branch.code),
            _l("Read the answer to your message and write more."),
            order=20,
        ),
    ]
