"""Plan the day's rounds, walk them stop by stop, and say which were missed and why (P12)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    NotFound,
    current_actor,
    db,
    fulfil,
    local_day,
    now,
    owe,
    record,
    withdraw,
    working_calendar,
)
from plugins.visitors.models import Checkpoint, Round, RoundStop, Route
from plugins.visitors.policy.decisions import Fault, Reason
from plugins.visitors.policy.rounds import (
    Means,
    MissedReason,
    RoundStatus,
    SkipReason,
    StopState,
    decide_finishing,
    decide_walking,
    is_missed,
    read_time,
)
from plugins.visitors.queries.rounds import active_routes, checkpoints_of, stop_at
from plugins.visitors.services.faults import refuse_faults, refuse_unless

TARGET = "visitors_round"
DUTY = "visitors.round_walked"


def plan_rounds(branch: BranchInfo, day: date) -> int:
    """Plan a day's rounds of every route, each once, none on a holiday; return how many are new."""
    if not working_calendar(branch).is_working_day(day) and _is_holiday(branch, day):
        return 0
    return sum(plan_route(route, branch=branch, day=day) for route in active_routes())


def plan_route(route: Route, *, branch: BranchInfo, day: date) -> int:
    """Plan the rounds of one route on a day that are still to come; return how many are new."""
    if not route.active or day.weekday() not in route.weekdays:
        return 0
    known = set(
        db.session.scalars(select(Round.planned_for).where(Round.route_id == route.id, Round.day == day))
    )
    zone, window = ZoneInfo(branch.timezone), timedelta(minutes=route.window_minutes)
    times = [datetime.combine(day, at, tzinfo=zone) for text in route.times if (at := read_time(text))]
    new = [moment for moment in times if moment not in known and moment + window > now()]
    for moment in new:
        planned = Round(route_id=route.id, day=day, planned_for=moment, closes_at=moment + window)
        db.session.add(planned)
        db.session.flush()
        owe(DUTY, key=str(planned.id), due_on=day)
    return len(new)


def begin_round(found: Round) -> None:
    """Begin a planned round within its window; whoever begins it walks it."""
    _refuse_unless_walkable(found)
    if found.status == RoundStatus.WALKING:
        return
    _begin(found)
    db.session.flush()
    record("visitors.round_begun", target=(TARGET, found.id), data={"extra": found.extra})


def begin_extra(route: Route, *, branch: BranchInfo) -> Round:
    """Begin a round that nobody planned."""
    if not route.active:
        raise Conflict
    moment = now()
    found = Round(
        route_id=route.id,
        day=local_day(branch, moment),
        planned_for=moment,
        closes_at=moment + timedelta(minutes=route.window_minutes),
        extra=True,
    )
    _begin(found)
    db.session.add(found)
    db.session.flush()
    record("visitors.round_begun", target=(TARGET, found.id), data={"extra": True})
    return found


def confirm_stop(found: Round, checkpoint: Checkpoint, *, means: Means) -> RoundStop:
    """Say that somebody was at a checkpoint; one that was left out before counts as seen from now."""
    return _stop(found, checkpoint, StopState.SEEN, means=means)


def skip_stop(found: Round, checkpoint: Checkpoint, *, reason: SkipReason) -> RoundStop:
    """Say why a checkpoint was left out; what was seen stays seen."""
    return _stop(found, checkpoint, StopState.SKIPPED, means=Means.CHOICE, reason=reason)


def finish_round(found: Round) -> None:
    """End a walk once each checkpoint was seen or left out with a reason; its duty is done then."""
    stops = set(db.session.scalars(select(RoundStop.checkpoint_id).where(RoundStop.round_id == found.id)))
    points = [point.id for point in checkpoints_of(found.route_id)]
    decision = decide_finishing(RoundStatus(found.status), stops=stops, checkpoints=points)
    refuse_unless(decision, field="round")
    found.status, found.ended_at = RoundStatus.DONE.value, now()
    db.session.flush()
    record("visitors.round_done", target=(TARGET, found.id), data={"stops": len(stops)})
    if not found.extra:
        fulfil(DUTY, key=str(found.id), evidence=(TARGET, found.id))


def mark_missed(branch: BranchInfo) -> int:
    """Call missed what was not begun in its window or not finished on its day; return how many."""
    moment, zone = now(), ZoneInfo(branch.timezone)
    waiting = select(Round).where(
        Round.status.in_((RoundStatus.PLANNED.value, RoundStatus.WALKING.value)), Round.closes_at < moment
    )
    missed = [
        found
        for found in db.session.scalars(waiting)
        if is_missed(
            RoundStatus(found.status),
            now=moment,
            closes_at=found.closes_at,
            day_ends=datetime.combine(found.day + timedelta(days=1), datetime.min.time(), tzinfo=zone),
        )
    ]
    for found in missed:
        found.status = RoundStatus.MISSED.value
    db.session.flush()
    for found in missed:
        record("visitors.round_missed", target=(TARGET, found.id))
    return len(missed)


def explain_missed(found: Round, *, reason: MissedReason, note: str) -> None:
    """Say why a round was missed: that closes its duty, and stays readable beside it."""
    if found.status != RoundStatus.MISSED or found.missed_reason is not None:
        raise Conflict
    if reason is MissedReason.OTHER and not note.strip():
        refuse_faults((Fault("note", Reason.NOTE_MISSING, "P12"),))
    found.missed_reason, found.missed_note = reason.value, note.strip() or None
    db.session.flush()
    record("visitors.round_explained", target=(TARGET, found.id), data={"reason": reason.value})
    withdraw(DUTY, key=str(found.id))


def _begin(found: Round) -> None:
    actor = current_actor()
    found.status, found.started_at = RoundStatus.WALKING.value, now()
    found.walked_by, found.walker_name = actor.user_id, actor.display_name


def _stop(
    found: Round, checkpoint: Checkpoint, state: StopState, *, means: Means, reason: SkipReason | None = None
) -> RoundStop:
    if checkpoint.route_id != found.route_id or not checkpoint.active:
        raise NotFound
    if found.status != RoundStatus.WALKING:
        refuse_faults((Fault("checkpoint", Reason.ROUND_OVER, "P12"),))
    stop = stop_at(found.id, checkpoint.id)
    if stop is None:
        stop = RoundStop(round_id=found.id, checkpoint_id=checkpoint.id)
        db.session.add(stop)
    elif stop.state == StopState.SEEN:
        return stop
    stop.state, stop.means = state.value, means.value
    stop.skip_reason = reason.value if reason is not None else None
    stop.at, stop.by_user_id = now(), current_actor().user_id
    db.session.flush()
    return stop


def _refuse_unless_walkable(found: Round) -> None:
    window = found.closes_at - found.planned_for
    decision = decide_walking(
        RoundStatus(found.status),
        now=now(),
        opens_at=found.planned_for - window,
        closes_at=found.closes_at,
    )
    refuse_unless(decision, field="round")


def _is_holiday(branch: BranchInfo, day: date) -> bool:
    """Tell whether a day that is not worked is one that ordinarily would be."""
    return day.weekday() in working_calendar(branch).weekdays
