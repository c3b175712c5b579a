"""The nightly work of documents: signatures that nothing rests on any more go, and texts nobody signed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from platform_core.clock import now
from platform_core.documents.models import DocumentSignature, SignedText
from platform_core.documents.notices import NOTICE_JOBS
from platform_core.documents.registry import known_documents
from platform_core.documents.signing import erase_rows
from platform_core.documents.versions import current_documents
from platform_core.extensions import db
from platform_core.hooks.manifest import JobSpec
from platform_core.i18n import lazy_gettext as _l

KEPT = timedelta(days=3 * 365)
"""How long a signature is kept at least (P30): longer, while it is under the text that holds."""

BATCH = 500


def purge_signatures(_payload: Mapping[str, Any]) -> None:
    """Erase signatures that are over three years old and not under a text that holds; then unsigned texts."""
    versions = current_documents(known_documents())
    holding = {digest for version in versions.values() for digest in version.hashes.values()}
    over = select(DocumentSignature).where(
        DocumentSignature.signed_at < now() - KEPT, DocumentSignature.text_hash.not_in(holding)
    )
    erase_rows(db.session.scalars(over.order_by(DocumentSignature.signed_at).limit(BATCH)).all())
    unsigned = ~select(DocumentSignature.id).where(DocumentSignature.text_id == SignedText.id).exists()
    db.session.execute(delete(SignedText).where(unsigned).execution_options(synchronize_session=False))


DOCUMENT_JOBS: tuple[JobSpec, ...] = (
    *NOTICE_JOBS,
    JobSpec(
        "core.documents.purge",
        purge_signatures,
        _l("Erase signatures that need not be kept"),
        cron="10 3 * * *",
    ),
)
