"""The register of signatures: what its list may be filtered by, and its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from platform_core.auth.members import member_names
from platform_core.crypto import SealedCell, unseal_many
from platform_core.documents.labels import METHOD_LABELS, SIGNER_LABELS, version_label
from platform_core.documents.models import DocumentSignature
from platform_core.documents.registry import known_documents
from platform_core.documents.signing import TARGET
from platform_core.extensions import db
from platform_core.i18n import LANGUAGES, current_timezone
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.web.lists import Filter, ListSpec, Sort


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One signature as the register shows it."""

    id: UUID
    name: str
    who: str
    document: str
    version: str
    language: str
    method: str
    taken_by: str
    signed_at: datetime
    text_hash: str
    url: str = ""


def _documents() -> list[tuple[str, str]]:
    return [(code, str(known.spec.title)) for code, known in known_documents().items()]


def _languages() -> list[tuple[str, str]]:
    return list(LANGUAGES.items())


def _signers() -> list[tuple[str, str]]:
    return [(kind, str(label)) for kind, label in SIGNER_LABELS.items()]


def _since(day: date) -> ColumnElement[bool]:
    return DocumentSignature.signed_at >= datetime.combine(day, time(), current_timezone())


def _until(day: date) -> ColumnElement[bool]:
    return DocumentSignature.signed_at < datetime.combine(day + timedelta(days=1), time(), current_timezone())


SIGNATURES = ListSpec(
    filters=(
        Filter.by_code("document", _l("Document"), DocumentSignature.code, _documents),
        Filter.by_code("who", _l("Who signed"), DocumentSignature.signer_kind, _signers),
        Filter.by_code("language", _l("Language"), DocumentSignature.language, _languages),
        Filter("since", _l("From"), kind="date", apply=_since),
        Filter("until", _l("To"), kind="date", apply=_until),
    ),
    sorts=(Sort("signed", DocumentSignature.signed_at), Sort("document", DocumentSignature.code)),
    default_sort="-signed",
    tie=(DocumentSignature.id,),
)


def select_signatures() -> Any:
    """Select the columns that rows are made of."""
    return select(
        DocumentSignature.id,
        DocumentSignature.branch_id,
        DocumentSignature.code,
        DocumentSignature.number,
        DocumentSignature.origin,
        DocumentSignature.language,
        DocumentSignature.text_hash,
        DocumentSignature.signer_kind,
        DocumentSignature.method,
        DocumentSignature.name,
        DocumentSignature.taken_by,
        DocumentSignature.signed_at,
    )


def signature_rows(found: Sequence[Any]) -> tuple[SignatureRow, ...]:
    """Make rows of what was selected: names unsealed and colleagues named at once for all."""
    names = unseal_many(SealedCell(TARGET, row.branch_id, row.id, "name", row.name) for row in found)
    takers = member_names(row.taken_by for row in found)
    titles = dict(_documents())
    return tuple(
        SignatureRow(
            id=row.id,
            name=name or _("erased"),
            who=str(SIGNER_LABELS[row.signer_kind]),
            document=titles.get(row.code, row.code),  # a module that was taken out leaves its code
            version=version_label(row.number, row.origin),
            language=LANGUAGES[row.language],
            method=str(METHOD_LABELS[row.method]),
            taken_by=takers.get(row.taken_by, ""),
            signed_at=row.signed_at,
            text_hash=row.text_hash,
        )
        for row, name in zip(found, names, strict=True)
    )


def count_signatures(codes: Iterable[str]) -> dict[str, int]:
    """Count the signatures of the branch under each document, in one query."""
    counted = select(DocumentSignature.code, func.count()).where(DocumentSignature.code.in_(list(codes)))
    rows = db.session.execute(counted.group_by(DocumentSignature.code))
    return {row[0]: row[1] for row in rows}
