"""Weigh whether two people may be one: names in any order and script, birth date, identity number.

What comes out is a score with its grounds, for a person to judge; it is never a verdict (P12).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import permutations

from platform_core.clauses import enforces
from plugins.visitors.policy.names.nearness import (
    Likeness,
    Nearness,
    compare_patronymics,
    compare_words,
)
from plugins.visitors.policy.names.words import Name, Word

SHOWN_FROM = 0.80
"""From this score on somebody at the desk is asked to look."""
STRONG_FROM = 0.93
_PART_NAME, _CONTRADICTED, _CERTAIN = 0.45, 0.5, 1.0
_WORDS = 2
_MOST_WORDS = 5
_EXTRA_WORD, _TWO_ENDINGS, _NO_WORD_SURE = 0.03, 0.3, 0.06
_FATHER_SAME, _FATHER_OTHER, _FATHER_OTHER_YET_BORN_SAME = 0.03, 0.35, 0.15
_BORN_SAME, _BORN_NEAR, _BORN_OTHER = 0.15, 0.03, 0.3
_NUMBER_OTHER = 0.5
_NEW_NAME = 0.85
_MATCHED = 0.7


class Evidence(StrEnum):
    """Name what a birth date, an identity number or a patronymic says; texts in the group ``evidence``."""

    UNKNOWN = "unknown"
    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody: the ways the name is written, the birth date and a hash of the number."""

    names: tuple[Name, ...]
    birth_date: date | None = None
    identity: bytes | None = None


@dataclass(frozen=True, slots=True)
class WordMatch:
    """Two words that were held against each other, as they were written, and how they match.

    `is_family` says that they end as family names do.
    """

    one: str
    other: str
    likeness: Likeness
    score: float
    is_family: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far two people may be one, from 0 to 1, and everything that it rests on."""

    score: float
    words: tuple[WordMatch, ...]
    father: Evidence = Evidence.UNKNOWN
    born: Evidence = Evidence.UNKNOWN
    identity: Evidence = Evidence.UNKNOWN

    @property
    def is_shown(self) -> bool:
        """Whether a person should look at it."""
        return self.score >= SHOWN_FROM

    @property
    def is_strong(self) -> bool:
        """Whether little speaks against it."""
        return self.score >= STRONG_FROM


@enforces("P12.1", "P12.5")
def compare_people(one: Person, other: Person) -> Comparison:
    """Compare two people by each spelling of their names; the nearest counts."""
    born = _birth_dates(one.birth_date, other.birth_date)
    identity = _identities(one.identity, other.identity)
    pairs = [(left, right) for left in one.names for right in other.names]
    found = [_weighed(*_compare_names(left, right), born=born, identity=identity) for left, right in pairs]
    empty = _weighed(0.0, (), Evidence.UNKNOWN, born=born, identity=identity)
    return max(found, key=lambda comparison: comparison.score, default=empty)


def _weighed(
    score: float, words: tuple[WordMatch, ...], father: Evidence, *, born: Evidence, identity: Evidence
) -> Comparison:
    """Let father, birth date and number strengthen or contradict what the names say."""
    if _may_have_a_new_name(words, father, born):
        score = max(score, _NEW_NAME)
    elif score > _CONTRADICTED:
        score += _father_counts(father, born)
        born_counts = {
            Evidence.SAME: _BORN_SAME,
            Evidence.NEAR: -_BORN_NEAR,
            Evidence.DIFFERENT: -_BORN_OTHER,
        }
        score += born_counts.get(born, 0.0)
    if identity is Evidence.DIFFERENT:
        score -= _NUMBER_OTHER
    certain = identity is Evidence.SAME
    bounded = _CERTAIN if certain else min(max(score, 0.0), _CERTAIN)
    return Comparison(round(bounded, 3), words, father, born, identity)


def _father_counts(father: Evidence, born: Evidence) -> float:
    """Weigh the father's name; under one birthday another father is rather a slip of the pen."""
    other = _FATHER_OTHER_YET_BORN_SAME if born is Evidence.SAME else _FATHER_OTHER
    return {Evidence.SAME: _FATHER_SAME, Evidence.DIFFERENT: -other}.get(father, 0.0)


def _may_have_a_new_name(words: tuple[WordMatch, ...], father: Evidence, born: Evidence) -> bool:
    """Tell whether the given name, the father and the birthday are the same: family names change.

    Twins share family name, father and birthday: what ends as a family name does is no given name.
    """
    sure = [word for word in words if word.likeness in (Likeness.SAME, Likeness.SPELLING)]
    is_given = len(sure) == 1 and not sure[0].is_family
    return is_given and father is Evidence.SAME and born is Evidence.SAME


# --- names ----------------------------------------------------------------------------------------


def _compare_names(one: Name, other: Name) -> tuple[float, tuple[WordMatch, ...], Evidence]:
    words = _aligned(one.own[:_MOST_WORDS], other.own[:_MOST_WORDS])
    father = _fathers(one.patronymics, other.patronymics)
    return _score(words, father, spare=abs(len(one.own) - len(other.own))), words, father


def _aligned(one: tuple[Word, ...], other: tuple[Word, ...]) -> tuple[WordMatch, ...]:
    """Hold words against each other in the order that fits best; a name's order is not to be relied on."""
    if len(one) > len(other):
        turned = _aligned(other, one)
        return tuple(replace(match, one=match.other, other=match.one) for match in turned)
    table = [[compare_words(left, right) for right in other] for left in one]
    orders = permutations(range(len(other)), len(one))
    best = max(orders, key=lambda order: sum(row[at].score for row, at in zip(table, order, strict=True)))
    return tuple(_match(one[place], other[at], table[place][at]) for place, at in enumerate(best))


def _match(one: Word, other: Word, nearness: Nearness) -> WordMatch:
    is_family = any(reading.has_ending for word in (one, other) for reading in word.readings)
    return WordMatch(one.written, other.written, nearness.likeness, nearness.score, is_family)


def _score(words: tuple[WordMatch, ...], father: Evidence, *, spare: int) -> float:
    """Score matched words; a name of one word, or words that contradict, stay below what is shown."""
    matched = [word for word in words if word.likeness is not Likeness.NONE]
    if len(matched) < len(words) or len(words) < _WORDS:
        return min(_PART_NAME, sum(word.score for word in matched) / max(len(words), _WORDS))
    score = sum(word.score for word in words) / len(words) - spare * _EXTRA_WORD
    likenesses = [word.likeness for word in words]
    if likenesses.count(Likeness.ENDING) >= _WORDS:
        score -= _TWO_ENDINGS
    is_sure = Likeness.SAME in likenesses or Likeness.SPELLING in likenesses
    if not is_sure and father is not Evidence.SAME:
        score -= _NO_WORD_SURE
    return score


def _fathers(one: Iterable[Word], other: Iterable[Word]) -> Evidence:
    found = [compare_patronymics(left, right) for left in one for right in other]
    if not found:
        return Evidence.UNKNOWN
    best = max(found, key=lambda nearness: nearness.score)
    if best.likeness is Likeness.INITIAL:
        return Evidence.UNKNOWN
    return Evidence.SAME if best.score >= _MATCHED else Evidence.DIFFERENT


# --- evidence beside the name ---------------------------------------------------------------------


def _birth_dates(one: date | None, other: date | None) -> Evidence:
    """Compare birth dates; day and month exchanged, or one of the three parts wrong, is near."""
    if one is None or other is None:
        return Evidence.UNKNOWN
    if one == other:
        return Evidence.SAME
    parts = ((one.year, one.month, one.day), (other.year, other.month, other.day))
    alike = sum(left == right for left, right in zip(*parts, strict=True))
    is_turned = parts[0] == (other.year, other.day, other.month)
    return Evidence.NEAR if is_turned or alike >= _WORDS else Evidence.DIFFERENT


def _identities(one: bytes | None, other: bytes | None) -> Evidence:
    if one is None or other is None:
        return Evidence.UNKNOWN
    return Evidence.SAME if one == other else Evidence.DIFFERENT
