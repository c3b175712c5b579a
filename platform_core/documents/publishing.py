"""Publish a newer text: the centre for the network, a branch for itself; withdraw a branch's own."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from platform_core.audit.recorder import record
from platform_core.clock import now
from platform_core.documents.canonical import canonical_text, text_hashes
from platform_core.documents.models import BranchDocument, NetworkDocument
from platform_core.documents.registry import LONGEST_BODY, LONGEST_TITLE, known_document
from platform_core.documents.versions import DocumentVersion, current_document, network_document
from platform_core.errors import Conflict, Forbidden, InvalidInput
from platform_core.extensions import db
from platform_core.hooks.manifest import DocumentText
from platform_core.i18n import LANGUAGES
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor

TARGET = "core_document_version"
LONGEST_NOTE = 500


def publish_network(
    code: str, texts: Mapping[str, DocumentText], *, note: str, replaces: int | None = None
) -> NetworkDocument:
    """Publish a text for every branch, in a catalogue scope; the caller commits.

    Raises `InvalidInput` for a text that is missing, too long or the same as now, `Conflict` when another
    number than `replaces` holds by now.
    """
    held = network_document(code)
    _refuse_overtaken(held, replaces)
    published = NetworkDocument(**_columns(code, texts, held=held, note=note))
    published.number = held.number + 1
    _save(published)
    return published


def publish_own(
    code: str, texts: Mapping[str, DocumentText], *, note: str, replaces: int | None = None
) -> BranchDocument:
    """Publish a text for the branch of the open scope alone; raise as `publish_network` does.

    Raises `Forbidden` for a document that a branch may not replace.
    """
    if not known_document(code).spec.branch_may_replace:
        raise Forbidden
    held = current_document(code)
    if held.origin == "branch":
        _refuse_overtaken(held, replaces)
    published = BranchDocument(**_columns(code, texts, held=held, note=note))
    newest = select(func.max(BranchDocument.number)).where(BranchDocument.code == code)
    published.number = (db.session.scalar(newest) or 0) + 1
    _save(published)
    return published


def withdraw_own(code: str) -> None:
    """Go back to the network's text in the branch of the open scope; raise `Conflict` without one's own."""
    if current_document(code).origin != "branch":
        raise Conflict
    own = (BranchDocument.code == code, BranchDocument.withdrawn_at.is_(None))
    db.session.execute(update(BranchDocument).where(*own).values(withdrawn_at=now()))
    record("core.document_withdrawn", data={"document": code})


def refuse_texts(code: str, texts: Mapping[str, DocumentText], *, held: DocumentVersion, note: str) -> None:
    """Raise `InvalidInput` for texts that cannot be published in place of `held`, naming each field."""
    errors: dict[str, list[str]] = {}
    for language in LANGUAGES:
        text = canonical_text(texts[language]) if language in texts else DocumentText("", "")
        errors |= _faults(f"title_{language}", text.title, LONGEST_TITLE)
        errors |= _faults(f"body_{language}", text.body, LONGEST_BODY)
    errors |= _faults("note", note.strip(), LONGEST_NOTE)
    if not errors and text_hashes(code, texts) == dict(held.hashes):
        errors["body_kk"] = [_("This is the text that holds already.")]
    if errors:
        raise InvalidInput(errors)


def _columns(
    code: str, texts: Mapping[str, DocumentText], *, held: DocumentVersion, note: str
) -> dict[str, Any]:
    refuse_texts(code, texts, held=held, note=note)
    forms = {language: canonical_text(texts[language]) for language in LANGUAGES}
    return {
        "code": code,
        "texts": {lang: {"title": text.title, "body": text.body} for lang, text in forms.items()},
        "hashes": text_hashes(code, forms),
        "note": note.strip(),
        "published_at": now(),
        "published_by": current_actor().user_id,
    }


def _save(published: NetworkDocument | BranchDocument) -> None:
    """Write a version; two who publish at once would give one number twice, and the second is told."""
    db.session.add(published)
    try:
        db.session.flush()
    except IntegrityError:
        raise Conflict from None
    origin = "network" if isinstance(published, NetworkDocument) else "branch"
    data = {"document": published.code, "number": published.number, "origin": origin}
    hashes = [f"{language} {digest}" for language, digest in published.hashes.items()]
    record("core.document_published", target=(TARGET, published.id), data=data | {"hashes": hashes})


def _refuse_overtaken(held: DocumentVersion, replaces: int | None) -> None:
    if replaces is not None and replaces != held.number:
        raise Conflict


def _faults(field: str, text: str, longest: int) -> dict[str, list[str]]:
    if not text:
        return {field: [_("Please answer this.")]}
    if len(text) > longest:
        return {field: [_("Too long: at most %(most)s letters.", most=longest)]}
    return {}
