"""Rounds of the demonstration: two routes, two weeks of walks, some missed, some findings."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from platform_core.sdk import BranchInfo, Member, db, local_day, members_with, owe, working_calendar
from plugins.visitors.models import Checkpoint, Finding, Round, RoundStop, Route
from plugins.visitors.policy.rounds import (
    FindingKind,
    FindingStatus,
    Means,
    MissedReason,
    RoundStatus,
    SkipReason,
    StopState,
    Urgency,
    Zone,
    read_time,
)
from plugins.visitors.services.rounds import CheckpointDetails, RouteDetails, add_checkpoint, lay_out_route
from plugins.visitors.services.rounds.findings import DUTY

WALKERS = "visitors.round.walk"
DAYS_BACK = 14
_ROUTES = (
    (
        RouteDetails("Негізгі ғимарат", (0, 1, 2, 3, 4), ("08:10", "12:40", "17:00")),
        (
            (Zone.UNDER_STAIRS, "1-баспалдақ асты"),
            (Zone.UNDER_STAIRS, "2-баспалдақ асты"),
            (Zone.TOILET, "2-қабат, ер балалар дәретханасы"),
            (Zone.ATTIC, "Шатыр астына кіреберіс"),
        ),
    ),
    (
        RouteDetails("Жертөле және қосалқы бөлмелер", (0, 2, 4), ("16:30",)),
        ((Zone.BASEMENT, "Жертөле, солтүстік қанат"), (Zone.UTILITY_ROOM, "Қойма 3")),
    ),
)
_FOUND = (
    (FindingKind.LIGHT_OUT, Urgency.SOON, "Шам жанбайды.", FindingStatus.OPEN),
    (FindingKind.UNLOCKED, Urgency.IMMEDIATE, "Есік ашық тұр.", FindingStatus.DONE),
    (FindingKind.SMOKING, Urgency.ROUTINE, "", FindingStatus.OPEN),
)


def seed_rounds(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Lay out routes, walk them for two weeks, miss a few rounds and find a few things."""
    walkers = members_with(WALKERS)
    if not walkers:
        return
    walked: list[tuple[Round, list[Checkpoint]]] = []
    for details, places in _ROUTES:
        route = lay_out_route(details, branch=branch)
        points = [add_checkpoint(route, CheckpointDetails(zone, name)) for zone, name in places]
        for back in range(DAYS_BACK, 0, -1):
            day = local_day(branch, now) - timedelta(days=back)
            if day.weekday() in route.weekdays and working_calendar(branch).is_working_day(day):
                walked += [(found, points) for found in _walk_day(branch, route, points, (day, rng, walkers))]
    _seed_findings(branch, walked, rng)
    db.session.flush()


def _walk_day(
    branch: BranchInfo, route: Route, points: list[Checkpoint], at_hand: tuple[date, Random, list[Member]]
) -> list[Round]:
    """Walk a route's rounds of one past day; about one in nine is missed."""
    day, rng, walkers = at_hand
    walked = []
    for text in route.times:
        planned = datetime.combine(
            day, read_time(text) or datetime.min.time(), tzinfo=ZoneInfo(branch.timezone)
        )
        found = Round(
            route_id=route.id,
            day=day,
            planned_for=planned,
            closes_at=planned + timedelta(minutes=route.window_minutes),
        )
        db.session.add(found)
        db.session.flush()
        if rng.random() < 1 / 9:
            found.status = RoundStatus.MISSED.value
            found.missed_reason = rng.choice(list(MissedReason)[:3]).value
            continue
        _walk(found, points, rng, rng.choice(walkers))
        walked.append(found)
    return walked


def _walk(found: Round, points: list[Checkpoint], rng: Random, walker: Member) -> None:
    found.status = RoundStatus.DONE.value
    found.walked_by, found.walker_name = walker.user_id, walker.name
    found.started_at = at = found.planned_for + timedelta(minutes=rng.randint(0, 9))
    for point in points:
        at += timedelta(minutes=rng.randint(1, 3))
        is_skipped = rng.random() < 1 / 12
        db.session.add(
            RoundStop(
                round_id=found.id,
                checkpoint_id=point.id,
                state=(StopState.SKIPPED if is_skipped else StopState.SEEN).value,
                means=(Means.CHOICE if is_skipped else Means.LABEL).value,
                skip_reason=rng.choice(list(SkipReason)[:3]).value if is_skipped else None,
                at=at,
                by_user_id=walker.user_id,
            )
        )
    found.ended_at = at + timedelta(minutes=1)


def _seed_findings(branch: BranchInfo, walked: list[tuple[Round, list[Checkpoint]]], rng: Random) -> None:
    for kind, urgency, note, status in _FOUND[: len(walked)]:
        found, points = rng.choice(walked)
        is_done = status is FindingStatus.DONE
        finding = Finding(
            round_id=found.id,
            checkpoint_id=rng.choice(points).id,
            kind=kind.value,
            urgency=urgency.value,
            note=note or None,
            found_at=found.started_at,
            found_by=found.walked_by,
            status=status.value,
            due_on=working_calendar(branch).add_working_days(found.day, 2),
            done_at=found.ended_at if is_done else None,
            done_by=found.walked_by if is_done else None,
            done_note="Құлып салынды." if is_done else None,
        )
        db.session.add(finding)
        db.session.flush()
        if not is_done:
            owe(DUTY, key=str(finding.id), due_on=finding.due_on)
