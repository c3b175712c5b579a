"""Which documents there are: those of the core and of every module, checked once at boot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Flask, current_app

from platform_core.auth.roles import ROLES
from platform_core.clauses import Clause
from platform_core.documents.canonical import canonical_text
from platform_core.errors import NotFound
from platform_core.hooks.manager import ManifestFault
from platform_core.hooks.manifest import DocumentSpec, Manifest
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import LANGUAGES

CORE = "core"
LONGEST_TITLE, LONGEST_BODY = 160, 20_000
_EXTENSION = "qorgau_documents"


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document and the module that declares it; `core` is always on."""

    spec: DocumentSpec
    module: str

    def is_on(self, branch: BranchInfo) -> bool:
        """Tell whether the document's module is on in a branch; the centre sees all."""
        return branch.is_central or self.module == CORE or self.module in branch.enabled_modules


def install_documents(app: Flask, core: Iterable[DocumentSpec], manifests: Mapping[str, Manifest]) -> None:
    """Give `app` its documents; raise `ManifestFault` for one that is not whole or is declared twice."""
    declared = [(CORE, spec) for spec in core]
    declared += [(name, spec) for name, manifest in manifests.items() for spec in manifest.documents]
    known: dict[str, KnownDocument] = {}
    for module, spec in declared:
        if spec.code in known:
            raise ManifestFault(f"two documents are called {spec.code}")
        _check(spec)
        known[spec.code] = KnownDocument(spec, module)
    app.extensions[_EXTENSION] = known


def known_documents() -> Mapping[str, KnownDocument]:
    """Return every document of the current application by code, in the order in which they were declared."""
    known: Mapping[str, KnownDocument] = current_app.extensions[_EXTENSION]
    return known


def known_document(code: str) -> KnownDocument:
    """Return a document; raise `NotFound`."""
    found = known_documents().get(code)
    if found is None:
        raise NotFound
    return found


def shown_documents(branch: BranchInfo) -> tuple[KnownDocument, ...]:
    """Return the documents that a branch sees: those of modules that are on there."""
    return tuple(known for known in known_documents().values() if known.is_on(branch))


def shown_document(code: str, branch: BranchInfo) -> KnownDocument:
    """Return a document that a branch sees; raise `NotFound`."""
    found = known_document(code)
    if not found.is_on(branch):
        raise NotFound
    return found


def _check(spec: DocumentSpec) -> None:
    Clause.parse(spec.clause)
    if set(spec.texts) != set(LANGUAGES):
        raise ManifestFault(f"{spec.code} is not in {', '.join(LANGUAGES)}")
    for language, text in spec.texts.items():
        form = canonical_text(text)
        if not 0 < len(form.title) <= LONGEST_TITLE or not 0 < len(form.body) <= LONGEST_BODY:
            raise ManifestFault(f"{spec.code}: the text in {language} is empty or too long")
    if spec.valid_days is not None and spec.valid_days < 1:
        raise ManifestFault(f"{spec.code}: a signature is valid for at least one day")
    if unknown := sorted(set(spec.audience) - set(ROLES)):
        raise ManifestFault(f"{spec.code}: no role is called {', '.join(unknown)}")
