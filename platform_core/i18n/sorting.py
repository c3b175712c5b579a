"""Sort words as a Kazakh reader does: Ә after А, Ғ after Г, І after Ы."""

from __future__ import annotations

_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_RANK = {letter: 0x0400 + index for index, letter in enumerate(_ALPHABET)}


def collation_key(text: str) -> tuple[int, ...]:
    """Return a key that sorts Kazakh, Russian and Latin words in alphabet order.

    The Kazakh alphabet contains the Russian one in its own order, so one key serves both.
    """
    return tuple(_RANK.get(letter, ord(letter)) for letter in text.casefold())
