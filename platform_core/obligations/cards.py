"""The card of the start page: what one answers for that is late or near."""

from collections.abc import Sequence
from datetime import timedelta

from flask import url_for

from platform_core.hooks.types import BranchInfo, DashboardCard
from platform_core.i18n import gettext as _
from platform_core.isolation.actor import Actor
from platform_core.obligations.access import READ
from platform_core.obligations.listing import make_rows
from platform_core.obligations.queries import card_figures
from platform_core.obligations.registry import active_duties
from platform_core.tenancy.dates import local_day

NEAR = timedelta(days=14)


def due_cards(scope: BranchInfo, user: Actor) -> Sequence[DashboardCard]:
    """Show what is late or near to who answers for something; nothing to everybody else."""
    if not user.can(READ) or not active_duties(scope):
        return ()
    figures = card_figures(scope, user, until=local_day(scope) + NEAR)
    if not figures.rows:
        return ()
    context = {
        "late": figures.late,
        "near": figures.near,
        "rows": make_rows(scope, figures.rows, named=False),
        "url": url_for("obligations.index", mine="true"),
    }
    return (DashboardCard(_("What is due"), "core/obligations/card.html", context, READ, order=10),)
