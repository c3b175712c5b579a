"""Write `pairs.csv`: 500 pairs of names, each labelled as one person or two. `python -m …make_pairs`.

The rules that write names are those of `spelling.py`; they were written from the conventions' own tables
and share nothing with the matcher that the pairs judge.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from tests.plugins.visitors.names.made_up import SCRIPTS, Human, make_human, sibling_of, write

PAIRS = Path(__file__).with_name("pairs.csv")
SEED, ALIKE, OTHERS = 20_210_913, 250, 250
FIELDS = ("one", "other", "one_born", "other_born", "same", "kind")

NEAR_NAMES = (
    ("Айдана", "Айдар"), ("Әсел", "Айсель"), ("Серік", "Берік"), ("Марат", "Мұрат"), ("Ерлан", "Арман"),
    ("Нұрлан", "Ерлан"), ("Динара", "Дина"), ("Жанар", "Жанна"), ("Данияр", "Мадияр"), ("Асқар", "Санжар"),
    ("Айгүл", "Назгүл"), ("Гүлжан", "Гүлмира"), ("Салтанат", "Сұлтан"), ("Ержан", "Нұржан"),
    ("Мадина", "Медет"), ("Камила", "Карина"), ("Бақытжан", "Бақытгүл"), ("Сания", "Сара"), ("Алма", "Алмас"),
    ("Айбек", "Жұмабек"), ("Болат", "Талғат"), ("Айнұр", "Арнұр"), ("Дамир", "Тимур"), ("Асан", "Есен"),
    ("Дана", "Дина"),
)  # fmt: skip


def make_pairs(seed: int = SEED) -> str:
    """Give the whole file as text; the same at every run of a seed."""
    rng = Random(seed)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows(_alike(rng))
    writer.writerows(_others(rng))
    return out.getvalue()


def _alike(rng: Random) -> Iterator[tuple[str, ...]]:
    """Write one person twice: in two scripts, or in two manners of one script."""
    for place in range(ALIKE):
        human = make_human(rng)
        one, other = (SCRIPTS[place % 3], SCRIPTS[(place // 3) % 3])
        left, right = write(human, one, rng), write(human, other, rng)
        kind = f"{one}-{other}"
        if place % 12 == 11:
            right, kind = mistyped(right, rng), f"{kind}-mistyped"
        born = (human.born.isoformat(),) * 2 if rng.random() < 0.2 else ("", "")
        yield (left, right, *born, "1", kind)


def _others(rng: Random) -> Iterator[tuple[str, ...]]:
    makers = (siblings, near_names, namesakes, father_and_son, strangers, same_given, other_birthday)
    for place in range(OTHERS):
        maker = makers[place % len(makers)]
        one, other, with_birthdays = maker(rng)
        scripts = rng.choices(SCRIPTS, k=2)
        left, right = (
            _with_fathers(one, other, scripts, rng)
            if maker is namesakes
            else tuple(write(human, script, rng) for human, script in zip((one, other), scripts, strict=True))
        )
        born = (one.born.isoformat(), other.born.isoformat()) if with_birthdays else ("", "")
        yield (left, right, *born, "0", maker.__name__)


# --- two people -----------------------------------------------------------------------------------

Two = tuple[Human, Human, bool]


def siblings(rng: Random) -> Two:
    """Give two of one family, with one father."""
    one = make_human(rng)
    return one, sibling_of(one, rng), False


def near_names(rng: Random) -> Two:
    """Give two of one family whose names sound near."""
    human = replace(make_human(rng), is_russian=False, family="Ахмет", suffix=rng.choice(("ов", "")))
    human = replace(human, father="Болат")
    one, other = rng.choice(NEAR_NAMES)
    return replace(human, given=one), replace(human, given=other, is_man=rng.random() < 0.5), False


def namesakes(rng: Random) -> Two:
    """Give two of one name with different fathers, both told."""
    one = make_human(rng)
    while True:
        other = make_human(rng)
        if other.is_russian == one.is_russian and other.father[:2] != one.father[:2]:
            return one, replace(one, father=other.father, born=other.born), False


def father_and_son(rng: Random) -> Two:
    """Give a father and his son: each other's names stand in theirs."""
    father = replace(
        make_human(rng), is_man=True, is_russian=False, given="Серік", father="Болат", suffix="ов"
    )
    return father, replace(father, given="Ержан", father=father.given), False


def strangers(rng: Random) -> Two:
    """Give any two people with different names."""
    while True:
        one, other = make_human(rng), make_human(rng)
        if one.given[:3] != other.given[:3] and one.family[:3] != other.family[:3]:
            return one, other, False


def same_given(rng: Random) -> Two:
    """Give two people who share the given name alone."""
    one, other, _ = strangers(rng)
    return (
        one,
        replace(
            other,
            given=one.given,
            is_man=one.is_man,
            is_russian=one.is_russian,
            suffix=one.suffix,
            father=one.father,
        ),
        False,
    )


def other_birthday(rng: Random) -> Two:
    """Give two of one name who were born on different days, both told."""
    one = make_human(rng)
    while True:
        other = make_human(rng)
        if other.born.year != one.born.year and other.born.day != one.born.day:
            return one, replace(one, born=other.born), True


def _with_fathers(one: Human, other: Human, scripts: list[str], rng: Random) -> tuple[str, str]:
    """Write two namesakes until both fathers are told: without them they would be one name."""
    while True:
        texts = [write(human, script, rng) for human, script in zip((one, other), scripts, strict=True)]
        if all(len(text.split()) >= 3 for text in texts):
            return texts[0], texts[1]


def mistyped(text: str, rng: Random) -> str:
    """Mistype a letter in the longest word: doubled, or two exchanged."""
    words = text.split()
    place = max(range(len(words)), key=lambda at: len(words[at]))
    word, at = words[place], rng.randrange(2, max(3, len(words[place]) - 2))
    words[place] = (
        word[: at + 1] + word[at:]
        if rng.random() < 0.5
        else (word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :])
    )
    return " ".join(words)


if __name__ == "__main__":
    PAIRS.write_text(make_pairs(), "utf-8")
