"""Tell security, management, the host and the visitors; notices hold no content (A5.6)."""

from collections.abc import Iterable
from uuid import UUID

from platform_core.sdk import BranchInfo, current_actor, db, members_with, notify
from plugins.visitors.models import Invite, InviteStep, Visit
from plugins.visitors.policy.invitations import Facet
from plugins.visitors.services.mail import Letter, ask_for_letter

APPROVE, READ_ALL = "visitors.invite.approve", "visitors.invite.read"
WAITS, DECIDED = "visitors.invite_waits", "visitors.invite_decided"
EXPECTED, WITHDRAWN, DECLINED = "visitors.visit_agreed", "visitors.visit_withdrawn", "visitors.visit_declined"
TARGET = "visitors_invite"


def note_step(invite: Invite, code: str, *, facets: Iterable[Facet] = (), note: str = "") -> None:
    """Write a step into the invitation's history, by whoever acts."""
    actor = current_actor()
    db.session.add(
        InviteStep(
            invite_id=invite.id,
            code=code,
            by_user_id=actor.user_id,
            by_name=actor.display_name if actor.user_id is not None else "",
            fields=[facet.value for facet in facets],
            note=note.strip() or None,
        )
    )


def tell_approvers(invite: Invite, branch: BranchInfo) -> int:
    """Ask those who approve, but never the host or whoever invited; return how many were asked."""
    own = {invite.host_user_id, invite.created_by}
    asked = [one.user_id for one in members_with(APPROVE) if one.user_id not in own]
    notify(asked, WAITS, target_url=page_of(invite, branch))
    return len(asked)


def tell_desk(invite: Invite, branch: BranchInfo, *, notice: str = EXPECTED) -> None:
    """Tell security and administration in advance, or that an agreed visit is off (A5.6)."""
    me = current_actor().user_id
    told = [one.user_id for one in members_with(READ_ALL) if one.user_id != me]
    notify(told, notice, target_url=page_of(invite, branch))


def tell_host(invite: Invite, branch: BranchInfo, *, notice: str = DECIDED) -> None:
    """Tell the host, and whoever invited for them, unless they did it themselves."""
    me = current_actor().user_id
    told: list[UUID] = [
        user_id
        for user_id in (invite.host_user_id, invite.created_by)
        if user_id is not None and user_id != me
    ]
    notify(told, notice, target_url=page_of(invite, branch))


def write_to_visitors(visits: Iterable[Visit], letter: Letter, *, again: bool = False) -> None:
    """Ask for a letter to each visitor who has an e-mail address; `again` when it is sent once more."""
    for visit in visits:
        ask_for_letter(visit, letter, again=again)


def page_of(invite: Invite, branch: BranchInfo) -> str:
    """Return the path of an invitation's page."""
    return f"/{branch.code}/visitors/invites/{invite.id}"
