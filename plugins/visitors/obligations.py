"""What falls due around visitors and rounds, to whom, and under which clause (P12, A5).

Each is owed for one thing: a pass that ends, a sheet of paper, a round, a finding, a visit whose end
nobody saw. Services tell when it begins and when it is done; `jobs` catches up each morning.
"""

from typing import Any

from platform_core.sdk import After, ObligationSpec, PageRef, Text
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.queries.departures import name_visits
from plugins.visitors.queries.passes import name_passes
from plugins.visitors.queries.rounds import name_findings, name_rounds
from plugins.visitors.queries.sheets import name_sheets
from plugins.visitors.queries.watchlist import name_entries

PASS_EXPIRING = "visitors.pass_expiring"  # noqa: S105 - a code
SHEET_RECONCILED = "visitors.sheet_reconciled"
ROUND_WALKED = "visitors.round_walked"
FINDING_FOLLOWED = "visitors.finding_followed"
DEPARTURE_VERIFIED = "visitors.departure_verified"
WATCHLIST_REVIEW = "visitors.watchlist_review"
NETWORK_REVIEW = "visitors.network_review"

_HEADS = ("sss_head", "branch_head")
_DESK = ("front_desk", "sss_head")
_ON_THE_DAY, _NEXT_DAY = After(days=0, on_day_off="keep"), After(working_days=1)


def _owed(
    code: str, title: Text, clause: str, recurrence: After, page: PageRef, **rest: Any
) -> ObligationSpec:
    """Declare what is owed for one thing: it is done on the page of that thing, and proved there."""
    return ObligationSpec(code, title, clause, recurrence, keyed=True, page=page, evidence_page=page, **rest)


OBLIGATIONS: tuple[ObligationSpec, ...] = (
    _owed(
        PASS_EXPIRING, _l("Renew or end a regular visitor's pass"), "A5.1", _ON_THE_DAY,
        PageRef("visitors.regular_pass", "pass_id"),
        owners=_HEADS, name_keys=name_passes, remind_before=(14, 3),
    ),
    _owed(
        SHEET_RECONCILED, _l("Enter a day sheet into the journal"), "A5.3", _NEXT_DAY,
        PageRef("visitors.sheet", "sheet_id"),
        owners=_DESK, name_keys=name_sheets, remind_before=(0,), escalate_after=5,
    ),
    _owed(
        ROUND_WALKED, _l("Walk a round of the grey zones, or say why not"), "P12", _ON_THE_DAY,
        PageRef("visitors.round", "round_id"), owners=_DESK, name_keys=name_rounds, escalate_after=5,
    ),
    _owed(
        FINDING_FOLLOWED, _l("See to a finding of a round"), "P12", After(working_days=2),
        PageRef("visitors.finding", "finding_id"),
        owners=(*_HEADS, "branch_admin"), name_keys=name_findings, remind_before=(1,), escalate_after=10,
    ),
    _owed(
        DEPARTURE_VERIFIED, _l("Find out how a visitor left"), "A5.6", _NEXT_DAY,
        PageRef("visitors.journal_visit", "visit_id"),
        owners=_DESK, name_keys=name_visits, remind_before=(0,), escalate_after=3,
    ),
    _owed(
        WATCHLIST_REVIEW, _l("Look again at an entry of the watch-list"), "P12.5", _ON_THE_DAY,
        PageRef("visitors.watchlist_entry", "entry_id"),
        owners=_HEADS, name_keys=name_entries, remind_before=(14, 3), escalate_after=10,
    ),
    ObligationSpec(
        NETWORK_REVIEW,
        _l("Look again at an entry of the network's watch-list"),
        "P12.5",
        _ON_THE_DAY,
        owners=("wellbeing_officer",),
        remind_before=(14, 3),
        escalate_after=5,
        place="central",
        keyed=True,
        page=PageRef("visitors_central.watchlist_due", "watch_id"),
    ),
)  # fmt: skip
