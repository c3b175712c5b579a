"""The document that visitors read and sign at the desk: the guidance of A5 (P19)."""

from platform_core.sdk import LANGUAGES, DocumentSpec, DocumentText
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors import data

GUIDANCE = "visitors.guidance"

DOCUMENTS: tuple[DocumentSpec, ...] = (
    DocumentSpec(
        code=GUIDANCE,
        title=_l("Guidance for visitors"),
        clause="P19",
        texts={
            language: DocumentText(
                data.text("guidance.title", language), data.text("guidance.body", language)
            )
            for language in LANGUAGES
        },
        branch_may_replace=True,
    ),
)
"""P19, A5.1–A5.10: read and signed with name and date; a branch may add its own ways."""
