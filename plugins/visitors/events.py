"""What the trail tells about visitors; the personal fields are those that erasure takes away.

A sentence says what was done, never to whom. Notices say that something waits, and nothing of whom.
"""

from platform_core.sdk import AuditEvent, NoticeSpec
from platform_core.sdk import lazy_gettext as _l

EVENTS: tuple[AuditEvent, ...] = (
    # Visits
    AuditEvent("visitors.visit_viewed", _l("Opened a visit")),
    # The desk
    AuditEvent("visitors.desk_viewed", _l("Opened the visitors' desk")),
    AuditEvent("visitors.desk_searched", _l("Looked for a visitor at the desk")),
    AuditEvent("visitors.visit_arrived", _l("Wrote a visitor into the journal")),
    AuditEvent("visitors.identity_seen", _l("Saw a visitor's identity document")),
    AuditEvent("visitors.guidance_signed", _l("Had a visitor sign the guidance")),
    AuditEvent("visitors.items_noted", _l("Gave a receipt for things held or agreed to")),
    AuditEvent("visitors.item_returned", _l("Gave a visitor's things back")),
    AuditEvent("visitors.item_kept", _l("Kept things that a visitor left behind")),
    AuditEvent("visitors.visit_admitted", _l("Let a visitor in")),
    AuditEvent("visitors.badge_printed", _l("Printed a visitor's badge")),
    AuditEvent("visitors.receipt_printed", _l("Printed a receipt for things held")),
    AuditEvent("visitors.visit_checked_out", _l("Let a visitor out")),
    # Who walks with a visitor, and who is inside
    AuditEvent("visitors.custody_changed", _l("Handed a visitor on")),
    AuditEvent("visitors.alarm_raised", _l("An alarm rang for a visitor")),
    AuditEvent("visitors.alarm_acknowledged", _l("Took up an alarm")),
    AuditEvent("visitors.alarm_settled", _l("Settled an alarm")),
    AuditEvent("visitors.inside_viewed", _l("Looked at who is inside")),
    AuditEvent("visitors.roll_printed", _l("Printed the evacuation roll")),
    AuditEvent("visitors.visit_swept", _l("Closed the day of a visitor whom nobody saw leave")),
    AuditEvent("visitors.no_shows_marked", _l("Marked visitors who did not come")),
    AuditEvent("visitors.departure_settled", _l("Found out how a visitor had left")),
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

NOTICES: tuple[NoticeSpec, ...] = (
    NoticeSpec(
        "visitors.guest_waits",
        _l("Visit %(number)s waits for you"),
        _l("The visitor is at the desk. Please come and take over."),
    ),
    NoticeSpec(
        "visitors.visitor_offered",
        _l("Visit %(number)s is being handed to you"),
        _l("A colleague hands a visitor to you. Say when you have taken over."),
    ),
    NoticeSpec(
        "visitors.alarm_raised",
        _l("Visit %(number)s needs somebody now"),
        _l("An alarm rang for a visitor in the school. Please look at it at once."),
    ),
    NoticeSpec(
        "visitors.sweep_found",
        _l("Visitors whom nobody saw leave: %(count)s"),
        _l("The day has been closed. Please find out whether they have left."),
    ),
)
