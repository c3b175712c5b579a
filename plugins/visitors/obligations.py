"""What falls due around visitors and rounds, to whom, and under which clause (P12, A5).

Each is owed for one thing: a pass that ends, a sheet of paper, a round, a finding, a visit whose end
nobody saw. Services tell when it begins and when it is done; `jobs` catches up each morning.
"""

from platform_core.sdk import After, ObligationSpec, PageRef
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

OBLIGATIONS: tuple[ObligationSpec, ...] = (
    ObligationSpec(
        PASS_EXPIRING,
        _l("Renew or end a regular visitor's pass"),
        "A5.1",
        After(days=0, on_day_off="keep"),
        owners=_HEADS,
        remind_before=(14, 3),
        keyed=True,
        page=PageRef("visitors.regular_pass", "pass_id"),
        evidence_page=PageRef("visitors.regular_pass", "pass_id"),
        name_keys=name_passes,
    ),
    ObligationSpec(
        SHEET_RECONCILED,
        _l("Enter a day sheet into the journal"),
        "A5.3",
        After(working_days=1),
        owners=_DESK,
        remind_before=(0,),
        escalate_after=5,
        keyed=True,
        page=PageRef("visitors.sheet", "sheet_id"),
        evidence_page=PageRef("visitors.sheet", "sheet_id"),
        name_keys=name_sheets,
    ),
    ObligationSpec(
        ROUND_WALKED,
        _l("Walk a round of the grey zones, or say why not"),
        "P12",
        After(days=0, on_day_off="keep"),
        owners=_DESK,
        escalate_after=5,
        keyed=True,
        page=PageRef("visitors.round", "round_id"),
        evidence_page=PageRef("visitors.round", "round_id"),
        name_keys=name_rounds,
    ),
    ObligationSpec(
        FINDING_FOLLOWED,
        _l("See to a finding of a round"),
        "P12",
        After(working_days=2),
        owners=(*_HEADS, "branch_admin"),
        remind_before=(1,),
        escalate_after=10,
        keyed=True,
        page=PageRef("visitors.finding", "finding_id"),
        evidence_page=PageRef("visitors.finding", "finding_id"),
        name_keys=name_findings,
    ),
    ObligationSpec(
        DEPARTURE_VERIFIED,
        _l("Find out how a visitor left"),
        "A5.6",
        After(working_days=1),
        owners=_DESK,
        remind_before=(0,),
        escalate_after=3,
        keyed=True,
        page=PageRef("visitors.journal_visit", "visit_id"),
        evidence_page=PageRef("visitors.journal_visit", "visit_id"),
        name_keys=name_visits,
    ),
    ObligationSpec(
        WATCHLIST_REVIEW,
        _l("Look again at an entry of the watch-list"),
        "P12.5",
        After(days=0, on_day_off="keep"),
        owners=_HEADS,
        remind_before=(14, 3),
        escalate_after=10,
        keyed=True,
        page=PageRef("visitors.watchlist_entry", "entry_id"),
        name_keys=name_entries,
    ),
    ObligationSpec(
        NETWORK_REVIEW,
        _l("Look again at an entry of the network's watch-list"),
        "P12.5",
        After(days=0, on_day_off="keep"),
        owners=("wellbeing_officer",),
        remind_before=(14, 3),
        escalate_after=5,
        place="central",
        keyed=True,
        page=PageRef("visitors_central.watchlist_due", "watch_id"),
    ),
)
