"""Pure: fold texts for searching, so that Kazakh letters are found by the Russian ones near them."""

from collections.abc import Iterable

from platform_core.sdk import fold

_NEAR = str.maketrans("әғқңөұүһіё", "агкноуухие")


def search_key(text: str) -> str:
    """Return a text as the search compares it: without case, `Көкшетау` like `кокшетау`."""
    return fold(text).translate(_NEAR)


def search_keys(texts: Iterable[str], *, longest: int) -> str:
    """Join the keys of several texts, each once, cut at `longest` letters."""
    return "\n".join(dict.fromkeys(key for text in texts if (key := search_key(text))))[:longest]
