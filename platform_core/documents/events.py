"""What happens to documents and signatures, as the trail tells it."""

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

DOCUMENT_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("core.document_published", _l("Published a new text of a document")),
    AuditEvent("core.document_withdrawn", _l("Went back from the branch's own text to the network's")),
    AuditEvent("core.document_signed", _l("Signed a document")),
    AuditEvent("core.signatures_listed", _l("Looked through the register of signatures")),
    AuditEvent("core.signature_proved", _l("Took the proof of a signature")),
    AuditEvent("core.signatures_exported", _l("Exported the register of signatures")),
    AuditEvent("core.signatures_erased", _l("Erased signatures")),
    AuditEvent("core.documents_overviewed", _l("Looked which branches have texts of their own")),
)
