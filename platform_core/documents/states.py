"""Whether somebody's signature still counts: until the text that was signed changes, or its time is over."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from platform_core.clock import now
from platform_core.documents.models import DocumentSignature
from platform_core.documents.registry import known_document
from platform_core.documents.signing import SignerKind
from platform_core.documents.versions import DocumentVersion, current_documents
from platform_core.extensions import db

Standing = Literal["current", "changed", "expired", "never"]


@dataclass(frozen=True, slots=True)
class SignatureState:
    """How a signer stands to the text that holds now; `standing` says why a signature does not count."""

    standing: Standing
    signature_id: UUID | None = None
    signed_at: datetime | None = None
    language: str = ""
    valid_until: datetime | None = None

    @property
    def is_current(self) -> bool:
        """Whether nothing need be signed now."""
        return self.standing == "current"


NEVER = SignatureState("never")


def signature_states(code: str, signer_kind: SignerKind, ids: Collection[UUID]) -> dict[UUID, SignatureState]:
    """Return how each signer stands to a document, in one query for all of them."""
    version = current_documents([code])[code]
    found = dict.fromkeys(ids, NEVER)
    for row in _signatures([code], signer_kind, ids):
        state = _state(row, version)
        if state.is_current or not found[row.signer_id].is_current:  # later rows come later
            found[row.signer_id] = state
    return found


def document_states(
    versions: Iterable[DocumentVersion], signer_kind: SignerKind, *, signer_id: UUID
) -> dict[str, SignatureState]:
    """Return how one signer stands to each of these documents, in one query."""
    held = {version.code: version for version in versions}
    found = dict.fromkeys(held, NEVER)
    for row in _signatures(held, signer_kind, [signer_id]) if held else ():
        state = _state(row, held[row.code])
        if state.is_current or not found[row.code].is_current:
            found[row.code] = state
    return found


def _signatures(codes: Collection[str], signer_kind: str, ids: Collection[UUID]) -> Iterable[Any]:
    columns = (
        DocumentSignature.id,
        DocumentSignature.code,
        DocumentSignature.signer_id,
        DocumentSignature.text_hash,
        DocumentSignature.language,
        DocumentSignature.signed_at,
    )
    statement = select(*columns).where(
        DocumentSignature.signer_kind == signer_kind,
        DocumentSignature.signer_id.in_(list(ids)),
        DocumentSignature.code.in_(list(codes)),
    )
    return db.session.execute(statement.order_by(DocumentSignature.signed_at, DocumentSignature.id))


def _state(row: Any, version: DocumentVersion) -> SignatureState:
    days = known_document(row.code).spec.valid_days
    valid_until = row.signed_at + timedelta(days=days) if days is not None else None
    standing: Standing = "current"
    if row.text_hash != version.hashes[row.language]:
        standing = "changed"
    elif valid_until is not None and valid_until <= now():
        standing = "expired"
    return SignatureState(standing, row.id, row.signed_at, row.language, valid_until)
