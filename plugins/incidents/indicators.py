"""The twelve figures of a branch's quarter, counted from its journal by the policy's own rules (P36)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from babel.support import LazyProxy
from sqlalchemy import select

from platform_core.sdk import BranchInfo, IndicatorSpec, Measure, Period, current_locale, db
from plugins.incidents import data
from plugins.incidents.models import Incident, Participant
from plugins.incidents.policy.classification import CountedKind, ParticipantRole, PartyKind, Place
from plugins.incidents.policy.counting import IncidentFact, ParticipantFact, Span, count_indicators
from plugins.incidents.policy.definitions import DEFINITIONS
from plugins.incidents.policy.status import Allegation, Status

_INCIDENT = (
    Incident.id,
    Incident.registered_on,
    Incident.occurred_on,
    Incident.place,
    Incident.status,
    Incident.allegation,
    Incident.merged_into_id,
    Incident.counted_kinds,
)
_PARTICIPANT = (
    Participant.id,
    Participant.incident_id,
    Participant.person_id,
    Participant.role,
    Participant.party,
    Participant.injured,
    Participant.high_risk_from,
    Participant.high_risk_to,
    Participant.juvenile_police_on,
    Participant.juvenile_police_off,
    Participant.expelled_on,
    Participant.transferred_on,
    Participant.long_absent_from,
    Participant.dismissed_on,
)


def _spoken(code: str) -> LazyProxy:
    """Return words of the shipped data that are chosen when they are shown."""
    return LazyProxy(lambda: data.text(code, current_locale()), enable_cache=False)


INDICATORS = tuple(
    IndicatorSpec(
        code=definition.code,
        title=_spoken(definition.title_key),
        unit=_spoken(f"indicator_unit.{definition.unit.value}"),
        kind="stock" if definition.nature.value == "stock" else "flow",
        by_kind=definition.by_kind,
        sources=(Incident, Participant),
        clause=definition.clause,
    )
    for definition in DEFINITIONS
)


def measure_indicators(branch: BranchInfo, period: Period) -> list[Measure]:  # noqa: ARG001 - the scope is the branch
    """Count all twelve over a quarter, or over a school year (`period.quarter` 0), in P36's order."""
    figures = count_indicators(_facts(period), Span(period.starts, period.ends))
    return [Measure(code, figure.value, dict(figure.by_kind)) for code, figure in figures.items()]


def _facts(period: Period) -> list[IncidentFact]:
    """Load what was registered by the period's end: later incidents are in none of its figures."""
    in_time = Incident.registered_on <= period.ends
    incidents = db.session.execute(select(*_INCIDENT).where(in_time)).all()
    parts = select(*_PARTICIPANT).join(Incident, Incident.id == Participant.incident_id).where(in_time)
    by_incident: dict[UUID, list[ParticipantFact]] = {}
    for row in db.session.execute(parts):
        by_incident.setdefault(row.incident_id, []).append(_participant(row))
    return [_incident(row, by_incident.get(row.id, ())) for row in incidents]


def _incident(row: Any, participants: Iterable[ParticipantFact]) -> IncidentFact:
    return IncidentFact(
        incident=row.id,
        registered_on=row.registered_on,
        kinds=frozenset(map(CountedKind, row.counted_kinds)),
        participants=tuple(participants),
        occurred_on=row.occurred_on,
        place=Place(row.place) if row.place else None,
        status=Status(row.status),
        allegation=Allegation(row.allegation) if row.allegation else None,
        merged_into=row.merged_into_id,
    )


def _participant(row: Any) -> ParticipantFact:
    return ParticipantFact(
        person=row.person_id or row.id,
        role=ParticipantRole(row.role),
        party=PartyKind(row.party),
        injured=row.injured,
        high_risk_from=row.high_risk_from,
        high_risk_to=row.high_risk_to,
        juvenile_police_on=row.juvenile_police_on,
        juvenile_police_off=row.juvenile_police_off,
        expelled_on=row.expelled_on,
        transferred_on=row.transferred_on,
        long_absent_from=row.long_absent_from,
        dismissed_on=row.dismissed_on,
    )
