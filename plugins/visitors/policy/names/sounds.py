"""Turn a word of a name into sounds that are the same in Kazakh, Russian and Latin letters.

A sound is one character. Consonants: `b v g d Z z k l m n p r s t f h S C`, where `Z` is ж, `S` is ш and
`C` is ч. Vowels: `a æ e o ö u ü i y`, a glide `j` (й), and `Я Ю Ё`, each a glide with its vowel. Nobody
reads these words: they are compared, and the conventions that fall together here fall together on purpose.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from platform_core.clauses import enforces

CONSONANTS = frozenset("bvgdZzklmnprstfhSC")

_CYRILLIC: Mapping[str, str] = MappingProxyType(
    {
        "а": "a", "ә": "æ", "б": "b", "в": "v", "г": "g", "ғ": "g", "ґ": "g", "д": "d", "е": "e", "ё": "Ё",
        "ж": "Z", "җ": "Z", "з": "z", "и": "i", "й": "j", "і": "y", "ї": "i", "к": "k", "қ": "k", "л": "l",
        "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "ö", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
        "ұ": "ü", "ү": "ü", "ў": "u", "ф": "f", "х": "h", "һ": "h", "ҳ": "h", "ц": "ts", "ч": "C", "ш": "S",
        "щ": "S", "ъ": "", "ы": "y", "ь": "", "э": "e", "є": "e", "ю": "Ю", "я": "Я",
    }
)  # fmt: skip
_CYRILLIC_PAIRS = (("дж", "ж"), ("шч", "щ"), ("тч", "ч"), ("кх", "х"), ("қх", "х"))

_LATIN: Mapping[str, str] = MappingProxyType(
    {
        "a": "a", "ä": "æ", "á": "æ", "ə": "æ", "ӓ": "æ", "â": "Я", "b": "b", "c": "k", "ç": "C", "č": "C",
        "d": "d", "e": "e", "f": "f", "g": "g", "h": "h", "i": "i", "ı": "y", "j": "Z", "k": "k", "l": "l",
        "m": "m", "n": "n", "ŋ": "n", "o": "o", "ö": "ö", "ó": "ö", "ø": "ö", "ô": "ö", "p": "p", "q": "k",
        "r": "r", "s": "s", "ş": "S", "ș": "S", "š": "S", "ś": "S", "ŝ": "S", "t": "t", "u": "u", "ū": "ü",
        "ü": "ü", "ú": "ü", "ù": "ü", "ŭ": "ü", "û": "Ю", "ý": "u", "v": "v", "w": "u", "x": "h", "y": "y",
        "z": "z", "ž": "Z",
    }
)  # fmt: skip
_LATIN_GROUPS = (
    ("shch", "š"), ("štš", "š"), ("šč", "š"), ("tsch", "č"), ("tch", "č"), ("dzh", "ž"), ("dž", "ž"),
    ("dj", "ž"), ("sch", "š"), ("zh", "ž"), ("sh", "š"), ("ch", "č"), ("kh", "h"), ("gh", "g"),
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("ou", "u"),
)  # fmt: skip
"""Groups of letters by their single letter; the longer one first."""

_OTHERWISE: tuple[tuple[tuple[re.Pattern[str], str], ...], ...] = (
    ((re.compile("j"), "y"), (re.compile("c(?!h)"), "ts")),
    ((re.compile("c(?=[eiy])"), "s"),),
    ((re.compile("x"), "ks"),),
    ((re.compile("s'"), "š"), (re.compile("c'"), "č"), (re.compile("y'"), "u")),
    ((re.compile("sh"), "s-h"),),
    ((re.compile("w"), "v"),),
    ((re.compile("oo"), "u"),),
)
"""What a Latin writing may also mean, convention by convention: `j` is й in some and ж in others."""

_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u02b9\u02bb`´ʹ]")
_DOUBLES = re.compile(r"(.)\1+")
_GLIDED = (
    (re.compile("ng"), "n"),
    (re.compile(r"[iyj]+[aæ]|[iyj]+Я"), "Я"),
    (re.compile(r"[iyj]+[uü](?!l[iyj]$)|[iyj]+Ю"), "Ю"),
    (re.compile(r"[iyj]+[oö]|[iyj]+Ё"), "Ё"),
    (re.compile(r"[iyj]+e"), "e"),
    (re.compile(r"[iyj]{2,}"), "i"),
    (re.compile(r"(?<=[aæeoöЯЁ])[iyj](?=[^aæeoöuüiyjЯЮЁ]|$)"), "j"),
)


@enforces("P12.1")
def readings(word: str) -> tuple[str, ...]:
    """Give the ways in which a word may sound, the likeliest first; a Cyrillic word has one."""
    return _readings(unicodedata.normalize("NFC", word).casefold())


@lru_cache(maxsize=50_000)
def _readings(word: str) -> tuple[str, ...]:
    plain = _APOSTROPHES.sub("'", word)
    if any(letter in _CYRILLIC for letter in plain):
        return (_cyrillic(plain),)
    found = [_latin(plain), *(_latin(_by_convention(plain, convention)) for convention in _OTHERWISE)]
    return tuple(dict.fromkeys(found))


def _by_convention(word: str, convention: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, letters in convention:
        word = pattern.sub(letters, word)
    return word


def _cyrillic(word: str) -> str:
    for pair, letter in _CYRILLIC_PAIRS:
        word = word.replace(pair, letter)
    return _settled("".join(_CYRILLIC.get(letter) or _LATIN.get(letter, "") for letter in word))


def _latin(word: str) -> str:
    for group, letter in _LATIN_GROUPS:
        word = word.replace(group, letter)
    return _settled("".join(_latin_sound(letter) for letter in word))


def _latin_sound(letter: str) -> str:
    """Sound one letter; an accent that no convention of ours uses is left off."""
    if letter in _LATIN:
        return _LATIN[letter]
    return _LATIN.get(unicodedata.normalize("NFKD", letter)[0], "")


def _settled(sounds: str) -> str:
    """Bring together what is one sound in different spellings: «ия», «ья», «iya» and «ia» are one."""
    for pattern, sound in _GLIDED:
        sounds = pattern.sub(sound, sounds)
    return _DOUBLES.sub(r"\1", sounds)
