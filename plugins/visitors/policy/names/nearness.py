"""Say how near two words of names are, and in which way: the same, spelt otherwise, or nearly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.visitors.policy.names.sounds import CONSONANTS
from plugins.visitors.policy.names.words import Reading, Word


class Likeness(StrEnum):
    """Name how two words match; texts are in the group ``likeness``."""

    SAME = "same"
    SPELLING = "spelling"
    CUSTOMARY = "customary"
    NEAR = "near"
    ENDING = "ending"
    INITIAL = "initial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Nearness:
    """How two words match, and how near they are, from 0 to 1."""

    likeness: Likeness
    score: float


NO_MATCH = Nearness(Likeness.NONE, 0.0)
_SPELLING_SCORE, _CUSTOMARY_SCORE, _INITIAL_SCORE, _ENDING_LOSS = 0.98, 0.92, 0.5, 0.12
_SPELT = 0.35
"""Up to this cost two words are one word spelt otherwise."""
_STEP_LOSS = 0.2
_FIRST_LETTER = 1.3

_LIKE: Mapping[str, float] = MappingProxyType(
    {
        "aæ": 0.05, "æe": 0.3, "ae": 0.8, "aЯ": 0.35, "æЯ": 0.15, "oö": 0.05, "öu": 0.25, "öü": 0.2,
        "ou": 0.5, "oü": 0.4, "uü": 0.05, "uy": 0.4, "üy": 0.4, "ui": 0.45, "üi": 0.45, "iy": 0.05,
        "ye": 0.45, "ie": 0.45, "ij": 0.1, "yj": 0.1, "uЮ": 0.2, "üЮ": 0.1, "oЁ": 0.2, "eЁ": 0.2,
        "öЁ": 0.2, "eЯ": 0.9, "jЯ": 0.9,
        "SC": 0.3, "Ss": 0.45, "sz": 0.4, "Zz": 0.5, "bp": 0.4, "fp": 0.5, "vf": 0.3, "vu": 0.3, "gk": 0.5,
        "hk": 0.4, "hg": 0.4, "dt": 0.4, "bv": 0.6, "Cs": 0.6, "Zj": 0.6, "ks": 0.9,
    }
)  # fmt: skip
"""What it costs to read one sound as another; each pair is there once. Anything else costs a whole step."""
_DROPPED: Mapping[str, float] = MappingProxyType(
    {"y": 0.3, "i": 0.5, "h": 0.5, "e": 0.7, "u": 0.8, "j": 0.9, "a": 0.9, "æ": 0.9}
)
"""What it costs to leave a sound out: Kazakh ы and і are often not written, a final а is added."""
_APART_VOWELS, _EXCHANGED = 1.2, 0.5
_WHOLE_WORD = 6


@enforces("P12.1")
def compare_words(one: Word, other: Word) -> Nearness:
    """Compare two words by every reading of each; the nearest pair counts."""
    if one.is_initial or other.is_initial:
        return _compare_initials(one, other)
    if one.letters == other.letters:
        return Nearness(Likeness.SAME, 1.0)
    if one.customary & other.customary:
        return Nearness(Likeness.CUSTOMARY, _CUSTOMARY_SCORE)
    pairs = ((left, right) for left in one.readings for right in other.readings)
    return _best(_compare_readings(left, right) for left, right in pairs)


@enforces("P12.1")
def compare_patronymics(one: Word, other: Word) -> Nearness:
    """Compare the names of two fathers: «Болатұлы», «Болатович» and «Болатқызы» are of one father."""
    if one.is_initial or other.is_initial:
        return _compare_initials(one, other)
    if one.customary & other.customary:
        return Nearness(Likeness.CUSTOMARY, _CUSTOMARY_SCORE)
    pairs = ((left, right) for left in one.readings for right in other.readings)
    return _best(_judged(left.stem, right.stem) for left, right in pairs)


def _best(found: Iterable[Nearness]) -> Nearness:
    return max(found, key=lambda nearness: nearness.score, default=NO_MATCH)


def _compare_initials(one: Word, other: Word) -> Nearness:
    """Match an initial with a word that begins with its sound: little, and never more."""
    starts = ({reading.sounds[:1] for reading in word.readings} for word in (one, other))
    return Nearness(Likeness.INITIAL, _INITIAL_SCORE) if set.intersection(*starts) else NO_MATCH


@lru_cache(maxsize=200_000)
def _compare_readings(one: Reading, other: Reading) -> Nearness:
    if one.sounds == other.sounds:
        return Nearness(Likeness.SPELLING, _SPELLING_SCORE)
    found = _judged(one.stem, other.stem)
    if found is NO_MATCH and one.has_ending != other.has_ending:  # an ending may be mistyped
        return _judged_whole(one.sounds, other.sounds)
    if found is NO_MATCH or _ends_alike(one, other):
        return found
    return Nearness(Likeness.ENDING, found.score - _ENDING_LOSS)


def _ends_alike(one: Reading, other: Reading) -> bool:
    """Tell whether the endings say the same: «-ов» and «-ova» differ by who bears them."""
    if one.has_ending != other.has_ending:
        return False
    return not one.has_ending or one.sounds.endswith("a") == other.sounds.endswith("a")


def _judged(one: str, other: str) -> Nearness:
    limit = _limit(max(len(one), len(other)))
    cost = _cost(one, other, limit)
    if cost > limit:
        return NO_MATCH
    likeness = Likeness.SPELLING if cost <= _SPELT else Likeness.NEAR
    return Nearness(likeness, _SPELLING_SCORE - _STEP_LOSS * cost)


def _judged_whole(one: str, other: str) -> Nearness:
    return _judged(one, other) if min(len(one), len(other)) >= _WHOLE_WORD else NO_MATCH


def _limit(length: int) -> float:
    """Give how much two stems may differ: short names that differ by a letter are different names."""
    for longest, limit in ((2, 0.15), (4, 0.36), (5, 0.5), (6, 0.7), (9, 1.05)):
        if length <= longest:
            return limit
    return 1.4


def _cost(one: str, other: str, limit: float) -> float:
    """Weigh the cheapest way from one word to another, sound by sound (edit distance with neighbours)."""
    if abs(len(one) - len(other)) > limit / min(_DROPPED.values()):
        return limit + 1
    before: list[float] = []
    row = [0.0]
    for sound in other:
        row.append(row[-1] + _drop(sound))
    for place, sound in enumerate(one):
        older, before, row = before, row, [row[0] + _drop(sound)]
        for at, facing in enumerate(other):
            best = min(
                before[at] + _swap(sound, facing, is_first=place == 0 == at),
                before[at + 1] + _drop(sound),
                row[at] + _drop(facing),
            )
            if place and at and sound == other[at - 1] and one[place - 1] == facing:
                best = min(best, older[at - 1] + _EXCHANGED)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _drop(sound: str) -> float:
    return _DROPPED.get(sound, 1.0)


def _swap(one: str, other: str, *, is_first: bool) -> float:
    if one == other:
        return 0.0
    like = _LIKE.get(one + other) or _LIKE.get(other + one)
    if like is not None:
        return like
    if one not in CONSONANTS and other not in CONSONANTS:
        return _APART_VOWELS
    return _FIRST_LETTER if is_first else 1.0
