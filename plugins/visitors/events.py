"""What the trail tells about visitors; the personal fields are those that erasure takes away.

A sentence says what was done, never to whom. Notices say that something waits, and nothing of whom.
"""

from platform_core.sdk import AuditEvent, NoticeSpec
from platform_core.sdk import lazy_gettext as _l

EVENTS: tuple[AuditEvent, ...] = (
    # Visits
    AuditEvent("visitors.visit_viewed", _l("Opened a visit")),
)

NOTICES: tuple[NoticeSpec, ...] = ()
