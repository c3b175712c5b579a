"""A colleague's own documents: what their roles ask them to read, and their acknowledgement."""

from dataclasses import dataclass
from uuid import UUID

from platform_core.clauses import enforces
from platform_core.documents.registry import KnownDocument, shown_documents
from platform_core.documents.signing import SignerRef, sign_document
from platform_core.documents.states import SignatureState, document_states
from platform_core.documents.versions import DocumentVersion, current_documents
from platform_core.errors import NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A document that somebody is asked to read, the text that holds, and how they stand to it."""

    known: KnownDocument
    version: DocumentVersion
    state: SignatureState


def own_documents(branch: BranchInfo, actor: Actor) -> tuple[OwnDocument, ...]:
    """Return the documents that a colleague is asked to acknowledge; what waits comes first."""
    if actor.user_id is None:
        return ()
    asked = [known for known in shown_documents(branch) if actor.roles & set(known.spec.audience)]
    if not asked:
        return ()
    versions = current_documents(known.spec.code for known in asked)
    states = document_states(versions.values(), "user", signer_id=actor.user_id)
    found = [OwnDocument(one, versions[one.spec.code], states[one.spec.code]) for one in asked]
    return tuple(sorted(found, key=lambda one: one.state.is_current))


def own_document(branch: BranchInfo, actor: Actor, *, code: str) -> OwnDocument:
    """Return one of them; raise `NotFound` for a document that nobody asks this colleague to read."""
    for found in own_documents(branch, actor):
        if found.known.spec.code == code:
            return found
    raise NotFound


@enforces("P49")
def acknowledge_document(
    branch: BranchInfo, actor: Actor, *, code: str, language: str, shown_hash: str
) -> UUID:
    """Acknowledge a document as oneself; the caller commits. Raises as `own_document` and `sign_document`."""
    own_document(branch, actor, code=code)
    if actor.user_id is None:
        raise NotFound
    return sign_document(
        code,
        language=language,
        shown_hash=shown_hash,
        signer=SignerRef("user", actor.user_id, actor.person_id),
        name=actor.display_name,
        method="acknowledged",
    )
