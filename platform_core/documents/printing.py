"""Documents on paper: a version as it is read, and the proof of one signature under the text as signed."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from platform_core.audit.recorder import record
from platform_core.auth.members import member_names
from platform_core.crypto import KeyDestroyed, unseal
from platform_core.documents.blocks import Block, read_blocks
from platform_core.documents.canonical import text_hash
from platform_core.documents.drawings import read_drawing
from platform_core.documents.labels import METHOD_LABELS, SIGNER_LABELS, label_of_version, version_label
from platform_core.documents.models import DocumentSignature, SignedText
from platform_core.documents.signing import TARGET
from platform_core.documents.versions import DocumentVersion
from platform_core.errors import NotFound, QorgauError
from platform_core.extensions import db
from platform_core.hooks.manifest import DocumentText
from platform_core.i18n import LANGUAGES, format_date, format_datetime, use_locale
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor
from platform_core.paper import Sheet


class TextAltered(QorgauError):
    """Say that a kept text is not the one that was signed: its hash is another."""

    status = 500
    default_code = "text_altered"


def print_version(version: DocumentVersion, language: str, *, printed_by: str) -> bytes:
    """Print a version in one language, with its hash."""
    with use_locale(language):
        sheet = Sheet(version.title(language), language=language, printed_by=printed_by)
        sheet.title()
        published = format_date(version.published_at) if version.published_at else ""
        sheet.paragraph(" · ".join(filter(None, (label_of_version(version), published))), muted=True)
        write_blocks(sheet, version.blocks(language))
        _write_hash(sheet, version.hashes[language])
        return sheet.finish()


def print_proof(signature_id: UUID) -> bytes:
    """Print one signature under the text as it was signed, in that language; the trail says who took it.

    Raises `NotFound` for none, or one whose name was erased, and `TextAltered` for a text that is not
    the one of the signature's hash.
    """
    found = db.session.execute(
        select(DocumentSignature, SignedText)
        .join(SignedText, SignedText.id == DocumentSignature.text_id)
        .where(DocumentSignature.id == signature_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    signature, text = found
    digest = text_hash(text.code, text.language, DocumentText(text.title, text.body))
    if digest != signature.text_hash:
        raise TextAltered
    record("core.signature_proved", target=(TARGET, signature_id), subject_id=signature.person_id)
    with use_locale(signature.language):
        return _print_signed(signature, text)


def write_blocks(sheet: Sheet, blocks: Iterable[Block]) -> None:
    """Write a body's parts on a sheet."""
    for block in blocks:
        if block.kind == "heading":
            sheet.heading(block.texts[0])
        elif block.kind == "list":
            sheet.bullets(block.texts)
        else:
            sheet.paragraph(block.texts[0])


def _print_signed(signature: DocumentSignature, text: SignedText) -> bytes:
    printed_by = current_actor().display_name
    sheet = Sheet(text.title, language=text.language, printed_by=printed_by, confidential=True)
    sheet.title()
    sheet.paragraph(version_label(signature.number, signature.origin), muted=True)
    write_blocks(sheet, read_blocks(text.body))
    sheet.heading(_("Signature"))
    sheet.facts(_facts(signature))
    if signature.drawing is not None:
        sheet.drawing(read_drawing(unseal(signature, "drawing", signature.drawing)).shares())
    _write_hash(sheet, signature.text_hash)
    return sheet.finish()


def _facts(signature: DocumentSignature) -> Iterable[tuple[str, str]]:
    yield _("Name"), _name_of(signature)
    yield _("Who signed"), str(SIGNER_LABELS[signature.signer_kind])
    yield _("When"), format_datetime(signature.signed_at)
    yield _("How"), str(METHOD_LABELS[signature.method])
    yield _("Language of the text"), LANGUAGES[signature.language]
    if signature.taken_by is not None:
        yield _("In the presence of"), member_names([signature.taken_by]).get(signature.taken_by, "")
    yield _("Number of the signature"), str(signature.id)


def _name_of(signature: DocumentSignature) -> str:
    try:
        return unseal(signature, "name", signature.name)
    except KeyDestroyed:
        raise NotFound from None


def _write_hash(sheet: Sheet, digest: str) -> None:
    sheet.paragraph(_("SHA-256 of this text: %(digest)s", digest=digest), small=True, muted=True)
