"""What invitations give the frame: search by name, and what waits on the start page."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import url_for
from sqlalchemy import select

from platform_core.sdk import (
    Actor,
    BranchInfo,
    DashboardCard,
    SearchHit,
    count_each,
    db,
    format_datetime,
    local_day,
)
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Invite
from plugins.visitors.queries.approvals import waiting_requests_count
from plugins.visitors.queries.invites import (
    count_own_today,
    guest_names,
    has_guest_called,
    is_open_to,
    waiting_count,
)

OPEN, CREATE, APPROVE = "visitors.invite.open", "visitors.invite.create", "visitors.invite.approve"


def search_invites(scope: BranchInfo, user: Actor, query: str, limit: int) -> list[SearchHit]:
    """Find invitations by their visitors' names; never one that the reader may not know of."""
    if scope.is_central or not user.can(OPEN) or not query.strip():
        return []
    found = db.session.execute(
        select(Invite.id, Invite.starts_at, Invite.host_name)
        .where(is_open_to(user), has_guest_called(query))
        .order_by(Invite.starts_at.desc(), Invite.id)
        .limit(limit)
    ).all()
    names = guest_names([row.id for row in found])
    return [
        SearchHit(
            ", ".join(names.get(row.id, [])[:3]) or "—",
            url_for("visitors.invite", invite_id=row.id),
            _l("Invitation"),
            f"{format_datetime(row.starts_at)} · {row.host_name}",
        )
        for row in found
    ]


def invite_cards(scope: BranchInfo, user: Actor) -> list[DashboardCard]:
    """Show hosts whom they expect today, and management what waits for an answer."""
    if scope.is_central:
        return []
    cards = []
    if user.can(APPROVE):
        waiting = count_each(
            invites=waiting_count(user, local_day(scope)), requests=waiting_requests_count(user)
        )
        cards.append(
            DashboardCard(
                _l("Visitors to decide on"), "visitors/cards/approvals.html", waiting, APPROVE, order=12
            )
        )
    if user.can(CREATE) and user.user_id is not None:
        zone, today = ZoneInfo(scope.timezone), local_day(scope)
        since = datetime.combine(today, time(), zone)
        expected = {"today": count_own_today(user.user_id, since=since, until=since + timedelta(days=1))}
        cards.append(
            DashboardCard(_l("Invite visitors"), "visitors/cards/host.html", expected, CREATE, order=25)
        )
    return cards
