"""Who may do what with notes."""

from platform_core.sdk import Permission
from platform_core.sdk import lazy_gettext as _l

_SAFETY = ("psychologist", "sss_member", "sss_head", "branch_head")

PERMISSIONS: tuple[Permission, ...] = (
    Permission("sample.note.read", _l("Read notes"), _SAFETY),
    Permission("sample.note.write", _l("Write and close notes"), ("curator", *_SAFETY)),
    Permission("sample.note.export", _l("Export notes"), ("sss_head", "branch_head")),
    Permission("sample.topic.manage", _l("Keep the topics of notes"), ("wellbeing_officer",)),
    Permission("sample.mark.manage", _l("Mark people who are never noted"), ("sss_head",)),
)
