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
    AuditEvent("visitors.visit_lapsed", _l("Closed a visit that nobody had answered about")),
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
    AuditEvent("visitors.invite_lapsed", _l("An invitation ran out without an answer")),
    AuditEvent("visitors.visit_expected", _l("Expected a visitor")),
    AuditEvent("visitors.visit_declined", _l("A visitor said that they cannot come")),
    AuditEvent("visitors.link_shown", _l("Showed a visitor's link to hand over")),
    AuditEvent("visitors.link_renewed", _l("Made a visitor's link void and gave a new one")),
    AuditEvent("visitors.visitor_mailed", _l("Wrote to a visitor with their link")),
    # Visits without agreement
    AuditEvent("visitors.emergency_requested", _l("Asked to let in a visitor without agreement")),
    AuditEvent("visitors.emergency_viewed", _l("Opened a request to let in a visitor")),
    AuditEvent("visitors.emergency_approved", _l("Let a visitor in without agreement")),
    AuditEvent("visitors.emergency_denied", _l("Did not let a visitor in without agreement")),
    AuditEvent("visitors.emergency_unanswered", _l("Nobody answered a request in time")),
    # Refusals, open events and passes
    AuditEvent("visitors.entry_refused", _l("Did not let somebody in")),
    AuditEvent("visitors.refusal_viewed", _l("Opened a refusal")),
    AuditEvent("visitors.refusals_viewed", _l("Looked through the refusals")),
    AuditEvent("visitors.refusals_searched", _l("Looked for somebody among the refusals")),
    AuditEvent(
        "visitors.past_refusals_viewed", _l("Looked at earlier refusals of somebody of the same name")
    ),
    AuditEvent("visitors.event_announced", _l("Announced an open event")),
    AuditEvent("visitors.event_changed", _l("Changed an open event")),
    AuditEvent("visitors.event_started", _l("Opened the doors for an open event, without registration")),
    AuditEvent("visitors.event_ended", _l("Ended an open event")),
    AuditEvent("visitors.event_cancelled", _l("Cancelled an open event")),
    AuditEvent("visitors.pass_given", _l("Gave a regular visitor a pass")),
    AuditEvent("visitors.pass_changed", _l("Changed a regular visitor's pass")),
    AuditEvent("visitors.pass_renewed", _l("Renewed a regular visitor's pass")),
    AuditEvent("visitors.pass_moved", _l("Suspended, took up or ended a pass")),
    AuditEvent("visitors.pass_viewed", _l("Opened a pass")),
    AuditEvent("visitors.passes_viewed", _l("Looked through the passes")),
    # The journal and its paper
    AuditEvent("visitors.journal_viewed", _l("Looked through the visitor journal")),
    AuditEvent("visitors.journal_searched", _l("Searched the visitor journal for a name")),
    AuditEvent("visitors.export_made", _l("Exported records of visitors")),
    AuditEvent("visitors.sheet_printed", _l("Made a day sheet")),
    AuditEvent("visitors.sheet_reprinted", _l("Printed a day sheet again")),
    AuditEvent("visitors.sheet_viewed", _l("Opened a day sheet")),
    AuditEvent("visitors.visit_entered_later", _l("Entered a visit from a day sheet")),
    AuditEvent("visitors.sheet_line_entered", _l("Accounted for a line of a day sheet")),
    AuditEvent("visitors.sheet_reconciled", _l("Closed a day sheet")),
    AuditEvent("visitors.sheet_voided", _l("Declared a day sheet void")),
    # Rounds of the grey zones
    AuditEvent("visitors.route_changed", _l("Changed a route of rounds")),
    AuditEvent("visitors.labels_printed", _l("Printed the labels of a route")),
    AuditEvent("visitors.round_begun", _l("Began a round")),
    AuditEvent("visitors.round_done", _l("Finished a round")),
    AuditEvent("visitors.round_missed", _l("A round was missed")),
    AuditEvent("visitors.round_explained", _l("Said why a round was missed")),
    AuditEvent("visitors.finding_recorded", _l("Wrote down a finding of a round")),
    AuditEvent("visitors.finding_assigned", _l("Gave a finding to somebody")),
    AuditEvent("visitors.finding_done", _l("Said what was done about a finding")),
    AuditEvent("visitors.finding_viewed", _l("Opened a finding of a round")),
    # Figures
    AuditEvent("visitors.figures_viewed", _l("Looked at the figures of visits")),
    AuditEvent("visitors.central_figures_viewed", _l("Looked at the figures of visits of every branch")),
    # The watch-list
    AuditEvent("visitors.watchlist_viewed", _l("Looked through the watch-list")),
    AuditEvent("visitors.watchlist_entry_viewed", _l("Opened an entry of the watch-list")),
    AuditEvent("visitors.watchlist_added", _l("Put somebody on the watch-list")),
    AuditEvent("visitors.watchlist_changed", _l("Changed an entry of the watch-list")),
    AuditEvent("visitors.watchlist_reviewed", _l("Looked again at an entry of the watch-list")),
    AuditEvent("visitors.watchlist_ended", _l("Took somebody off the watch-list")),
    AuditEvent("visitors.visitor_screened", _l("Held a visitor against the watch-lists")),
    AuditEvent("visitors.match_found", _l("A visitor may be somebody on a watch-list")),
    AuditEvent("visitors.matches_viewed", _l("Looked through matches with the watch-lists")),
    AuditEvent("visitors.match_viewed", _l("Opened a match with a watch-list")),
    AuditEvent("visitors.match_judged", _l("Judged a match with a watch-list")),
    AuditEvent("visitors.match_permitted", _l("Let a visit go on in spite of a confirmed match")),
    AuditEvent("visitors.network_asked", _l("Asked the network's watch-list about a visitor")),
    AuditEvent(
        "visitors.network_looked_up", _l("Looked somebody up in the network's watch-list"), ("purpose",)
    ),
    AuditEvent("visitors.network_opened", _l("Opened an entry of the network's watch-list")),
    AuditEvent("visitors.network_added", _l("Put somebody on the network's watch-list")),
    AuditEvent("visitors.network_confirmed", _l("Confirmed an entry of the network's watch-list")),
    AuditEvent("visitors.network_renewed", _l("Gave an entry of the network's watch-list a new reference")),
    AuditEvent("visitors.network_reviewed", _l("Looked again at an entry of the network's watch-list")),
    AuditEvent("visitors.network_end_asked", _l("Asked to end an entry of the network's watch-list")),
    AuditEvent("visitors.network_ended", _l("Took somebody off the network's watch-list")),
)

NOTICES: tuple[NoticeSpec, ...] = (
    # invitations and visits without agreement
    NoticeSpec(
        "visitors.invite_waits",
        _l("An invitation waits for you"),
        _l("A colleague asks you to approve an invitation of visitors."),
    ),
    NoticeSpec(
        "visitors.invite_decided",
        _l("Your invitation has been decided on"),
        _l("There is an answer to an invitation of yours."),
    ),
    NoticeSpec(
        "visitors.visit_agreed",
        _l("Visitors are expected"),
        _l("A colleague has agreed a visit. Its page says when."),
    ),
    NoticeSpec(
        "visitors.visit_withdrawn",
        _l("An agreed visit is off for now"),
        _l("A visit that was agreed was called off, or waits for approval once more."),
    ),
    NoticeSpec(
        "visitors.visit_declined",
        _l("A visitor cannot come"),
        _l("A visitor of yours has said that they cannot come."),
    ),
    NoticeSpec(
        "visitors.emergency_waits",
        _l("Somebody at the door waits for your answer"),
        _l("A visitor has come without agreement. Please decide now."),
    ),
    NoticeSpec(
        "visitors.emergency_decided",
        _l("There is an answer about a visitor at the door"),
        _l("Management has decided on a visit without agreement."),
    ),
    NoticeSpec(
        "visitors.emergency_silent",
        _l("Nobody has answered about a visitor at the door"),
        _l("Nobody of management has answered yet. Until somebody does, the visitor stays outside."),
    ),
    NoticeSpec(
        "visitors.request_lapsed",
        _l("A visit was closed without an answer"),
        _l("Nobody of management answered in time, so the visit was not agreed."),
    ),
    NoticeSpec(
        "visitors.guest_waits",
        _l("Visit %(number)s waits for you"),
        _l("The visitor is at the desk. Please come and take over."),
    ),
    NoticeSpec(
        "visitors.let_in_uncleared",
        _l("Visit %(number)s was let in without clearance"),
        _l("The desk was advised against it and let the visitor in under escort. Please look at it now."),
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
    NoticeSpec(
        "visitors.entry_refused",
        _l("Somebody was not let in"),
        _l("The desk has refused somebody at the entrance and asks you to look."),
    ),
    NoticeSpec(
        "visitors.finding_recorded",
        _l("A round has found something"),
        _l("A round of the grey zones has found something that needs you now."),
    ),
    NoticeSpec(
        "visitors.finding_assigned",
        _l("A finding of a round was given to you"),
        _l("Please see to it by its day."),
    ),
    NoticeSpec(
        "visitors.match_found",
        _l("A visitor needs a second look"),
        _l("The desk has been asked to look at a visitor more closely. It may need you."),
    ),
    NoticeSpec(
        "visitors.match_confirmed",
        _l("A visit waits for the branch head"),
        _l("The desk has confirmed that a visitor must not come in without the branch head."),
    ),
)
