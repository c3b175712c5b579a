"""What the trail tells about visitors; the personal fields are those that erasure takes away.

A sentence says what was done, never to whom. Notices say that something waits, and nothing of whom.
"""

from platform_core.sdk import AuditEvent, NoticeSpec
from platform_core.sdk import lazy_gettext as _l

EVENTS: tuple[AuditEvent, ...] = (
    # Visits
    AuditEvent("visitors.visit_viewed", _l("Opened a visit")),
    # Invitations
    AuditEvent("visitors.visitor_registered", _l("Took somebody into the branch's visitors")),
    AuditEvent("visitors.invite_viewed", _l("Opened an invitation")),
    AuditEvent("visitors.invites_viewed", _l("Looked through invitations")),
    AuditEvent("visitors.invite_drafted", _l("Kept a draft of an invitation")),
    AuditEvent("visitors.invite_sent", _l("Invited visitors")),
    AuditEvent("visitors.invite_edited", _l("Changed an invitation")),
    AuditEvent("visitors.invite_approved", _l("Approved an invitation")),
    AuditEvent("visitors.invite_denied", _l("Did not approve an invitation")),
    AuditEvent("visitors.invite_cancelled", _l("Cancelled an invitation")),
    AuditEvent("visitors.invite_resent", _l("Sent the visitors their links again")),
    AuditEvent("visitors.visit_expected", _l("Expected a visitor")),
    AuditEvent("visitors.visit_declined", _l("A visitor said that they cannot come")),
    AuditEvent("visitors.link_shown", _l("Showed a visitor's link to hand over")),
    AuditEvent("visitors.visitor_mailed", _l("Wrote to a visitor with their link")),
    # Visits without agreement
    AuditEvent("visitors.emergency_requested", _l("Asked to let in a visitor without agreement")),
    AuditEvent("visitors.emergency_viewed", _l("Opened a request to let in a visitor")),
    AuditEvent("visitors.emergency_approved", _l("Let a visitor in without agreement")),
    AuditEvent("visitors.emergency_denied", _l("Did not let a visitor in without agreement")),
    AuditEvent("visitors.emergency_unanswered", _l("Nobody answered a request in time")),
)

NOTICES: tuple[NoticeSpec, ...] = ()
