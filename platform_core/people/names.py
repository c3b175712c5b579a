"""Names as they are searched, sorted and shown: pure text rules, no database."""

import re
import unicodedata
from collections.abc import Iterable

_NEAREST = str.maketrans("әғқңөұүһіё", "агкноуухие")
_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_ORDER = str.maketrans({letter: chr(0x0430 + place) for place, letter in enumerate(_ALPHABET)})
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
    whole = " ".join(part for part in parts if part)
    return unicodedata.normalize("NFC", whole).casefold().translate(_ORDER)


def tidy(text: str) -> str:
    """Collapse white space and write a name that is all capitals with capital initials only."""
    clean = " ".join(unicodedata.normalize("NFC", text).replace("\u00a0", " ").split())
    if len(clean) > 1 and clean.isupper():
        return "-".join(part.capitalize() for part in clean.split("-"))
    return clean


def full_name(family_name: str, given_name: str, *, patronymic: str | None = None) -> str:
    """Write a name as registers do: family name, given name, patronymic."""
    return " ".join(part for part in (family_name, given_name, patronymic) if part)


def initials(family_name: str, given_name: str) -> str:
    """Write a name as initials, for confidential lists: «А. Б.»."""
    return " ".join(f"{part[0]}." for part in (given_name, family_name) if part)
