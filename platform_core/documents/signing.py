"""Sign a document: the text that was shown, by whom, how; and erase or give out what was signed."""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from platform_core.audit.recorder import record
from platform_core.audit.redaction import erase_facts
from platform_core.clauses import enforces
from platform_core.clock import now
from platform_core.crypto import SealedCell, destroy_record_keys, seal, unseal_many
from platform_core.documents.drawings import DrawingFault, read_drawing
from platform_core.documents.models import DocumentSignature, SignedText
from platform_core.documents.versions import DocumentVersion, current_document
from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor

TARGET = "core_document_signature"
CHANGED = "document_changed"
LONGEST_NAME = 160
SignerKind = Literal["visitor", "person", "user"]
Method = Literal["typed", "drawn", "acknowledged"]


@dataclass(frozen=True, slots=True)
class SignerRef:
    """Who signs: a visitor, a person of the register, or a user with the person behind the account."""

    kind: SignerKind
    id: UUID
    person_id: UUID | None = None

    @property
    def known_person(self) -> UUID | None:
        """The person of the register whom the signature belongs to, if one is known."""
        return self.id if self.kind == "person" else self.person_id


@enforces("P19")
def sign_document(
    code: str,
    *,
    language: str,
    shown_hash: str,
    signer: SignerRef,
    name: str,
    method: Method = "typed",
    drawing: bytes | None = None,
) -> UUID:
    """Sign the text that holds now and return the signature's id; the caller commits (A5, P19).

    Raises `Conflict` if the text of `shown_hash` is not the one that holds in `language` any more,
    `InvalidInput` on `signature_name` or `signature_drawing`, `NotFound` for no document.
    """
    version = _refuse_unless_shown(code, language, shown_hash)
    signed_name, strokes = _checked_name(name), _checked_drawing(method, drawing)
    signature = _signature(version, language, signer, method=method)
    signature.name = seal(signature, "name", signed_name)
    signature.drawing = seal(signature, "drawing", strokes) if strokes else None
    db.session.add(signature)
    db.session.flush()
    told = {"document": code, "number": version.number, "origin": version.origin, "signer": signer.kind}
    told |= {"language": language, "method": method, "hash": signature.text_hash}
    record("core.document_signed", target=(TARGET, signature.id), data=told, subject_id=signer.known_person)
    return signature.id


def export_signatures(kind: SignerKind, ids: Collection[UUID]) -> tuple[dict[str, Any], ...]:
    """Give what signers signed, in words that they can read: for a subject's copy of the data."""
    return signature_records(_of_signers(kind, ids))


def erase_signatures(kind: SignerKind, ids: Collection[UUID]) -> int:
    """Erase the signatures of signers with their names and drawings; return how many there were.

    Destroys keys, which no rollback brings back: call it last.
    """
    return erase_rows(_of_signers(kind, ids))


def signature_records(signatures: Sequence[DocumentSignature]) -> tuple[dict[str, Any], ...]:
    """Write signatures out as plain values."""
    names = unseal_many(SealedCell(TARGET, one.branch_id, one.id, "name", one.name) for one in signatures)
    return tuple(
        {
            "document": one.code,
            "version": f"{one.origin} {one.number}",
            "language": one.language,
            "hash": one.text_hash,
            "method": one.method,
            "name": name,
            "signed_at": one.signed_at,
        }
        for one, name in zip(signatures, names, strict=True)
    )


def erase_rows(signatures: Sequence[DocumentSignature]) -> int:
    """Erase these signatures, and what the trail tells of them in clear; return how many there were."""
    if not signatures:
        return 0
    for signature in signatures:
        db.session.delete(signature)
    db.session.flush()
    erase_facts(targets=[(TARGET, signature.id) for signature in signatures])
    record("core.signatures_erased", data={"signatures": len(signatures)})
    destroy_record_keys(signatures)
    return len(signatures)


def _refuse_unless_shown(code: str, language: str, shown_hash: str) -> DocumentVersion:
    """Return the version that holds if its text is the one that was shown; else raise `Conflict`."""
    version = current_document(code)
    held = version.hashes.get(language)
    if not held or not hmac.compare_digest(held.encode(), shown_hash.strip().lower().encode()):
        raise Conflict(CHANGED)
    return version


def _signature(
    version: DocumentVersion, language: str, signer: SignerRef, *, method: str
) -> DocumentSignature:
    return DocumentSignature(
        code=version.code,
        number=version.number,
        origin=version.origin,
        language=language,
        text_hash=version.hashes[language],
        text_id=_keep_text(version, language),
        signer_kind=signer.kind,
        signer_id=signer.id,
        person_id=signer.known_person,
        method=method,
        signed_at=now(),
        taken_by=_taker(signer),
    )


def _of_signers(kind: SignerKind, ids: Collection[UUID]) -> Sequence[DocumentSignature]:
    own = (DocumentSignature.signer_kind == kind, DocumentSignature.signer_id.in_(list(ids)))
    statement = select(DocumentSignature).where(*own)
    return db.session.scalars(statement.order_by(DocumentSignature.signed_at, DocumentSignature.id)).all()


def _checked_name(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise InvalidInput({"signature_name": [_("Write your name.")]})
    if len(tidy) > LONGEST_NAME:
        raise InvalidInput({"signature_name": [_("Too long: at most %(most)s letters.", most=LONGEST_NAME)]})
    return tidy


def _checked_drawing(method: str, drawing: bytes | None) -> str | None:
    if method != "drawn":
        return None
    try:
        return read_drawing(drawing or b"[]").to_bytes().decode()
    except DrawingFault as fault:
        raise InvalidInput({"signature_drawing": [drawing_refusal(fault)]}) from None


def drawing_refusal(fault: DrawingFault) -> str:
    """Say why a drawing is refused, in the reader's language."""
    if fault.code == "too_little":
        return _("Sign with more than a dot, or write your name instead.")
    if fault.code == "too_much":
        return _("The drawing is too long: clear it and sign once more.")
    return _("The drawing cannot be read: clear it and sign once more.")


def _keep_text(version: DocumentVersion, language: str) -> UUID:
    """Keep the text under its hash, once in a branch, and return its row."""
    digest, text = version.hashes[language], version.texts[language]
    known = select(SignedText.id).where(SignedText.text_hash == digest)
    found = db.session.scalar(known)
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            kept = SignedText(
                text_hash=digest, code=version.code, language=language, title=text.title, body=text.body
            )
            db.session.add(kept)
            db.session.flush()
            return kept.id
    except IntegrityError:  # somebody else signed the same text at the same moment
        return db.session.scalars(known).one()


def _taker(signer: SignerRef) -> UUID | None:
    """Name whoever stands beside the signer, if it is somebody else."""
    user_id = current_actor().user_id
    return None if signer.kind == "user" and signer.id == user_id else user_id
