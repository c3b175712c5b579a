"""What waits for management on one page: visitors at the door first, then invitations (A5.1, A5.7)."""

from typing import Any

from flask import render_template
from sqlalchemy import select

from platform_core.sdk import confidential, current_actor, db, record, requires
from plugins.visitors.models import Invite
from plugins.visitors.policy.status import InviteStatus
from plugins.visitors.queries.approvals import waiting_requests
from plugins.visitors.queries.invites import LIST_COLUMNS, is_ahead, is_open_to
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here, today_here
from plugins.visitors.views.emergency import shown_request
from plugins.visitors.views.invites_list import row_maker

MOST_SHOWN = 100


@blueprint.get("/approvals")
@requires("visitors.invite.approve")
@confidential
def approvals() -> str:
    """Show what waits for an answer; one's own invitations are shown as waiting for somebody else."""
    school_here()
    reader = current_actor()
    requests = [shown_request(one) for one in waiting_requests(reader)]
    waiting = _waiting_invites()
    make = row_maker([row.id for row in waiting])
    own = [row.id for row in waiting if reader.user_id in (row.host_user_id, row.created_by)]
    rows = [(make(row), row.id in own) for row in waiting]
    record("visitors.invites_viewed", data={"rows": len(rows)})
    return render_template("visitors/invites/approvals.html", requests=requests, rows=rows)


def _waiting_invites() -> list[Any]:
    query = select(*LIST_COLUMNS).where(
        is_open_to(current_actor()),
        is_ahead(today_here()),
        Invite.status == InviteStatus.PENDING_APPROVAL.value,
    )
    return list(db.session.execute(query.order_by(Invite.starts_at, Invite.id).limit(MOST_SHOWN)))
