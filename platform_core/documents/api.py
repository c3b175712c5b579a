"""Documents for programs: which there are, and the text that holds in a branch."""

from typing import Any

from marshmallow import fields

from platform_core.api.blueprint import ApiBlueprint, ApiSchema
from platform_core.auth.access import requires
from platform_core.documents.registry import KnownDocument, shown_document, shown_documents
from platform_core.documents.versions import DocumentVersion, current_document, current_documents
from platform_core.errors import NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import LANGUAGES
from platform_core.tenancy.middleware import current_branch

blueprint = ApiBlueprint("api_documents", __name__, description="Texts that people read and sign (P19)")


class ByLanguageSchema(ApiSchema):
    """A text for each language."""

    kk = fields.String(required=True)
    ru = fields.String(required=True)
    en = fields.String(required=True)


class DocumentSchema(ApiSchema):
    """A document and the version that holds here."""

    code = fields.String(required=True)
    clause = fields.String(required=True)
    number = fields.Integer(required=True)
    origin = fields.String(required=True, metadata={"description": "`shipped`, `network` or `branch`."})
    titles = fields.Nested(ByLanguageSchema, required=True)
    hashes = fields.Nested(
        ByLanguageSchema, required=True, metadata={"description": "SHA-256 of each text in its one form."}
    )
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    branch_may_replace = fields.Boolean(required=True)
    valid_days = fields.Integer(required=True, allow_none=True)


class DocumentTextSchema(DocumentSchema):
    """A document with its texts."""

    bodies = fields.Nested(ByLanguageSchema, required=True)


class DocumentsSchema(ApiSchema):
    """The documents of the branch."""

    items = fields.List(fields.Nested(DocumentSchema), required=True)


@blueprint.route("/documents", methods=["GET"])
@requires("core.documents.read")
@blueprint.response(200, DocumentsSchema)
def list_documents() -> dict[str, Any]:
    """List the documents of the branch with the versions that hold here."""
    shown = {known.spec.code: known for known in shown_documents(_branch())}
    versions = current_documents(shown)
    return {"items": [_item(known, versions[code]) for code, known in shown.items()]}


@blueprint.route("/documents/<document_code>", methods=["GET"])
@requires("core.documents.read")
@blueprint.response(200, DocumentTextSchema)
def get_document(document_code: str) -> dict[str, Any]:
    """Give one document with its texts."""
    known = shown_document(document_code, _branch())
    version = current_document(document_code)
    bodies = {language: version.texts[language].body for language in LANGUAGES}
    return {**_item(known, version), "bodies": bodies}


def _branch() -> BranchInfo:
    branch = current_branch()
    if branch is None:
        raise NotFound
    return branch


def _item(known: KnownDocument, version: DocumentVersion) -> dict[str, Any]:
    return {
        "code": known.spec.code,
        "clause": known.spec.clause,
        "number": version.number,
        "origin": version.origin,
        "titles": {language: version.title(language) for language in LANGUAGES},
        "hashes": dict(version.hashes),
        "published_at": version.published_at,
        "branch_may_replace": known.spec.branch_may_replace,
        "valid_days": known.spec.valid_days,
    }
