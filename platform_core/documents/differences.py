"""What changed between two versions, in words: what was taken out and what came in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "removed", "added"]
_WORDS = re.compile(r"\s+|[^\s]+")
_MOST_PAIRS = 250_000


@dataclass(frozen=True, slots=True)
class Change:
    """Words that stayed, went or came."""

    kind: Kind
    text: str


def differences(old: str, new: str) -> tuple[Change, ...]:
    """Compare two texts by lines, and the lines that differ by words."""
    return tuple(_joined(_by_lines(old.splitlines(keepends=True), new.splitlines(keepends=True))))


def _by_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        before, after = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if tag == "replace":
            yield from _by_words(_WORDS.findall(before), _WORDS.findall(after))
        elif tag == "equal":
            yield Change("same", after)
        else:
            yield from _changed(before, after)


def _by_words(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    if len(old) * len(new) > _MOST_PAIRS:  # whole passages were written anew: words would tell nothing
        yield from _changed("".join(old), "".join(new))
        return
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        before, after = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if tag == "equal":
            yield Change("same", after)
        else:
            yield from _changed(before, after)


def _changed(before: str, after: str) -> Iterator[Change]:
    if before:
        yield Change("removed", before)
    if after:
        yield Change("added", after)


def _joined(changes: Iterator[Change]) -> Iterator[Change]:
    """Make one of neighbours of the same kind."""
    last: Change | None = None
    for change in changes:
        if last is not None and last.kind == change.kind:
            last = Change(last.kind, last.text + change.text)
            continue
        if last is not None:
            yield last
        last = change
    if last is not None:
        yield last
