"""The module's documents: what colleagues read before they write notes."""

import tomllib
from importlib import resources

from platform_core.sdk import DocumentSpec, DocumentText
from platform_core.sdk import lazy_gettext as _l


def _texts(name: str) -> dict[str, DocumentText]:
    tables = tomllib.loads((resources.files(__package__ or "") / name).read_text("utf-8"))
    return {language: DocumentText(text["title"], text["body"]) for language, text in tables.items()}


DOCUMENTS = (
    DocumentSpec(
        "sample.rules",
        _l("Rules for notes"),
        "P3",
        _texts("rules.toml"),
        branch_may_replace=True,
        audience=("staff", "curator"),
    ),
)
