"""Hold a visitor at the desk against the watch-lists: the network's register is asked here."""

from collections.abc import Sequence
from uuid import UUID

from platform_core.sdk import (
    branch_by_id,
    current_actor,
    current_branch_id,
    local_day,
    register_lookup,
)
from plugins.visitors.models import Visitor, WatchlistMatch
from plugins.visitors.services.watchlist_network import answer_screening
from plugins.visitors.services.watchlist_screening import Hit, NetworkQuestion, screen_visitor


def screen_now(visitor: Visitor, *, visit_id: UUID | None = None) -> list[WatchlistMatch]:
    """Hold a visitor against both lists; return the matches that stand, open or confirmed.

    Works in the write scope of the visitor's branch; the caller commits.
    """
    return screen_visitor(visitor, ask=ask_network, visit_id=visit_id)


def ask_network(question: NetworkQuestion) -> Sequence[Hit]:
    """Ask the register about one visitor; the branch's trail and the centre's tell who asked."""
    today = local_day(branch_by_id(current_branch_id()))
    with register_lookup(reason="visitors.screening", actor=current_actor()):
        return answer_screening(question, today=today)
