"""What the module puts on the start page and gives the search: each topic adds its part."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from platform_core.sdk import Actor, BranchInfo, DashboardCard, SearchHit
from plugins.visitors.views.entrance_cards import entrance_cards
from plugins.visitors.views.invites_hooks import invite_cards, search_invites

Cards: TypeAlias = Callable[[BranchInfo, Actor], Sequence[DashboardCard]]
Search: TypeAlias = Callable[[BranchInfo, Actor, str, int], Sequence[SearchHit]]

CARDS: tuple[Cards, ...] = (entrance_cards, invite_cards)
SEARCHES: tuple[Search, ...] = (search_invites,)


def dashboard_cards(scope: BranchInfo, user: Actor) -> Sequence[DashboardCard]:
    """List the cards that `user` may see."""
    return [card for cards in CARDS for card in cards(scope, user)]


def search_records(scope: BranchInfo, user: Actor, query: str, limit: int) -> Sequence[SearchHit]:
    """Find at most `limit` records by the names of visitors, topic by topic."""
    found = [hit for search in SEARCHES for hit in search(scope, user, query, limit)]
    return found[:limit]
