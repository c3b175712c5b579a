"""Versions of a document: which there are, and which one holds in the branch at hand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from platform_core.documents.blocks import Block, read_blocks
from platform_core.documents.canonical import canonical_text, text_hashes
from platform_core.documents.models import BranchDocument, NetworkDocument
from platform_core.documents.registry import known_document
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.hooks.manifest import DocumentSpec, DocumentText
from platform_core.isolation.scope import current_scope

Origin = Literal["shipped", "network", "branch"]
# made once: an alias is made at the cost of several queries, and each new one is a new statement to compile
_NEWER: dict[Any, Any] = {model: aliased(model) for model in (NetworkDocument, BranchDocument)}
SHIPPED_NUMBER = 1


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """A version with its texts and their hashes by language; the shipped one has no date."""

    code: str
    number: int
    origin: Origin
    texts: Mapping[str, DocumentText]
    hashes: Mapping[str, str]
    note: str = ""
    published_at: datetime | None = None
    published_by: UUID | None = None
    withdrawn_at: datetime | None = None

    def title(self, language: str) -> str:
        """Return the title in a language."""
        return self.texts[language].title

    def blocks(self, language: str) -> tuple[Block, ...]:
        """Return the parts of the body in a language, for a page or for paper."""
        return read_blocks(self.texts[language].body)


def current_document(code: str) -> DocumentVersion:
    """Return the version that holds in the branch of the open scope; raise `NotFound` for no document.

    It is the branch's own unless withdrawn, else the centre's newest, else the shipped one.
    """
    return current_documents([code])[code]


def current_documents(codes: Iterable[str]) -> dict[str, DocumentVersion]:
    """Return the versions that hold in the branch of the open scope, in two queries however many."""
    specs = {code: known_document(code).spec for code in codes}
    found = {code: shipped_version(spec) for code, spec in specs.items()}
    if specs:
        found |= _newest(NetworkDocument, specs, "network")
    replaceable = [code for code, spec in specs.items() if spec.branch_may_replace]
    if replaceable and current_scope().branch_id is not None:
        own = _newest(BranchDocument, replaceable, "branch")
        found |= {code: version for code, version in own.items() if version.withdrawn_at is None}
    return found


def network_document(code: str) -> DocumentVersion:
    """Return the version that holds where no branch has its own; raise `NotFound` for no document."""
    spec = known_document(code).spec
    return _newest(NetworkDocument, [code], "network").get(code) or shipped_version(spec)


def versions_of(code: str) -> tuple[DocumentVersion, ...]:
    """Return every version that the branch of the open scope can read, the newest of each origin first."""
    spec = known_document(code).spec
    found = list(_read(NetworkDocument, [code], "network"))
    if current_scope().branch_id is not None:
        found = [*_read(BranchDocument, [code], "branch"), *found]
    return (*found, shipped_version(spec))


def version_of(code: str, origin: str, *, number: int) -> DocumentVersion:
    """Return one version; raise `NotFound`."""
    for version in versions_of(code):
        if (version.origin, version.number) == (origin, number):
            return version
    raise NotFound


def shipped_version(spec: DocumentSpec) -> DocumentVersion:
    """Return the version that came with the product."""
    texts = {language: canonical_text(text) for language, text in spec.texts.items()}
    return DocumentVersion(spec.code, SHIPPED_NUMBER, "shipped", texts, text_hashes(spec.code, texts))


def _newest(model: Any, codes: Iterable[str], origin: Origin) -> dict[str, DocumentVersion]:
    """Read the newest version of each document, and the texts of no other."""
    newer = _NEWER[model]
    same = [newer.code == model.code, newer.number > model.number]
    if model is BranchDocument:
        same.append(newer.branch_id == model.branch_id)
    is_newest = ~select(newer.id).where(*same).exists()
    return {version.code: version for version in _read(model, codes, origin, is_newest)}


def _read(
    model: Any, codes: Iterable[str], origin: Origin, *conditions: ColumnElement[bool]
) -> Iterator[DocumentVersion]:
    names = ["code", "number", "texts", "hashes", "note", "published_at", "published_by"]
    names += ["withdrawn_at"] if model is BranchDocument else []
    columns = (getattr(model, name) for name in names)
    statement = select(*columns).where(model.code.in_(list(codes)), *conditions)
    for row in db.session.execute(statement.order_by(model.code, model.number.desc())):
        values = {**row._mapping, "origin": origin}
        values["texts"] = {language: DocumentText(**text) for language, text in row.texts.items()}
        yield DocumentVersion(**values)


def predecessor_of(version: DocumentVersion) -> DocumentVersion | None:
    """Return the version that held before this one did; none came before the shipped one."""
    if version.published_at is None:
        return None
    earlier = [one for one in versions_of(version.code) if _is_earlier(one, version)]
    if version.origin == "network":
        earlier = [one for one in earlier if one.origin != "branch"]
    own = [one for one in earlier if one.origin == "branch"]
    return max(
        own or earlier, key=lambda one: (one.published_at is not None, one.published_at or 0, one.number)
    )


def _is_earlier(one: DocumentVersion, other: DocumentVersion) -> bool:
    if one.published_at is None or other.published_at is None:
        return one.published_at is None
    return (one.published_at, one.number) < (other.published_at, other.number) and one != other
