"""Ring when nobody answers for a visitor or a visit lasts too long, and keep what was done (A5.4, A5.6)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    Conflict,
    InvalidInput,
    branch_by_id,
    current_actor,
    current_branch,
    current_branch_id,
    db,
    enqueue,
    members_with,
    module_settings,
    notify,
    now,
    record,
)
from plugins.visitors.models import Visit, VisitAlarm
from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.presence import (
    Alarm,
    AlarmKind,
    Patience,
    PresenceFacts,
    due_alarms,
    next_alarm,
    standing_alarms,
)
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import Holder
from plugins.visitors.services.faults import reason_text

WATCH_JOB = "visitors.watch_visit"
ALARM_NOTICE = "visitors.alarm_raised"
DESK = "visitors.desk.operate"
TARGET = "visitors_alarm"
ENDED, SETTLED = "ended", "settled"


def patience_of_branch() -> Patience:
    """Return how long the branch at hand waits before it rings."""
    chosen = module_settings("visitors")
    return Patience(
        meet=timedelta(minutes=chosen["meet_minutes"]),
        accept=timedelta(minutes=chosen["accept_minutes"]),
        overrun=timedelta(minutes=chosen["overrun_minutes"]),
    )


def presence_of(visit: Visit) -> PresenceFacts:
    """Give what the rules of presence ask of a visit."""
    return PresenceFacts(
        status=VisitStatus(visit.status),
        expected_until=visit.expected_until,
        arrived_at=visit.arrived_at,
        holder=Holder(visit.holder) if visit.holder else None,
        held_since=visit.held_since,
        offered_at=visit.offered_at,
    )


def watch(visit: Visit, *, patience: Patience | None = None, may_have_rung: bool = True) -> None:
    """Plan when to look at a visit next, and end the alarms whose cause has gone.

    A message waits for the soonest moment; one for a later moment is written when that one has come.
    """
    patience = patience or patience_of_branch()
    facts = presence_of(visit)
    rung = _alarms_of(visit) if may_have_rung else []
    _end_past(rung, standing_alarms(facts, patience))
    raised = [Alarm(AlarmKind(one.kind), one.since, one.raised_at) for one in rung]
    before, visit.alarm_at = visit.alarm_at, next_alarm(facts, patience, raised=raised)
    if visit.alarm_at is not None and (before is None or visit.alarm_at < before):
        _look_again(visit)


def ring_if_due(visit: Visit) -> list[VisitAlarm]:
    """Raise every alarm that is due by now and has not rung yet, and plan the next look."""
    if visit.alarm_at is None:
        return []
    patience = patience_of_branch()
    known = {(one.kind, one.since) for one in _alarms_of(visit)}
    due = due_alarms(presence_of(visit), patience, at=now())
    fresh = [_raise(visit, alarm) for alarm in due if (alarm.kind.value, alarm.since) not in known]
    db.session.flush()
    visit.alarm_at = None
    watch(visit, patience=patience)
    return fresh


def write_alarm(visit: Visit, kind: AlarmKind, *, since: datetime) -> VisitAlarm:
    """Write an alarm of a visit, and the trail of it."""
    row = VisitAlarm(visit_id=visit.id, kind=kind.value, since=since, raised_at=now())
    db.session.add(row)
    record("visitors.alarm_raised", target=("visitors_visit", visit.id), data={"kind": kind.value})
    return row


def open_alarm(alarm_id: UUID) -> VisitAlarm:
    """Return an alarm of the branch at hand; raise `NotFound`."""
    return db.require(select(VisitAlarm).where(VisitAlarm.id == alarm_id))


def acknowledge(alarm: VisitAlarm) -> None:
    """Note that somebody has seen an alarm and looks after it; the first one stands."""
    _refuse_over(alarm)
    if alarm.seen_at is None:
        alarm.seen_at, alarm.seen_by = now(), current_actor().user_id
        record("visitors.alarm_acknowledged", target=(TARGET, alarm.id), data={"kind": alarm.kind})


def settle_alarm(alarm: VisitAlarm, *, note: str, longer: int = 0) -> None:
    """End an alarm with what was done; `longer` (minutes) agrees to a longer stay of who overran.

    Raises `Conflict` for an alarm that is over, and `InvalidInput` without a note.
    """
    _refuse_over(alarm)
    if alarm.kind == AlarmKind.UNVERIFIED:
        raise Conflict("departure_unsettled")
    end_alarm(alarm, note=note)
    record("visitors.alarm_settled", target=(TARGET, alarm.id), data={"kind": alarm.kind, "longer": longer})
    if longer:
        _stay_longer(alarm, longer)


def end_alarm(alarm: VisitAlarm, *, note: str) -> None:
    """Write down what was done about an alarm; raise `InvalidInput` without a note."""
    if not note.strip():
        raise InvalidInput({"note": [reason_text(Reason.NOTE_MISSING)]})
    alarm.over_at, alarm.over_by = now(), current_actor().user_id
    alarm.seen_at, alarm.seen_by = alarm.seen_at or alarm.over_at, alarm.seen_by or alarm.over_by
    alarm.outcome, alarm.note = SETTLED, note.strip()


def _stay_longer(alarm: VisitAlarm, minutes: int) -> None:
    visit = db.session.scalars(select(Visit).where(Visit.id == alarm.visit_id)).one()
    visit.expected_until = max(visit.expected_until, now()) + timedelta(minutes=minutes)
    db.session.flush()
    watch(visit)


def _refuse_over(alarm: VisitAlarm) -> None:
    if alarm.over_at is not None:
        raise Conflict("alarm_over")


def _alarms_of(visit: Visit) -> list[VisitAlarm]:
    return list(db.session.scalars(select(VisitAlarm).where(VisitAlarm.visit_id == visit.id)))


def _end_past(alarms: Iterable[VisitAlarm], standing: Iterable[Alarm]) -> None:
    still = {(alarm.kind.value, alarm.since) for alarm in standing}
    for alarm in alarms:
        if alarm.kind == AlarmKind.UNVERIFIED:  # the evening's word stands until somebody answers it
            continue
        if alarm.over_at is None and (alarm.kind, alarm.since) not in still:
            alarm.over_at, alarm.outcome = now(), ENDED


def _raise(visit: Visit, alarm: Alarm) -> VisitAlarm:
    row = write_alarm(visit, alarm.kind, since=alarm.since)
    told = [member.user_id for member in members_with(DESK)]
    told += [user_id for user_id in (visit.holder_user_id, visit.host_user_id) if user_id is not None]
    notify(told, ALARM_NOTICE, target_url=page_of(visit), params={"number": visit.number or 0})
    return row


def _look_again(visit: Visit) -> None:
    """Write the message once for each moment: two that find nothing would otherwise both plan the next."""
    key = f"{WATCH_JOB}:{visit.id}:{visit.alarm_at:%Y%m%dT%H%M%S}"
    enqueue(WATCH_JOB, {"visit_id": str(visit.id)}, not_before=visit.alarm_at, dedupe_key=key)


def page_of(visit: Visit) -> str:
    """Return the path at which staff answer for a visitor; it names nobody."""
    branch = current_branch() or branch_by_id(current_branch_id())
    return f"/{branch.code}/visitors/visits/{visit.id}/custody"
