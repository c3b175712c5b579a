"""Decide whether somebody at the desk may be one who was refused: a name alone, so it only advises (A5.10).

Names are read as on the watch-list, in whatever order and letters; here a single word may be asked for too.
"""

from platform_core.clauses import enforces
from plugins.visitors.policy.matching import Person, compare_people
from plugins.visitors.policy.names.nearness import Likeness, compare_words
from plugins.visitors.policy.names.words import Name, Word, block_keys

MOST_WORDS = 6


@enforces("A5.10")
def words_of(name: Name) -> tuple[Word, ...]:
    """List the words that somebody can be asked for by, the father's name among them; no initials."""
    return tuple(word for word in (*name.own, *name.patronymics) if not word.is_initial)[:MOST_WORDS]


@enforces("A5.10")
def keys_of(word: Word) -> frozenset[str]:
    """Give the keys under which a word is kept and looked up, whatever letters it is written in."""
    return block_keys(Name((word,), ()))


@enforces("A5.10")
def is_called(name: Name, *, wanted: Name) -> bool:
    """Tell whether a name has, for each word that is asked for, a word that it may be."""
    known = words_of(name)
    return all(
        any(compare_words(asked, word).likeness is not Likeness.NONE for word in known)
        for asked in words_of(wanted)
    )


@enforces("A5.10")
def may_be_one(name: Name, other: Name) -> bool:
    """Tell whether two people of these names may be one: the desk is then asked to look, never to refuse."""
    return compare_people(Person((name,)), Person((other,))).is_shown
