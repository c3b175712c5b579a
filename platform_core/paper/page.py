"""What a page tells of itself, and a line that fits it; the canvas itself is loaded with the first paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF

MM_PER_POINT = 25.4 / 72
PAGES = "\ue0f0\ue0f1\ue0f2"
"""Stands for the number of pages, at most 999, until it is known; `printable` lets nobody else write it."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who printed a paper and when, in which language, and whether it is confidential."""

    title: str
    language: str
    printed_by: str
    printed_at: datetime
    confidential: bool


def fitted(pdf: "FPDF", text: str, width: float) -> str:
    """Return a line cut with an ellipsis so that it fits `width` mm in the letters at hand."""
    if pdf.get_string_width(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if pdf.get_string_width(f"{text[:middle]}…") <= width:
            low = middle
        else:
            high = middle - 1
    return f"{text[:low].rstrip()}…"
