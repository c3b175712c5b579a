"""What falls due, to whom, and under which clause."""

from platform_core.sdk import Every, ObligationSpec
from platform_core.sdk import lazy_gettext as _l

DUTIES = (
    ObligationSpec(
        "sample.notes_looked_at",
        _l("Look at every note in time"),
        "P3",
        Every(weeks=2, rolling=True),
        owners=("sss_head",),
        remind_before=(3, 1),
        escalate_after=10,
        by_hand=True,
    ),
)
