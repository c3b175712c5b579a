"""Screening that nobody waits for, and the reviews that the network's list owes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    JobSpec,
    branch_by_id,
    current_actor,
    current_branch_id,
    db,
    local_day,
    register_lookup,
)
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Visitor, WatchlistEntry
from plugins.visitors.services.watchlist import SCREEN_ENTRY_JOB
from plugins.visitors.services.watchlist_duties import settle_reviews
from plugins.visitors.services.watchlist_network import answer_screening, review_states
from plugins.visitors.services.watchlist_screening import (
    SCREEN_JOB,
    Hit,
    NetworkQuestion,
    screen_visitor,
    visitors_like,
)

REVIEWS_JOB = "visitors.network_reviews"


def screen_expected(payload: Mapping[str, Any]) -> None:
    """Hold a visitor who is expected against both lists, long before they stand at the desk."""
    visitor = db.session.scalar(select(Visitor).where(Visitor.id == UUID(payload["visitor_id"])))
    if visitor is None:
        return
    screen_visitor(visitor, ask=_ask_network, visit_id=UUID(payload["visit_id"]))


def screen_for_entry(payload: Mapping[str, Any]) -> None:
    """Hold whoever is here or expected against somebody just put on the list, or changed."""
    entry = db.session.scalar(select(WatchlistEntry).where(WatchlistEntry.id == UUID(payload["entry_id"])))
    for visitor in visitors_like(entry) if entry is not None else ():
        screen_visitor(visitor, ask=_ask_network)


def owe_network_reviews(_payload: Mapping[str, Any]) -> None:
    """Say what the centre owes for the register's entries, and what no more; it gives ids and days alone."""
    branch = branch_by_id(current_branch_id())
    if not branch.is_central:
        return
    today = local_day(branch)
    with register_lookup(reason="visitors.reviews", actor=current_actor()):
        states = review_states(today=today)
    settle_reviews(states, today=today)


def _ask_network(question: NetworkQuestion) -> Sequence[Hit]:
    today = local_day(branch_by_id(current_branch_id()))
    with register_lookup(reason="visitors.screening", actor=current_actor()):
        return answer_screening(question, today=today)


WATCHLIST_JOBS = (
    JobSpec(SCREEN_JOB, screen_expected, _l("Hold an expected visitor against the watch-lists")),
    JobSpec(SCREEN_ENTRY_JOB, screen_for_entry, _l("Hold visitors against a new entry of the watch-list")),
    JobSpec(REVIEWS_JOB, owe_network_reviews, _l("Owe reviews of the network's list"), cron="20 5 * * *"),
)
