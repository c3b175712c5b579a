"""Judge a match, and let a visit come in in spite of one (P12.1, P12.5): a person decides, with a reason."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    Conflict,
    KeyDestroyed,
    NotFound,
    current_actor,
    db,
    members_with,
    notify,
    now,
    record,
    record_apart,
    seal,
    unseal,
)
from plugins.visitors.models import Visit, WatchlistMatch
from plugins.visitors.policy.watchlist import MANAGE, MatchStatus, may_judge, may_permit
from plugins.visitors.services.faults import refuse_unless
from plugins.visitors.services.watchlist import HEADS_JUDGE, settings_here
from plugins.visitors.services.watchlist_screening import TARGET, match_list_path


def get_match(match_id: UUID) -> WatchlistMatch:
    """Return a match of the branch at hand; raise `NotFound`."""
    return db.require(select(WatchlistMatch).where(WatchlistMatch.id == match_id))


def open_match(match_id: UUID) -> WatchlistMatch:
    """Return a match to show it; the trail says who looked, whatever becomes of the work around it."""
    match = get_match(match_id)
    record_apart("visitors.match_viewed", target=(TARGET, match.id), data={"register": match.register})
    return match


def read_grounds(match: WatchlistMatch) -> Mapping[str, Any]:
    """Unseal what a match rests on; empty once it was erased."""
    try:
        found: Mapping[str, Any] = json.loads(unseal(match, "grounds", match.grounds))
    except KeyDestroyed:
        return {}
    return found


def judge_match(match_id: UUID, *, verdict: MatchStatus, reason: str, version: int) -> WatchlistMatch:
    """Say what a match is, with a reason; the heads may say otherwise later. Confirmed tells the heads.

    Raises `Forbidden` or `InvalidInput` for whom it is not to judge, `Conflict` when somebody was faster.
    """
    match = get_match(match_id)
    if match.version != version:
        raise Conflict
    permissions = current_actor().permissions
    heads_judge = bool(settings_here()[HEADS_JUDGE])
    refuse_unless(
        may_judge(
            permissions,
            status=MatchStatus(match.status),
            verdict=verdict,
            reason=reason,
            is_strong=match.is_strong,
            heads_judge=heads_judge,
        ),
        field="reason",
    )
    match.status, match.decided_at, match.decided_by = verdict.value, now(), current_actor().user_id
    match.decision_note = seal(match, "decision_note", reason.strip())
    match.permitted_visit_id = match.permitted_at = match.permitted_by = match.permit_note = None
    db.session.flush()
    record("visitors.match_judged", target=(TARGET, match.id), data={"verdict": verdict.value})
    if verdict is MatchStatus.CONFIRMED:
        heads = [member.user_id for member in members_with(MANAGE)]
        notify(heads, "visitors.match_confirmed", target_url=f"{match_list_path()}/{match.id}")
    return match


def permit_visit(match_id: UUID, visit_id: UUID, *, reason: str, version: int) -> WatchlistMatch:
    """Let one visit come in in spite of a confirmed match; the branch head alone may, with a reason."""
    match = get_match(match_id)
    visit = db.session.scalar(select(Visit).where(Visit.id == visit_id))
    if visit is None or visit.visitor_id != match.visitor_id:
        raise NotFound
    if match.version != version:
        raise Conflict
    actor = current_actor()
    refuse_unless(
        may_permit(actor.roles, status=MatchStatus(match.status), reason=reason), field="permit_reason"
    )
    match.permitted_visit_id, match.permitted_at, match.permitted_by = visit.id, now(), actor.user_id
    match.permit_note = seal(match, "permit_note", reason.strip())
    db.session.flush()
    record("visitors.match_permitted", target=(TARGET, match.id), data={"visit": str(visit.id)})
    return match


def read_sealed(match: WatchlistMatch, field: str) -> str:
    """Unseal a reason of a match (`decision_note` or `permit_note`); empty without one."""
    blob = getattr(match, field)
    try:
        return unseal(match, field, blob) if blob else ""
    except KeyDestroyed:
        return ""
