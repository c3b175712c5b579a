"""What falls due by itself: each quarter's figures are signed and so reported to the centre (P36)."""

from platform_core.sdk import ObligationSpec, PageRef, SchoolYear
from platform_core.sdk import lazy_gettext as _l

QUARTER_SIGNED = "incidents.quarter_signed"

OBLIGATIONS: tuple[ObligationSpec, ...] = (
    ObligationSpec(
        QUARTER_SIGNED,
        _l("Sign the figures of the quarter that has ended"),
        "P36",
        # a quarter can be signed once it is over: within the first week of the one that follows
        SchoolYear(offset_working_days=5, quarter="each"),
        owners=("branch_head",),
        remind_before=(3, 0),
        escalate_after=5,
        early_days=14,
        page=PageRef("incidents.figures"),
    ),
)
