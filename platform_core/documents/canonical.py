"""The one form of a text that is hashed, so that a hash says which words were read and nothing else.

The form, version 1: Unicode NFC; lines end in LF; no blanks at the ends of lines; no empty lines at the
start and the end, and never two in a row. What is hashed is UTF-8 of the lines `qorgau-document-1`, code,
language, title, an empty line and the body, each ended by LF; the hash is SHA-256, written in hexadecimal.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping

from platform_core.hooks.manifest import DocumentText

FORM = "qorgau-document-1"
HASH_LENGTH = 64
_GAPS = re.compile(r"\n{3,}")


def canonical_body(text: str) -> str:
    """Return a text of several lines in its one form."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (line.rstrip() for line in normal.split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip("\n")


def canonical_title(text: str) -> str:
    """Return a title in its one form: one line, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def canonical_text(text: DocumentText) -> DocumentText:
    """Return a document's text in one language in its one form."""
    return DocumentText(canonical_title(text.title), canonical_body(text.body))


def text_hash(code: str, language: str, text: DocumentText) -> str:
    """Return the hash of a text: 64 hexadecimal digits."""
    form = canonical_text(text)
    content = f"{FORM}\n{code}\n{language}\n{form.title}\n\n{form.body}\n"
    return hashlib.sha256(content.encode()).hexdigest()


def text_hashes(code: str, texts: Mapping[str, DocumentText]) -> dict[str, str]:
    """Return the hash of each language's text."""
    return {language: text_hash(code, language, text) for language, text in texts.items()}
