"""What the trail tells about the directory; it holds no personal facts."""

from platform_core.sdk import AuditEvent
from platform_core.sdk import lazy_gettext as _l

EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("directory.entry_written", _l("Wrote an entry of the network's directory")),
    AuditEvent("directory.entry_closed", _l("Closed an entry of the network's directory")),
    AuditEvent("directory.entry_checked", _l("Checked an entry of the directory")),
    AuditEvent("directory.request_made", _l("Asked an organisation to check its entry")),
    AuditEvent("directory.letter_sent", _l("Wrote to an organisation about its entry")),
    AuditEvent("directory.request_answered", _l("An organisation answered about its entry")),
    AuditEvent("directory.request_settled", _l("Decided on an organisation's corrections")),
    AuditEvent("directory.request_lapsed", _l("A request to an organisation ended without an answer")),
    AuditEvent("directory.entries_loaded", _l("Loaded the entries of the policy's appendix")),
    AuditEvent("directory.entries_imported", _l("Imported entries of the directory")),
    AuditEvent("directory.entries_exported", _l("Took the directory as a file")),
    AuditEvent("directory.local_written", _l("Wrote a local service")),
    AuditEvent("directory.local_removed", _l("Removed a local service")),
    AuditEvent("directory.entry_hidden", _l("Hid an entry of the network")),
    AuditEvent("directory.entry_shown", _l("Showed a hidden entry of the network again")),
    AuditEvent("directory.paper_printed", _l("Printed a poster or cards of the page of help")),
    AuditEvent("directory.links_checked", _l("Looked whether the sites of entries answer")),
    AuditEvent("directory.address_written", _l("Wrote a confidential address")),
    AuditEvent("directory.address_forgotten", _l("Forgot a confidential address")),
    AuditEvent("directory.address_read", _l("Read a confidential address")),
)
