"""Reads of rounds: routes with their checkpoints, the day's rounds, walks, findings and their tasks (P12)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select

from platform_core.sdk import blind_index, count_each, db
from plugins.visitors.models import Checkpoint, Finding, Round, RoundStop, Route
from plugins.visitors.policy.rounds import FindingStatus, RoundStatus, StopState

TOKEN_PURPOSE = "visitors.checkpoint"  # noqa: S105 - what the index is for
UNEXPLAINED = timedelta(days=30)
"""How long a missed round is asked about."""
_WALKABLE = (RoundStatus.PLANNED.value, RoundStatus.WALKING.value)


@dataclass(frozen=True, slots=True)
class DayRound:
    """A round of a day as lists show it: how many checkpoints its route has and how many were seen."""

    id: UUID
    route_id: UUID
    route: str
    planned_for: datetime
    closes_at: datetime
    status: str
    extra: bool
    walker: str
    missed_reason: str | None
    seen: int
    skipped: int
    checkpoints: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A checkpoint of a walk; `state` is None until somebody has been there or left it out."""

    checkpoint_id: UUID
    name: str
    zone: str
    state: str | None
    means: str | None
    skip_reason: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A route with the number of its checkpoints."""

    id: UUID
    name: str
    weekdays: list[int]
    times: list[str]
    active: bool
    checkpoints: int


_CHECKPOINTS = (
    select(func.count())
    .where(
        Checkpoint.branch_id == Round.branch_id,
        Checkpoint.route_id == Round.route_id,
        Checkpoint.active.is_(True),
    )
    .correlate(Round)
    .scalar_subquery()
)
_SEEN = func.coalesce(func.sum(case((RoundStop.state == StopState.SEEN.value, 1), else_=0)), 0)
_SKIPPED = func.coalesce(func.sum(case((RoundStop.state == StopState.SKIPPED.value, 1), else_=0)), 0)

HISTORY_COLUMNS: tuple[Any, ...] = (
    Round.id,
    Round.route_id,
    Route.name,
    Round.planned_for,
    Round.closes_at,
    Round.status,
    Round.extra,
    Round.walker_name,
    Round.missed_reason,
)


def select_history() -> Select[Any]:
    """Select the columns of the list of rounds."""
    return select(*HISTORY_COLUMNS).join(Route, Route.id == Round.route_id)


def stops_by_round(round_ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return `(seen, skipped)` of each of some rounds, in one query."""
    query = select(RoundStop.round_id, _SEEN, _SKIPPED).where(RoundStop.round_id.in_(list(round_ids)))
    rows = db.session.execute(query.group_by(RoundStop.round_id))
    return {round_id: (int(seen), int(skipped)) for round_id, seen, skipped in rows}


def rounds_of_day(day: date) -> list[DayRound]:
    """List the rounds of a day in the order of their times."""
    query = select(*HISTORY_COLUMNS, _CHECKPOINTS).join(Route, Route.id == Round.route_id)
    rows = db.session.execute(query.where(Round.day == day).order_by(Round.planned_for, Round.id)).all()
    stops = stops_by_round(row[0] for row in rows)
    return [DayRound(*row[:9], *stops.get(row[0], (0, 0)), row[9]) for row in rows]


def count_left(today: date) -> dict[str, int]:
    """Count what rounds leave to do: missed ones that nobody has explained, and findings still open."""
    missed = select(func.count()).where(
        Round.status == RoundStatus.MISSED.value,
        Round.day >= today - UNEXPLAINED,
        Round.missed_reason.is_(None),
    )
    findings = select(func.count()).where(Finding.status == FindingStatus.OPEN.value)
    return count_each(unexplained=missed, findings=findings)


def open_route(route_id: UUID) -> Route:
    """Return a route of the branch; raise `NotFound`."""
    return db.require(select(Route).where(Route.id == route_id))


def open_round(round_id: UUID) -> Round:
    """Return a round of the branch; raise `NotFound`."""
    return db.require(select(Round).where(Round.id == round_id))


def open_checkpoint(checkpoint_id: UUID) -> Checkpoint:
    """Return a checkpoint of the branch; raise `NotFound`."""
    return db.require(select(Checkpoint).where(Checkpoint.id == checkpoint_id))


def open_finding(finding_id: UUID) -> Finding:
    """Return a finding of the branch; raise `NotFound`."""
    return db.require(select(Finding).where(Finding.id == finding_id))


def checkpoint_by_label(token: str) -> Checkpoint:
    """Return the checkpoint whose label was scanned; raise `NotFound` for any other text."""
    index = blind_index(token, purpose=TOKEN_PURPOSE)
    return db.require(select(Checkpoint).where(Checkpoint.token_index == index, Checkpoint.active.is_(True)))


def routes() -> list[RouteRow]:
    """List the routes with their numbers of checkpoints."""
    count = (
        select(func.count())
        .where(
            Checkpoint.branch_id == Route.branch_id,
            Checkpoint.route_id == Route.id,
            Checkpoint.active.is_(True),
        )
        .correlate(Route)
        .scalar_subquery()
    )
    query = select(Route.id, Route.name, Route.weekdays, Route.times, Route.active, count)
    rows = db.session.execute(query.order_by(Route.active.desc(), Route.name, Route.id))
    return [RouteRow(*row) for row in rows]


def active_routes() -> list[Route]:
    """List the routes that are walked."""
    return list(db.session.scalars(select(Route).where(Route.active.is_(True)).order_by(Route.id)))


def checkpoints_of(route_id: UUID, *, with_former: bool = False) -> list[Checkpoint]:
    """List the checkpoints of a route in the order of the way."""
    query = select(Checkpoint).where(Checkpoint.route_id == route_id)
    if not with_former:
        query = query.where(Checkpoint.active.is_(True))
    return list(db.session.scalars(query.order_by(Checkpoint.place, Checkpoint.id)))


def walkable_rounds(route_id: UUID, *, at: datetime, day: date) -> list[Round]:
    """List the rounds of a route that may be walked at a moment of a day, one under way first."""
    query = select(Round).where(Round.route_id == route_id, Round.day == day, Round.status.in_(_WALKABLE))
    is_planned = case((Round.status == RoundStatus.WALKING.value, 0), else_=1)
    found = db.session.scalars(query.order_by(is_planned, Round.planned_for, Round.id))
    return [
        row
        for row in found
        if row.status == RoundStatus.WALKING
        or row.planned_for - (row.closes_at - row.planned_for) <= at <= row.closes_at
    ]


def stops_of(found: Round) -> list[Stop]:
    """List the checkpoints of a walk: those of its route now, and any visited and taken off since."""
    query = (
        select(Checkpoint, RoundStop)
        .outerjoin(
            RoundStop,
            (RoundStop.branch_id == Checkpoint.branch_id)
            & (RoundStop.checkpoint_id == Checkpoint.id)
            & (RoundStop.round_id == found.id),
        )
        .where(Checkpoint.route_id == found.route_id)
        .order_by(Checkpoint.place, Checkpoint.id)
    )
    rows: list[tuple[Checkpoint, RoundStop | None]] = [(row[0], row[1]) for row in db.session.execute(query)]
    return [_stop(point, stop) for point, stop in rows if point.active or stop is not None]


def _stop(point: Checkpoint, stop: RoundStop | None) -> Stop:
    if stop is None:
        return Stop(point.id, point.name, point.zone, None, None, None, None)
    return Stop(point.id, point.name, point.zone, stop.state, stop.means, stop.skip_reason, stop.at)


def stop_at(round_id: UUID, checkpoint_id: UUID) -> RoundStop | None:
    """Return what became of a checkpoint on a walk, if anything did."""
    return db.session.scalar(
        select(RoundStop).where(RoundStop.round_id == round_id, RoundStop.checkpoint_id == checkpoint_id)
    )


FINDING_COLUMNS: tuple[Any, ...] = (
    Finding.id,
    Finding.kind,
    Finding.urgency,
    Finding.status,
    Finding.found_at,
    Finding.due_on,
    Finding.assignee_name,
    Checkpoint.name,
    Checkpoint.zone,
)


def select_findings() -> Select[Any]:
    """Select the columns of the list of findings."""
    return select(*FINDING_COLUMNS).join(Checkpoint, Checkpoint.id == Finding.checkpoint_id)


def findings_of(round_id: UUID) -> list[Any]:
    """List the findings of a walk as rows of `FINDING_COLUMNS`."""
    query = select_findings().where(Finding.round_id == round_id)
    return list(db.session.execute(query.order_by(Finding.found_at, Finding.id)))


def name_rounds(keys: Collection[str]) -> dict[str, str]:
    """Name rounds by the keys of their duties: the route; when it was is the duty's own day."""
    query = select(Round.id, Route.name).join(Route, Route.id == Round.route_id)
    rows = db.session.execute(query.where(Round.id.in_([UUID(key) for key in keys])))
    return {str(row.id): row.name for row in rows}


def name_findings(keys: Collection[str]) -> dict[str, str]:
    """Name findings by the keys of their duties: the checkpoint."""
    query = select(Finding.id, Checkpoint.name).join(Checkpoint, Checkpoint.id == Finding.checkpoint_id)
    rows = db.session.execute(query.where(Finding.id.in_([UUID(key) for key in keys])))
    return {str(row.id): row.name for row in rows}
