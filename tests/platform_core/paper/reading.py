"""Read a PDF back, as a reader's program does."""

import io

from pypdf import PdfReader


def read_pdf(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def texts_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in read_pdf(content).pages]


def text_of(content: bytes) -> str:
    return "\n".join(texts_of(content))


def words_of(content: bytes) -> str:
    """Give the text on one line, for what may be wrapped."""
    return " ".join(text_of(content).split())
