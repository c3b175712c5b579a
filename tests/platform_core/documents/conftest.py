"""Documents for tests: one that branches may replace, in the registry of the running app."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from platform_core.db.base import new_id
from platform_core.documents.registry import KnownDocument, known_documents
from platform_core.documents.signing import SignerRef, sign_document
from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.hooks.manifest import DocumentSpec, DocumentText
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import catalogue_write, in_branch

RULES = "core.rules"
TEXTS = {
    "kk": DocumentText("Ереже", "Бірінші жол.\n\n## Тәртіп\n- біріншісі\n- екіншісі"),
    "ru": DocumentText("Правила", "Первая строка.\n\n## Порядок\n- первое\n- второе"),
    "en": DocumentText("Rules", "First line.\n\n## Order\n- one\n- two"),
}
NEWER = {**TEXTS, "ru": DocumentText("Правила", "Первая строка изменилась.\n\n## Порядок\n- первое")}
SIGNATURE = "[[[100,500],[900,200],[1500,800]]]"


def rules(**more) -> DocumentSpec:
    values = {"code": RULES, "title": "Rules", "clause": "P19", "texts": TEXTS, "branch_may_replace": True}
    return DocumentSpec(**{**values, **more})


@pytest.fixture
def declare(app: Flask, monkeypatch) -> Callable[..., DocumentSpec]:
    """Declare a document of the core, or of a module."""

    def add(module: str = "core", **more) -> DocumentSpec:
        spec = rules(**more)
        known = {**known_documents(), spec.code: KnownDocument(spec, module)}
        monkeypatch.setitem(app.extensions, "qorgau_documents", known)
        return spec

    return add


@pytest.fixture
def document(declare) -> DocumentSpec:
    return declare()


@pytest.fixture
def publish(document) -> Callable[..., int]:
    """Publish a text for the network, or for a branch."""
    from platform_core.documents.publishing import publish_network, publish_own

    def make(texts=NEWER, *, branch: BranchInfo | None = None, note="Changed", replaces=None) -> int:
        scope = catalogue_write() if branch is None else in_branch(branch.id, write=True)
        do = publish_network if branch is None else publish_own
        with centre(), scope:
            number = do(RULES, texts, note=note, replaces=replaces).number
            db.session.commit()
            return number

    return make


def centre():
    """Stand in the centre for reading, so that a catalogue scope within it has a trail."""
    from platform_core.tenancy.directory import branch_by_code

    return in_branch(branch_by_code("central").id)


@pytest.fixture
def sign(document) -> Callable[..., UUID]:
    """Sign the text that holds, in a branch's own transaction."""

    def make(branch: BranchInfo, signer: SignerRef | None = None, *, language="ru", **more) -> UUID:
        with in_branch(branch.id, write=True):
            values = {"name": "Ли Анна", **more}
            values.setdefault("shown_hash", current_document(RULES).hashes.get(language))
            signer = signer or SignerRef("visitor", new_id())
            signature_id = sign_document(RULES, language=language, signer=signer, **values)
            db.session.commit()
            return signature_id

    return make
