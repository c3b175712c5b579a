"""What the trail tells about incidents; the personal fields are those that erasure takes away.

A sentence says what was done, never to whom: the person behind it stands in the facts, hashed.
Notices say that something waits, and nothing of what it is.
"""

from platform_core.sdk import AuditEvent, NoticeSpec
from platform_core.sdk import lazy_gettext as _l

EVENTS: tuple[AuditEvent, ...] = (
    # Reports
    AuditEvent("incidents.report_received", _l("A report was received")),
    AuditEvent("incidents.report_viewed", _l("Opened a report")),
    AuditEvent("incidents.reports_viewed", _l("Looked through the reports received")),
    AuditEvent("incidents.report_registered", _l("Registered a report in the journal")),
    AuditEvent("incidents.report_merged", _l("Joined a report to an incident already registered")),
    AuditEvent("incidents.report_set_aside", _l("Put a report aside that is no incident")),
    AuditEvent("incidents.report_taken_up", _l("Took up a report again that was put aside")),
    AuditEvent("incidents.report_escalated", _l("Passed a report to the central office")),
    AuditEvent("incidents.recipient_recused", _l("Left an accused person out of a report"), ("person",)),
    AuditEvent("incidents.informant_viewed", _l("Saw who reported"), ("informant", "purpose")),
    AuditEvent("incidents.receipt_opened", _l("A reporter returned with a receipt")),
    AuditEvent("incidents.receipt_refused", _l("A receipt was not recognised")),
    AuditEvent("incidents.escalated_viewed", _l("Looked through the reports passed to the central office")),
    AuditEvent("incidents.escalated_opened", _l("Opened a report passed to the central office")),
    AuditEvent("incidents.thread_message_sent", _l("Wrote in a reporter's thread")),
    AuditEvent("incidents.thread_message_read", _l("Read a reporter's thread")),
    # The journal
    AuditEvent("incidents.journal_viewed", _l("Looked through the journal")),
    AuditEvent("incidents.journal_searched", _l("Searched the journal"), ("query",)),
    AuditEvent("incidents.incident_viewed", _l("Opened an incident")),
    AuditEvent("incidents.incident_changed", _l("Changed an incident")),
    AuditEvent("incidents.participant_added", _l("Added a person to an incident"), ("person",)),
    AuditEvent("incidents.participant_changed", _l("Changed a person's part in an incident"), ("person",)),
    AuditEvent("incidents.participant_removed", _l("Removed a person from an incident"), ("person",)),
    AuditEvent("incidents.assignee_added", _l("Assigned someone to an incident"), ("person",)),
    AuditEvent("incidents.assignee_removed", _l("Ended someone's assignment to an incident"), ("person",)),
    AuditEvent("incidents.referral_recorded", _l("Recorded that a body was told")),
    AuditEvent("incidents.referral_waived", _l("Recorded why a body was not told"), ("reason",)),
    AuditEvent("incidents.status_changed", _l("Changed where an incident stands"), ("reason",)),
    AuditEvent("incidents.access_refused", _l("Was refused a confidential record")),
    # Risk
    AuditEvent("incidents.risk_assessed", _l("Assessed the risk")),
    AuditEvent("incidents.risk_viewed", _l("Opened a risk assessment")),
    AuditEvent("incidents.risk_confirmed", _l("Confirmed a level of risk as the second person"), ("reason",)),
    AuditEvent("incidents.risk_declined", _l("Declined a level of risk as the second person"), ("reason",)),
    # Figures and what leaves the house
    AuditEvent("incidents.figures_viewed", _l("Looked at the quarterly figures")),
    AuditEvent("incidents.figures_signed", _l("Signed the quarterly figures")),
    AuditEvent("incidents.figures_corrected", _l("Made a new version of signed figures")),
    AuditEvent("incidents.central_journal_viewed", _l("Looked through the journal of every branch")),
    AuditEvent("incidents.central_figures_viewed", _l("Looked at the figures of every branch")),
    AuditEvent("incidents.export_made", _l("Exported records")),
    AuditEvent("incidents.subject_exported", _l("Gave a person what is held on them"), ("person",)),
    AuditEvent("incidents.subject_erased", _l("Erased a person's data"), ("person",)),
)

NOTICES: tuple[NoticeSpec, ...] = (
    NoticeSpec(
        "incidents.report_received",
        _l("A new report has arrived"),
        _l("Somebody has reported something to your branch. Open it as soon as you can."),
    ),
    NoticeSpec(
        "incidents.reporter_wrote",
        _l("A reporter has written again"),
        _l("There is a new message in the thread of a report."),
    ),
    NoticeSpec(
        "incidents.second_person_needed",
        _l("A level of risk waits for a second person"),
        _l("A colleague has chosen another level than the one suggested and asks you to confirm it."),
    ),
    NoticeSpec(
        "incidents.report_escalated",
        _l("A report was passed to the central office"),
        _l("A branch has received a report that it must not handle alone."),
    ),
)
