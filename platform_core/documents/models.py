"""Tables of documents: the centre's versions, a branch's own, texts as they were signed, and signatures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.clock import now
from platform_core.db.base import Model
from platform_core.isolation.mixins import BranchScoped, NetworkCatalogue, branch_fk
from platform_core.isolation.roles import SELECT, Role

ORIGINS = ("shipped", "network", "branch")
METHODS = ("typed", "drawn", "acknowledged")
SIGNER_KINDS = ("visitor", "person", "user")

_CORE: dict[str, Any] = {"info": {"plugin": "core"}}
_CODE, _HASH = String(80), String(64)


class NetworkDocument(NetworkCatalogue, Model):
    """A version that the centre published for every branch; `texts` and `hashes` by language."""

    __tablename__ = "core_network_document"
    __table_args__ = (UniqueConstraint("code", "number"), _CORE)

    code: Mapped[str] = mapped_column(_CODE)
    number: Mapped[int] = mapped_column(Integer)
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    hashes: Mapped[dict[str, str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(500))
    published_at: Mapped[datetime] = mapped_column(default=now)
    published_by: Mapped[UUID | None]


class BranchDocument(BranchScoped, Model):
    """A version of a branch's own; `withdrawn_at` is when the branch went back to the network's text."""

    __tablename__ = "core_branch_document"
    __table_args__ = (UniqueConstraint("branch_id", "code", "number"), _CORE)
    __also__ = {Role.CENTRAL_READ: frozenset({SELECT})}

    code: Mapped[str] = mapped_column(_CODE)
    number: Mapped[int] = mapped_column(Integer)
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    hashes: Mapped[dict[str, str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(500))
    published_at: Mapped[datetime] = mapped_column(default=now)
    published_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]


class SignedText(BranchScoped, Model):
    """A text as it was signed, kept by its hash: a newer release of the product cannot change it."""

    __tablename__ = "core_signed_text"
    __table_args__ = (UniqueConstraint("branch_id", "text_hash"), _CORE)

    text_hash: Mapped[str] = mapped_column(_HASH)
    code: Mapped[str] = mapped_column(_CODE)
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    kept_since: Mapped[datetime] = mapped_column(default=now)


class DocumentSignature(BranchScoped, Model):
    """Somebody's signature under one text; the name and the drawing are sealed by the row's own key.

    `signer_id` is a visitor, a person of the register or a user; `person_id` the person behind a user,
    where one is known. Nothing changes a row: it is written, and erased by a right or when its time is over.
    """

    __tablename__ = "core_document_signature"
    __table_args__ = (
        branch_fk("person_id", "core_person"),
        branch_fk("text_id", "core_signed_text"),
        CheckConstraint("signer_kind in ('visitor', 'person', 'user')", name="signer_kind"),
        CheckConstraint("method in ('typed', 'drawn', 'acknowledged')", name="method"),
        CheckConstraint("(method = 'drawn') = (drawing is not null)", name="drawing"),
        Index(None, "branch_id", "signer_kind", "signer_id", "code"),
        Index(None, "branch_id", "code", "signed_at"),
        Index(None, "branch_id", "person_id"),
        Index(None, "branch_id", "text_id"),
        _CORE,
    )

    code: Mapped[str] = mapped_column(_CODE)
    number: Mapped[int] = mapped_column(Integer)
    origin: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(2))
    text_hash: Mapped[str] = mapped_column(_HASH)
    text_id: Mapped[UUID]
    signer_kind: Mapped[str] = mapped_column(String(10))
    signer_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    method: Mapped[str] = mapped_column(String(12))
    name: Mapped[bytes] = mapped_column(LargeBinary)
    drawing: Mapped[bytes | None] = mapped_column(LargeBinary)
    signed_at: Mapped[datetime] = mapped_column(default=now)
    taken_by: Mapped[UUID | None]
