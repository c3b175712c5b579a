"""Kazakh words taken apart into a stem and its endings, for a dictionary that lists few forms of a word.

An ending agrees with what stands before it: back vowels follow back ones and front follow front, voiceless
consonants follow voiceless ones, and a vowel does not follow a vowel.
"""

from collections.abc import Iterator

BACK, FRONT = frozenset("аоұыёя"), frozenset("әөүіеэ")
# Either kind of vowel may follow these: the vowel before them decides.
NEUTRAL = frozenset("иую")
VOWELS = BACK | FRONT | NEUTRAL
VOICELESS = frozenset("птқксшхфчцщ")
# Borrowed words end in these, written voiced and said voiceless.
BORROWED = frozenset("бвгд")
HARD_BEGINNINGS, SOFT_BEGINNINGS = frozenset("тқкп"), frozenset("дғгб")
LONGEST_ENDING, MOST_ENDINGS, SHORTEST_STEM = 5, 7, 2

_ENDINGS = """
лар лер дар дер тар тер ның нің дың дің тың тің ға ге қа ке на не а е ды ді ты ті ны ні н
да де та те нда нде дан ден тан тен нан нен ым ім м ың ің ң ы і сы сі мыз міз ңыз ңіз
дағы дегі тағы тегі ндағы ндегі сыз сіз лы лі лық лік дық дік тық тік лығ ліг шы ші ша ше
ған ген қан кен атын етін йтын йтін ар ер р с мас мес бас бес пас пес ма ме ба бе па пе
мау меу бау беу пау пеу лау леу дау деу тау теу ңқы ңкі
май мей бай бей пай пей ып іп п й ла ле лан лен дан ден тан тен лас лес дас дес тас тес
ын ін ыс іс ш ыл іл л н т ыр ір дыр дір тыр тір ғыз гіз қыз кіз са се ғы гі қы кі
мын мін бын бін пын пін сың сің ады еді йды йді ық ік қ к ғанша генше қанша кенше
дай дей тай тей рақ рек ырақ ірек малы мелі
"""
ENDINGS = frozenset(_ENDINGS.split())
# These stay the same after back and front vowels.
UNCHANGING = frozenset({"мен", "бен", "пен", "нікі", "дікі", "тікі", "у", "ю"})
# A stem's last sound before a vowel, and as the dictionary writes it.
HARDENED = {"б": "п", "г": "к", "ғ": "қ"}


def stems_of(word: str) -> set[str]:
    """List what may be the dictionary form of a word: what is left of it without regular endings."""
    return {
        form
        for cut in range(SHORTEST_STEM, len(word))
        if _are_endings(word, cut, MOST_ENDINGS)
        for form in _dictionary_forms(word[:cut], word[cut])
    }


def _dictionary_forms(stem: str, following: str) -> Iterator[str]:
    yield from (stem, f"{stem}у", f"{stem}ю", f"{stem}ь")
    if stem[-1] in HARDENED and following in VOWELS:
        yield stem[:-1] + HARDENED[stem[-1]]
    if stem[-1] == "й":
        yield f"{stem[:-1]}ю"


def _are_endings(word: str, start: int, left: int) -> bool:
    if start == len(word):
        return True
    longest = min(len(word), start + LONGEST_ENDING)
    return left > 0 and any(
        _follows(word[start:end], word[:start]) and _are_endings(word, end, left - 1)
        for end in range(start + 1, longest + 1)
    )


def _follows(ending: str, before: str) -> bool:
    if ending not in ENDINGS | UNCHANGING:
        return False
    vowels = VOWELS & set(ending)
    agrees = ending in UNCHANGING or vowels <= _tone(before) | NEUTRAL
    return agrees and _joins(ending, before[-1], is_sound=not vowels)


def _joins(ending: str, last: str, *, is_sound: bool) -> bool:
    """Tell whether the sounds at the seam are those that Kazakh has there."""
    if is_sound or ending.startswith("й"):
        return last in VOWELS
    if ending[0] in VOWELS:
        return last not in VOWELS or last in NEUTRAL
    if ending[0] in HARD_BEGINNINGS:
        return last in VOICELESS | BORROWED
    return ending[0] not in SOFT_BEGINNINGS or last not in VOICELESS


def _tone(text: str) -> frozenset[str]:
    """Tell which vowels may follow: those of the last vowel's kind, or both where nothing decides."""
    for letter in reversed(text):
        if letter in BACK:
            return BACK
        if letter in FRONT:
            return FRONT
        if letter in "иь":
            break
    return BACK | FRONT
