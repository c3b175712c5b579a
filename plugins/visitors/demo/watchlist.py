"""A short watch-list of invented people; one guest waits for a decision, another was judged not to be it."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from platform_core.sdk import BranchInfo, current_actor, db, local_day, seal
from plugins.visitors.models import Visitor, WatchlistMatch
from plugins.visitors.policy.watchlist import MatchStatus, WatchReason
from plugins.visitors.services.watchlist import EntryDetails, add_entry
from plugins.visitors.services.watchlist_screening import Hit, NetworkQuestion, screen_visitor

_WATCHED = (
    (("Сатыбалдин Ернар Қасымұлы", "Satybaldin Yernar"), WatchReason.COURT_ORDER, "Жақындауға тыйым", 170),
    (("Kovalev Igor",), WatchReason.CONDUCT, "Былтыр мектепте шу шығарды", 9),
    (("Цой Виктория Сергеевна",), WatchReason.DECEPTION, "Өзін тәрбиеші ретінде таныстырды", 120),
    (("Мұхамеджанов Саян Ерланұлы",), WatchReason.PARENTAL_RIGHTS, "Сот шешімінің көшірмесі істе", 300),
)  # fmt: skip
_DECIDED = "Цой"


def seed_watchlist(branch: BranchInfo, now: datetime, rng: Random) -> None:  # noqa: ARG001 - every part's shape
    """Watch for a few, and hold the guests of the demonstration against them."""
    today = local_day(branch)
    for names, reason, note, ahead in _WATCHED:
        details = EntryDetails(names, reason.value, today + timedelta(days=ahead), note=note)
        add_entry(details, branch=branch)
    for visitor in db.session.scalars(select(Visitor).order_by(Visitor.id)):
        for match in screen_visitor(visitor, ask=_nobody):
            if visitor.family_name == _DECIDED:
                _decide(match, now)
    db.session.flush()


def _nobody(_question: NetworkQuestion) -> list[Hit]:
    """Stand for the network's register, which the demonstration leaves empty."""
    return []


def _decide(match: WatchlistMatch, at: datetime) -> None:
    match.status, match.decided_at = MatchStatus.NOT_A_MATCH.value, at
    match.decided_by = current_actor().user_id
    match.decision_note = seal(match, "decision_note", "Құжатындағы әкесінің аты мен жылы басқа.")
