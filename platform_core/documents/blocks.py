"""The parts of a body: one reading of it for the page and for paper, so that both show the same words.

A line that begins with `## ` is a heading, one that begins with `- ` an item of a list; an empty line ends a
paragraph. Everything else is words: there is no other markup, and nothing is ever read as HTML.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

HEADING, ITEM = "## ", "- "


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph with its one text, or a list with its items."""

    kind: Literal["heading", "paragraph", "list"]
    texts: tuple[str, ...]


def read_blocks(body: str) -> tuple[Block, ...]:
    """Read a body in its canonical form."""
    return tuple(_gather(_pieces(body)))


def _pieces(body: str) -> Iterator[tuple[str, str]]:
    """Give headings, items and paragraphs; lines that follow without a gap belong to what they follow."""
    kind, words = "", ""
    for line in [*body.split("\n"), ""]:
        starts = "heading" if line.startswith(HEADING) else "item" if line.startswith(ITEM) else ""
        if words and (starts or not line.strip() or kind == "heading"):
            yield kind, words
            words = ""
        if starts:
            kind, words = starts, line.split(" ", 1)[1].strip()
        elif line.strip():
            kind, words = (kind, f"{words} {line.strip()}") if words else ("paragraph", line.strip())


def _gather(pieces: Iterable[tuple[str, str]]) -> Iterator[Block]:
    """Make one list of items that follow one another."""
    items: list[str] = []
    for kind, words in pieces:
        if kind == "item":
            items.append(words)
            continue
        if items:
            yield Block("list", tuple(items))
            items = []
        yield Block("heading" if kind == "heading" else "paragraph", (words,))
    if items:
        yield Block("list", tuple(items))
