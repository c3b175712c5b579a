"""Lay out routes and their checkpoints; each has a label whose secret opens its page (P12)."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    InvalidInput,
    blind_index,
    current_actor,
    db,
    local_day,
    record,
    withdraw,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import Checkpoint, Round, Route
from plugins.visitors.policy.rounds import RoundStatus, Zone, read_time, route_faults
from plugins.visitors.queries.rounds import TOKEN_PURPOSE
from plugins.visitors.services.faults import refuse_faults
from plugins.visitors.services.rounds.walks import DUTY, plan_route

TARGET = "visitors_route"
MOST_CHECKPOINTS = 60
_TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class RouteDetails:
    """What a route is called and when it is walked: weekdays (0 is Monday), times such as 08:10."""

    name: str
    weekdays: tuple[int, ...] = ()
    times: tuple[str, ...] = ()
    window_minutes: int = 30
    active: bool = True


@dataclass(frozen=True, slots=True)
class CheckpointDetails:
    """A place on a route: what kind of grey zone it is, and its name on the label."""

    zone: Zone
    name: str
    place: int | None = None


def lay_out_route(details: RouteDetails, *, branch: BranchInfo) -> Route:
    """Make a route and plan what is left of its rounds today; raise `InvalidInput`."""
    route = Route(created_by=current_actor().user_id)
    _write(route, details)
    db.session.add(route)
    db.session.flush()
    record("visitors.route_changed", target=(TARGET, route.id))
    plan_route(route, branch=branch, day=local_day(branch))
    return route


def change_route(route: Route, details: RouteDetails, *, branch: BranchInfo) -> None:
    """Change a route; rounds of today that nobody has begun are planned anew."""
    _write(route, details)
    db.session.flush()
    record("visitors.route_changed", target=(TARGET, route.id))
    today = local_day(branch)
    waiting = select(Round).where(
        Round.route_id == route.id, Round.day == today, Round.status == RoundStatus.PLANNED.value
    )
    for planned in db.session.scalars(waiting).all():
        withdraw(DUTY, key=str(planned.id))
        db.session.delete(planned)
    db.session.flush()
    plan_route(route, branch=branch, day=today)


def add_checkpoint(route: Route, details: CheckpointDetails) -> Checkpoint:
    """Add a place to the end of a route, or at a given place, with a secret for its label."""
    count = db.session.scalar(
        select(func.count()).where(Checkpoint.route_id == route.id, Checkpoint.active.is_(True))
    )
    if (count or 0) >= MOST_CHECKPOINTS:
        raise InvalidInput({"name": [_("A route has at most %(max)s checkpoints.", max=MOST_CHECKPOINTS)]})
    token = secrets.token_hex(_TOKEN_BYTES)
    row = Checkpoint(
        route_id=route.id,
        place=details.place or _last_place(route.id) + 1,
        zone=details.zone.value,
        name=details.name,
        token=token,
        token_index=blind_index(token, purpose=TOKEN_PURPOSE),
    )
    db.session.add(row)
    db.session.flush()
    record("visitors.route_changed", target=(TARGET, route.id), data={"part": "checkpoint"})
    return row


def change_checkpoint(row: Checkpoint, details: CheckpointDetails) -> None:
    """Change a checkpoint; its label stays good."""
    row.zone, row.name = details.zone.value, details.name
    row.place = details.place or row.place
    db.session.flush()
    record("visitors.route_changed", target=(TARGET, row.route_id), data={"part": "checkpoint"})


def retire_checkpoint(row: Checkpoint) -> None:
    """Take a checkpoint off its route; walks that were there keep it, its label opens nothing more."""
    if not row.active:
        raise Conflict
    row.active = False
    db.session.flush()
    record("visitors.route_changed", target=(TARGET, row.route_id), data={"part": "checkpoint"})


def _write(route: Route, details: RouteDetails) -> None:
    refuse_faults(route_faults(weekdays=details.weekdays, times=details.times))
    same = select(Route.id).where(Route.name == details.name)
    if any(found != route.id for found in db.session.scalars(same)):
        raise InvalidInput({"name": [_("There is a route of this name already.")]})
    read = {moment for text in details.times if (moment := read_time(text)) is not None}
    route.name, route.active, route.window_minutes = details.name, details.active, details.window_minutes
    route.weekdays = sorted(set(details.weekdays))
    route.times = [moment.strftime("%H:%M") for moment in sorted(read)]


def _last_place(route_id: UUID) -> int:
    return int(
        db.session.scalar(select(func.max(Checkpoint.place)).where(Checkpoint.route_id == route_id)) or 0
    )
