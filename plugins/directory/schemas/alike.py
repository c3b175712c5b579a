"""Pure: compare words across letters and scripts: «Үміт», «умит» and “Umit” are found by one another."""

import re
from functools import lru_cache

from anyascii import anyascii

from plugins.directory.schemas.folding import search_key

_WORD = re.compile(r"[A-Za-z0-9]+")
_SPELT = (
    ("shch", "S"), ("sch", "S"), ("sh", "S"), ("ch", "S"), ("zh", "j"), ("dj", "j"), ("ts", "C"), ("tz", "C"),
    ("kh", "k"), ("gh", "g"), ("h", "k"), ("x", "k"), ("q", "k"), ("c", "k"), ("w", "v"), ("ie", "e"),
    ("ye", "e"), ("yo", "e"), ("yu", "u"), ("iu", "u"), ("ya", "a"), ("ia", "a"), ("y", "i"), ("'", ""),
)  # fmt: skip
"""Ways in which Latin letters stand for a sound, each brought to one sign; capitals are signs of ours."""

_KAZAKH_LATIN = str.maketrans({"ş": "sh", "ç": "ch"})


@lru_cache(maxsize=4096)
def words_alike(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: in Latin letters, one spelling for each sound."""
    return tuple(_WORD.findall(_spelt(text)))


def is_alike(text: str, wanted: str) -> bool:
    """Tell whether each word wanted begins a word of the text; nothing wanted finds nothing."""
    words = words_alike(wanted)
    there = words_alike(text)
    return bool(words) and all(any(one.startswith(word) for one in there) for word in words)


def _spelt(text: str) -> str:
    plain = anyascii(search_key(text).translate(_KAZAKH_LATIN)).casefold()
    for written, heard in _SPELT:
        plain = plain.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", plain)
