"""Cards of the start page: the entrance today, open events that run, rounds and paper that wait."""

from collections.abc import Sequence
from typing import Any

from platform_core.sdk import Actor, BranchInfo, DashboardCard, day_bounds, local_day, now
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.policy.rounds import RoundStatus
from plugins.visitors.queries.entrance import count_entrance
from plugins.visitors.queries.open_events import running_events
from plugins.visitors.queries.rounds import count_left, rounds_of_day
from plugins.visitors.queries.sheets import waiting_sheets

DESK, WALK, COUNT = "visitors.journal.read", "visitors.round.walk", "visitors.event.count"


def entrance_cards(scope: BranchInfo, user: Actor) -> Sequence[DashboardCard]:
    """Show the entrance to those who read the journal, rounds to those who walk them."""
    if scope.is_central:
        return ()
    cards = []
    if user.can(DESK):
        cards.append(
            DashboardCard(
                _l("The entrance today"), "visitors/cards/entrance.html", _entrance(scope), DESK, 32
            )
        )
    if user.can(WALK):
        cards.append(
            DashboardCard(
                _l("Rounds of the grey zones"), "visitors/cards/rounds.html", _rounds(scope), WALK, 34
            )
        )
    return cards


def _entrance(scope: BranchInfo) -> dict[str, Any]:
    today = local_day(scope)
    starts, ends = day_bounds(today, scope)
    return {
        "counts": count_entrance(starts, ends),
        "events": running_events(),
        "sheets": [sheet for sheet in waiting_sheets() if sheet.day < today],
    }


def _rounds(scope: BranchInfo) -> dict[str, Any]:
    today, moment = local_day(scope), now()
    rounds = rounds_of_day(today)
    due = [
        one
        for one in rounds
        if one.status == RoundStatus.WALKING
        or (one.status == RoundStatus.PLANNED and one.planned_for <= moment <= one.closes_at)
    ]
    coming = [one for one in rounds if one.status == RoundStatus.PLANNED and one.planned_for > moment]
    return {
        "due": due,
        "next": coming[0] if coming else None,
        **count_left(today),
    }
