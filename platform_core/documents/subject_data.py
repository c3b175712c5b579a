"""One person's rights over signatures: those of the person, and of the accounts behind which it stands."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from platform_core.auth.members import users_of
from platform_core.documents.models import DocumentSignature
from platform_core.documents.signing import erase_rows, signature_records
from platform_core.extensions import db
from platform_core.hooks.types import ExportSection, SubjectRef
from platform_core.i18n import gettext as _
from platform_core.people.subject_rights import SubjectData


def export_own(subject: SubjectRef) -> Iterable[ExportSection]:
    """Give the documents that a person signed."""
    found = _signatures(subject)
    if found:
        yield ExportSection(_("Documents signed"), signature_records(found))


def erase_own(subject: SubjectRef) -> int:
    """Erase a person's signatures; return how many went."""
    return erase_rows(_signatures(subject))


DOCUMENT_DATA = SubjectData(export_own, erase_own)


def _signatures(subject: SubjectRef) -> Sequence[DocumentSignature]:
    if subject.person_id is None:
        return ()
    conditions: list[ColumnElement[bool]] = [DocumentSignature.person_id == subject.person_id]
    accounts = users_of(subject.person_id)
    if accounts:
        conditions.append(
            and_(DocumentSignature.signer_kind == "user", DocumentSignature.signer_id.in_(accounts))
        )
    statement = select(DocumentSignature).where(or_(*conditions))
    return db.session.scalars(statement.order_by(DocumentSignature.signed_at)).all()
