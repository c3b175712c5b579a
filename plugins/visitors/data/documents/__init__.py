"""What visitors read and sign at the desk: the first version of each document, in three languages."""

import tomllib
from importlib.resources import files

from platform_core.sdk import DocumentSpec, DocumentText
from platform_core.sdk import lazy_gettext as _l

GUIDANCE = "visitors.guidance"
"""The guidance for visitors (P19, A5)."""

_A_YEAR = 365


def _texts(name: str) -> dict[str, DocumentText]:
    tables = tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    return {language: DocumentText(text["title"], text["body"]) for language, text in tables.items()}


DOCUMENTS = (
    DocumentSpec(
        code=GUIDANCE,
        title=_l("Guidance for visitors"),
        clause="P19",
        texts=_texts("guidance"),
        branch_may_replace=True,
        valid_days=_A_YEAR,
    ),
)
