"""Sign a quarter's figures, and say what became of them since (P15, P36)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    KeptFigure,
    KeptQuarter,
    QuarterState,
    current_actor,
    db,
    fulfil,
    kept_figures,
    local_day,
    now,
    record,
)
from plugins.incidents.obligations import QUARTER_SIGNED
from plugins.incidents.policy.counting import Figure
from plugins.incidents.policy.figures import FigureState, decide_signing, figure_state
from plugins.incidents.services.faults import refuse_unless

MODULE = "incidents"


def sign_quarter(school_year: int, quarter: int, *, branch: BranchInfo) -> KeptQuarter:
    """Sign a quarter as it stands now; raise `InvalidInput` while it runs or is being recounted.

    What was signed is frozen beside the figures: later corrections make a new edition and are
    shown as such, and the signed one stays readable.
    """
    row = _quarter(school_year, quarter)
    current = _current(school_year, quarter)
    decision = decide_signing(
        permissions=current_actor().permissions,
        ends=row.ends,
        today=local_day(branch),
        stale=row.stale,
        state=state_of(row.signed, current),
    )
    refuse_unless(decision, field="quarter")
    corrected = row.signed is not None
    row.signed = {code: [figure.value, dict(figure.by_kind)] for code, figure in current.items()}
    row.signed_at, row.signed_by = now(), current_actor().user_id
    row.edition += 1
    record(
        "incidents.figures_corrected" if corrected else "incidents.figures_signed",
        data={"school_year": school_year, "quarter": quarter, "edition": row.edition},
    )
    fulfil(QUARTER_SIGNED, evidence=("core_kept_quarter", row.id), on=local_day(branch))
    return row


def state_of(signed: Mapping[str, Any] | None, current: Mapping[str, Figure]) -> FigureState:
    """Name the state of a quarter: provisional, signed, or corrected since it was signed."""
    frozen = (
        None
        if signed is None
        else {code: Figure(code, value, by_kind) for code, (value, by_kind) in signed.items()}
    )
    return figure_state(signed=frozen, current=current)


def states_by_quarter(
    states: list[QuarterState], kept: list[KeptFigure]
) -> dict[int, tuple[QuarterState, FigureState]]:
    """Pair each kept quarter of one branch with the state of its figures."""
    found = {}
    for state in states:
        current = {
            figure.code: Figure(figure.code, figure.value, figure.by_kind)
            for figure in kept
            if figure.quarter == state.quarter
        }
        found[state.quarter] = (state, state_of(state.signed, current))
    return found


def _quarter(school_year: int, quarter: int) -> KeptQuarter:
    return db.require(
        select(KeptQuarter).where(
            KeptQuarter.module == MODULE,
            KeptQuarter.school_year == school_year,
            KeptQuarter.quarter == quarter,
        )
    )


def _current(school_year: int, quarter: int) -> dict[str, Figure]:
    return {
        figure.code: Figure(figure.code, figure.value, figure.by_kind)
        for figure in kept_figures(MODULE, [school_year])[school_year]
        if figure.quarter == quarter
    }
