"""The directory's figures: how much of the network's list is checked, and what a branch adds (P36, P47)."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from platform_core.sdk import BranchInfo, IndicatorSpec, Measure, Period, db, local_day
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.models import HiddenService, LocalService
from plugins.directory.policy.codes import Status, Verification
from plugins.directory.policy.visibility import verification_on

LOCAL, OUTDATED, HIDDEN = "directory.local", "directory.local_outdated", "directory.hidden"
INDICATORS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        LOCAL,
        _l("Local services of help"),
        _l("services"),
        "stock",
        by_kind=True,
        sources=(LocalService,),
        clause="P47",
    ),
    IndicatorSpec(
        OUTDATED,
        _l("Local services that nobody has confirmed for a year"),
        _l("services"),
        "stock",
        by_kind=False,
        sources=(LocalService,),
        clause="P47",
    ),
    IndicatorSpec(
        HIDDEN,
        _l("Entries of the network that are hidden"),
        _l("entries"),
        "stock",
        by_kind=False,
        sources=(HiddenService,),
        clause="P47",
    ),
)


def measure_indicators(branch: BranchInfo, period: Period) -> Sequence[Measure]:
    """Count what the branch at hand keeps, as it stands at the end of a quarter or today."""
    day = min(period.ends, local_day(branch))
    columns = (LocalService.kind, LocalService.verification, LocalService.assured_date)
    rows = db.session.execute(select(*columns).where(LocalService.status != Status.DEFUNCT)).all()
    by_kind = Counter(row.kind for row in rows)
    outdated = sum(
        verification_on(Verification(row.verification), row.assured_date, day) is not Verification.CONFIRMED
        for row in rows
    )
    hidden = db.session.scalars(select(HiddenService.id).where(HiddenService.hidden_on <= period.ends)).all()
    return (
        Measure(LOCAL, len(rows), dict(by_kind)),
        Measure(OUTDATED, outdated),
        Measure(HIDDEN, len(hidden)),
    )
