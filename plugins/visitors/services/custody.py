"""Keep the chain of custody: who answers for a visitor, link by link, and never silently nobody (A5.4)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from platform_core.sdk import Actor, InvalidInput, current_actor, db, members_with, notify, now, record
from plugins.visitors.models import CustodyLink, Visit
from plugins.visitors.policy.custody import CustodyFacts, Hand, Link, Tap, decide_tap, holder_of
from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import Holder
from plugins.visitors.services.alarms import DESK, page_of, watch
from plugins.visitors.services.faults import reason_text, refuse_unless

ESCORT = "visitors.escort.take"
TARGET = "visitors_visit"
OFFER_NOTICE = "visitors.visitor_offered"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who holds a visitor, or to whom one is offered: the desk, or a colleague by name."""

    holder: Holder
    user_id: UUID | None = None
    name: str = ""


AT_DESK = Keeper(Holder.DESK)


def custody_of(visit: Visit) -> CustodyFacts:
    """Give what the rules of custody ask of a visit."""
    return CustodyFacts(
        status=VisitStatus(visit.status),
        holder=Holder(visit.holder) if visit.holder else None,
        holder_user_id=visit.holder_user_id,
        offered=Holder(visit.offered) if visit.offered else None,
        offered_user_id=visit.offered_user_id,
        host_user_id=visit.host_user_id,
    )


def hand_of(actor: Actor) -> Hand:
    """Give what the rules of custody ask of somebody who taps."""
    return Hand(actor.user_id, is_desk=actor.can(DESK), may_escort=actor.can(ESCORT))


def tap(visit: Visit, said: Tap, *, target: UUID | None = None, at_desk: bool = False) -> None:
    """Make the link of the chain that somebody taps; `at_desk` is whether they receive at the desk.

    Said twice it is said once. Raises `InvalidInput` for what the chain does not allow, and for an offer
    to somebody who may not walk with visitors.
    """
    hand, facts = hand_of(current_actor()), custody_of(visit)
    if _is_said_already(visit, said, target=target):
        return
    refuse_unless(decide_tap(facts, said, hand, target=target), field="tap")
    if said is Tap.TAKE:
        hold(visit, Link.TAKEN, _keeper(facts, hand, at_desk=at_desk))
    elif said is Tap.OFFER:
        offer(visit, colleague(visit, target))
    elif said is Tap.BRING_BACK:
        offer(visit, AT_DESK)
    elif said is Tap.WITHDRAW:
        _withdraw(visit)
    elif said is Tap.LOSE:
        hold(visit, Link.LOST, None)
    else:
        _wait(visit, said)


def colleague(visit: Visit, user_id: UUID | None) -> Keeper:
    """Return a colleague who may walk with visitors; raise `InvalidInput` for anybody else."""
    found = next((one for one in members_with(ESCORT) if one.user_id == user_id), None)
    if found is None:
        raise InvalidInput({"colleague": [reason_text(Reason.NO_SUCH_COLLEAGUE)]})
    holder = Holder.HOST if found.user_id == visit.host_user_id else Holder.STAFF
    return Keeper(holder, found.user_id, found.name)


def hold(visit: Visit, link: Link, keeper: Keeper | None, *, at: datetime | None = None) -> None:
    """Write that somebody holds a visitor from now on, or that nobody does; any offer is over."""
    moment = at or now()
    _write(visit, link, keeper, at=moment)
    visit.holder = keeper.holder.value if keeper else None
    visit.holder_user_id = keeper.user_id if keeper else None
    visit.holder_name = keeper.name if keeper else ""
    visit.held_since = moment
    _clear_offer(visit)
    watch(visit, may_have_rung=link is not Link.ARRIVED)


def offer(visit: Visit, keeper: Keeper) -> None:
    """Write that the holder hands a visitor to somebody, who is told; until then the holder answers."""
    moment = now()
    _write(visit, Link.OFFERED, keeper, at=moment)
    visit.offered, visit.offered_user_id = keeper.holder.value, keeper.user_id
    visit.offered_name, visit.offered_at = keeper.name, moment
    watch(visit)
    if keeper.user_id is not None:
        call(visit, keeper.user_id, OFFER_NOTICE)


def call(visit: Visit, user_id: UUID, notice: str) -> None:
    """Tell a colleague, in words that say nothing of the visitor, where to tap."""
    notify([user_id], notice, target_url=page_of(visit), params={"number": visit.number or 0})


def _is_said_already(visit: Visit, said: Tap, *, target: UUID | None) -> bool:
    """Tell whether a tap that comes again (a broken line, an impatient finger) has been heard."""
    user_id = current_actor().user_id
    mine = user_id is not None and visit.holder_user_id == user_id
    if said is Tap.TOILET:
        return mine and visit.holder == Holder.TOILET
    if said is Tap.TAKE:
        return mine and visit.holder in (Holder.HOST, Holder.STAFF) and visit.offered is None
    if said is Tap.OFFER:
        return mine and target is not None and visit.offered_user_id == target
    return said is Tap.BRING_BACK and mine and visit.offered == Holder.DESK


def _keeper(facts: CustodyFacts, hand: Hand, *, at_desk: bool) -> Keeper:
    holder = holder_of(facts, hand, at_desk=at_desk)
    if holder is Holder.DESK:
        return AT_DESK
    return Keeper(holder, hand.user_id, current_actor().display_name)


def _wait(visit: Visit, said: Tap) -> None:
    """Stand at the door of the toilet, or walk on from there; the same person answers all the while (P12)."""
    is_host = visit.holder_user_id == visit.host_user_id
    walking = Holder.HOST if is_host else Holder.STAFF
    link, holder = (Link.TOILET, Holder.TOILET) if said is Tap.TOILET else (Link.TOILET_BACK, walking)
    hold(visit, link, Keeper(holder, visit.holder_user_id, visit.holder_name))


def _withdraw(visit: Visit) -> None:
    holder = Keeper(Holder(visit.holder), visit.holder_user_id, visit.holder_name) if visit.holder else None
    _write(visit, Link.WITHDRAWN, holder, at=now())
    _clear_offer(visit)
    watch(visit)


def _clear_offer(visit: Visit) -> None:
    visit.offered = visit.offered_user_id = visit.offered_at = None
    visit.offered_name = ""


def _write(visit: Visit, link: Link, to: Keeper | None, *, at: datetime) -> None:
    actor = current_actor()
    db.session.add(
        CustodyLink(
            visit_id=visit.id,
            at=at,
            link=link.value,
            from_holder=visit.holder,
            from_user_id=visit.holder_user_id,
            from_name=visit.holder_name,
            to_holder=to.holder.value if to else None,
            to_user_id=to.user_id if to else None,
            to_name=to.name if to else "",
            by_user_id=actor.user_id,
            by_name=actor.display_name if actor.user_id else "",
        )
    )
    record("visitors.custody_changed", target=(TARGET, visit.id), data={"link": link.value})
