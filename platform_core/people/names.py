"""Names as they are searched, sorted and shown: pure text rules, no database."""

import re
import unicodedata
from collections.abc import Iterable

from platform_core.db.collation import sort_key

_NEAREST = str.maketrans("әғқңөұүһіё", "агкноуухие")
_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = re.compile(r"(?<= )(?:Ұлы|Қызы|Улы|Кызы|Оғлы|Оглы)\b")
_WORD = re.compile(r"[^\w]+")


def fold(text: str) -> str:
    """Fold to what search compares: small letters, each Kazakh letter as its nearest Russian one.

    Somebody without a Kazakh keyboard finds «Әйгерім» by «айгерим», and the other way about.
    """
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Split a name into folded words; hyphens and apostrophes part words."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(_NEAREST)
    return _WORD.sub(" ", plain).split()


def search_text(parts: Iterable[str | None]) -> str:
    """Fold the parts of a name into the stored search column: a space before every word."""
    return "".join(f" {word}" for part in parts if part for word in words(part))


def sort_text(parts: Iterable[str | None]) -> str:
    """Turn a name into a key that sorts by the Kazakh alphabet when compared byte by byte."""
    return sort_key(" ".join(part for part in parts if part))


def tidy(text: str) -> str:
    """Collapse white space and bring a name in capitals down: «АХМЕТОВА-ЛИ» is «Ахметова-Ли»."""
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    if len(clean) > 1 and clean.isupper():
        return _SMALL_WORDS.sub(
            lambda found: found[0].lower(), _LETTERS.sub(lambda found: found[0].capitalize(), clean)
        )
    return clean


def full_name(family_name: str, given_name: str, *, patronymic: str | None = None) -> str:
    """Write a name as registers do: family name, given name, patronymic."""
    return " ".join(part for part in (family_name, given_name, patronymic) if part)


def initials(family_name: str, given_name: str) -> str:
    """Write a name as initials, for confidential lists: «А. Б.»."""
    return " ".join(f"{part[0]}." for part in (given_name, family_name) if part)
