"""Part a name into words and say what each can be: a word of its own, a patronymic or an initial."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from platform_core.clauses import enforces
from plugins.visitors.policy.names.customary import customary_names
from plugins.visitors.policy.names.sounds import CONSONANTS, readings

_GAPS = re.compile(r"[^\w'’ʼ‘`´ʹ\u0300-\u036f]+|_")
_INITIAL = re.compile(r"\b(\w)\.")
_CHILD_OF = re.compile(r"(?:[ұүуuūúý]л[ыи]|[uūúý]l[yıi]|[қк][ыи]з[ыи]|[qk][yıi]z[yıi]|о[гғ]лы|o[gğ]l[yıuü])$")
_PATRONYMIC = re.compile(r"(?:(?:[oeö]|Ё)v(?:[iyj]C|na)|[iy]C(?:na)?)$")
_SURNAME = re.compile(r"(?:[oe]|Ё)[vf]a?$")
_LEAST_STEM = 2
_COARSE = str.maketrans("bfdghzSCZ", "pptkkssss")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which a word sounds, and its stem: without the ending of a surname or patronymic."""

    sounds: str
    stem: str
    has_ending: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name as it was written, with its readings.

    `customary` names the customary names that the word, or the father's name in it, is a form of.
    """

    written: str
    letters: str
    readings: tuple[Reading, ...]
    is_patronymic: bool = False
    customary: frozenset[int] = frozenset()

    @property
    def is_initial(self) -> bool:
        """Whether only the first letter was written."""
        return len(self.letters) == 1


@dataclass(frozen=True, slots=True)
class Name:
    """A name: its own words in the order written, and its patronymics apart."""

    own: tuple[Word, ...]
    patronymics: tuple[Word, ...]


@enforces("P12.1")
def read_name(*parts: str | None) -> Name:
    """Read a name from its parts in whatever order; a name of two words keeps both as its own.

    «Ахметов Серік Болатұлы», `Serik`, `AKHMETOV S. B.` and «Болат ұлы» as two words are all understood.
    """
    words = [_word(written) for written in _written(parts)]
    own = tuple(word for word in words if not word.is_patronymic)
    if len(own) < _LEAST_STEM:  # «Ахметұлы Серік»: what looks like a patronymic is the family name
        return Name(tuple(words), ())
    return Name(own, tuple(word for word in words if word.is_patronymic))


@enforces("P12.1")
def block_keys(name: Name) -> frozenset[str]:
    """Give the keys by which a name is looked up: whoever may be the same person shares one with it.

    A key is the consonants of a stem, those alike taken together, so it survives every spelling of vowels.
    """
    full = [word for word in name.own if not word.is_initial]
    keys = {_skeleton(reading.stem) for word in full for reading in word.readings}
    return frozenset(keys | {f"={place}" for word in full for place in word.customary})


@enforces("P12.1")
def pair_keys(name: Name) -> frozenset[str]:
    """Give a key for every two words of a name: what a register shared by all may be asked by.

    Two words together are rare, so a look-up brings up few people and the hashes tell little. The
    father's name is one of them: with it somebody is found under a new family name.
    """
    by_word = [block_keys(Name((word,), ())) for word in (*name.own, *name.patronymics)]
    return frozenset(
        " ".join(sorted((one, other)))
        for place, ones in enumerate(by_word)
        for others in by_word[place + 1 :]
        for one in ones
        for other in others
    )


def _written(parts: Iterable[str | None]) -> list[str]:
    """List the words; «ұлы» and «қызы» standing apart join the word before them."""
    found: list[str] = []
    for part in parts:
        text = _INITIAL.sub(r"\1 ", unicodedata.normalize("NFC", part or ""))
        for word in _GAPS.sub(" ", text).split():
            if found and _CHILD_OF.fullmatch(word.casefold()):
                found[-1] += word.casefold()
            elif word.strip("'’ʼ‘`´ʹ"):
                found.append(word)
    return found


@lru_cache(maxsize=50_000)
def _word(written: str) -> Word:
    letters = written.casefold()
    kazakh = _CHILD_OF.search(letters)
    if kazakh is not None and kazakh.start() < _LEAST_STEM:
        kazakh = None
    if kazakh is not None:
        ending = readings(kazakh[0])[0]
        fathers = readings(letters[: kazakh.start()])
        found = tuple(Reading(stem + ending, stem, has_ending=True) for stem in fathers)
    else:
        found = tuple(_reading(sounds) for sounds in readings(letters) if sounds)
    is_patronymic = kazakh is not None or any(map(_is_patronymic, found))
    customary = customary_names(reading.stem for reading in found)
    return Word(written, letters, found, is_patronymic, customary)


def _is_patronymic(reading: Reading) -> bool:
    ending = _PATRONYMIC.search(reading.sounds)
    return ending is not None and ending.start() >= _LEAST_STEM


def _reading(sounds: str) -> Reading:
    for pattern in (_PATRONYMIC, _SURNAME):
        ending = pattern.search(sounds)
        if ending is not None and ending.start() >= _LEAST_STEM:
            return Reading(sounds, _stem(sounds[: ending.start()], ending[0]), has_ending=True)
    return Reading(sounds, sounds, has_ending=False)


def _stem(stem: str, ending: str) -> str:
    """Give back the й that «-ев» and «-евич» take away: «Жұмабаев» is of «Жұмабай»."""
    return f"{stem}j" if ending[0] == "e" and stem[-1] not in CONSONANTS else stem


def _skeleton(stem: str) -> str:
    """Take the consonants of a stem, alike ones as one; a stem with hardly any keeps its vowels' number."""
    consonants = "".join(sound for sound in stem if sound in CONSONANTS).translate(_COARSE)
    single = re.sub(r"(.)\1+", r"\1", consonants)
    return single if len(single) >= _LEAST_STEM else f"{single}{len(stem) > _LEAST_STEM:d}"
