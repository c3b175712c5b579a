"""The core's own documents, with the texts that come with the product."""

import tomllib
from pathlib import Path

from platform_core.auth.roles import BRANCH_ROLES
from platform_core.hooks.manifest import DocumentSpec, DocumentText
from platform_core.i18n import lazy_gettext as _l

_DATA = Path(__file__).parent / "data"
STAFF_RULES = "core.staff_rules"
A_YEAR = 365


def read_texts(path: Path) -> dict[str, DocumentText]:
    """Read a document's texts from a file with a table a language: `title` and `body`."""
    tables = tomllib.loads(path.read_text("utf-8"))
    return {language: DocumentText(text["title"], text["body"]) for language, text in tables.items()}


CORE_DOCUMENTS: tuple[DocumentSpec, ...] = (
    DocumentSpec(
        code=STAFF_RULES,
        title=_l("Rules for everybody who works at the school"),
        clause="P16",
        texts=read_texts(_DATA / "staff_rules.toml"),
        valid_days=A_YEAR,
        audience=BRANCH_ROLES,
    ),
)
"""P16: every member of staff knows the policy; A4: once a year."""
