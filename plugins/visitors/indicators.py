"""The module's figures of one branch and quarter, for the centre (P12, P36, A5)."""

from collections.abc import Mapping
from datetime import datetime

from babel.support import LazyProxy

from platform_core.sdk import BranchInfo, IndicatorSpec, Measure, Period, current_locale, day_bounds
from plugins.visitors import data
from plugins.visitors.models import EventTap, Finding, OpenEvent, Refusal, Round, Visit, VisitAlarm
from plugins.visitors.policy.figures import FigureDefinition, FigureKind, figure_definitions
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import Entry
from plugins.visitors.queries.figures import (
    count_alarms,
    count_event_guests,
    count_findings,
    count_rounds,
    count_visits,
)
from plugins.visitors.queries.refusals import refusals_between

_SOURCES: Mapping[str, tuple[type, ...]] = {
    "visits": (Visit,),
    "emergency_visits": (Visit,),
    "refusals": (Refusal,),
    "unverified_departures": (Visit,),
    "alarms": (VisitAlarm,),
    "open_event_guests": (OpenEvent, EventTap),
    "rounds": (Round,),
    "findings": (Finding,),
}


def _spoken(code: str) -> LazyProxy:
    """Return words of the shipped data that are chosen when they are shown."""
    return LazyProxy(lambda: data.text(code, current_locale()), enable_cache=False)


def _spec(definition: FigureDefinition) -> IndicatorSpec:
    return IndicatorSpec(
        code=definition.code,
        title=_spoken(f"figure.{definition.name}"),
        unit=_spoken(f"figure_unit.{definition.unit.value}"),
        kind="flow",
        by_kind=definition.kinds is not FigureKind.NONE,
        sources=_SOURCES[definition.name],
        clause=definition.clause,
    )


INDICATORS = tuple(map(_spec, figure_definitions()))


def measure_indicators(branch: BranchInfo, period: Period) -> list[Measure]:
    """Count every figure over a quarter, or over a school year, in the order of their definitions."""
    starts, ends = day_bounds(period.starts, branch)[0], day_bounds(period.ends, branch)[1]
    counted = _visits(starts, ends) | {
        "refusals": refusals_between(starts, ends),
        "alarms": {"": count_alarms(starts, ends)},
        "open_event_guests": count_event_guests(starts, ends),
        "rounds": count_rounds(period.starts, period.ends),
        "findings": count_findings(starts, ends),
    }
    return [_measure(definition, counted[definition.name]) for definition in figure_definitions()]


def _visits(starts: datetime, ends: datetime) -> dict[str, dict[str, int]]:
    by_entry: dict[str, int] = {}
    emergency = unverified = 0
    for entry, status, count in count_visits(starts, ends):
        by_entry[entry] = by_entry.get(entry, 0) + count
        unverified += count * (status == VisitStatus.DEPARTED_UNVERIFIED)
        emergency += count * (entry == Entry.EMERGENCY)
    return {
        "visits": by_entry,
        "emergency_visits": {"": emergency},
        "unverified_departures": {"": unverified},
    }


def _measure(definition: FigureDefinition, by_kind: Mapping[str, int]) -> Measure:
    told = {} if definition.kinds is FigureKind.NONE else dict(by_kind)
    return Measure(definition.code, sum(by_kind.values()), told)
