"""Made-up people of Kazakhstan: names as the Kazakh register writes them, put together by chance."""

import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.plugins.visitors.names.spelling import (
    FROM_KAZAKH,
    FROM_RUSSIAN,
    in_latin,
    in_russian,
)

_NAMES = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
MEN, WOMEN, KAZAKH_FAMILIES = _NAMES["men"], _NAMES["women"], _NAMES["kazakh_families"]
RUSSIAN_MEN, RUSSIAN_WOMEN = _NAMES["russian_men"], _NAMES["russian_women"]
RUSSIAN_FAMILIES, RUSSIAN_FATHERS = _NAMES["russian_families"], _NAMES["russian_fathers"]


@dataclass(frozen=True)
class Human:
    """A person by the Kazakh (or, of a Russian, the Russian) forms of family, given and father's name."""

    family: str
    given: str
    father: str
    is_man: bool
    is_russian: bool
    suffix: str
    born: date

    @property
    def surname(self) -> str:
        """The family name as this person bears it."""
        if self.is_russian or not self.suffix:
            ends_so = self.family.endswith(("ов", "ев", "ёв"))
            return f"{self.family}а" if ends_so and not self.is_man else self.family
        return f"{with_russian_ending(self.family)}{'' if self.is_man else 'а'}"

    @property
    def patronymic(self) -> str:
        """The father's name in the Kazakh manner, or of a Russian in the Russian one."""
        if self.is_russian:
            return f"{RUSSIAN_FATHERS[self.father]}{'вич' if self.is_man else 'вна'}"
        return f"{self.father}{'ұлы' if self.is_man else 'қызы'}"

    @property
    def russian_patronymic(self) -> str:
        """The father's name as Russian papers have it."""
        if self.is_russian:
            return self.patronymic
        stem = with_russian_ending(in_russian(self.father))
        return f"{stem}{'ич' if self.is_man else 'на'}"


def with_russian_ending(stem: str) -> str:
    """Add «-ов», or after a soft end «-ев»: Жұмабай is Жұмабаев, Қали is Қалиев."""
    if stem.endswith("й"):
        return f"{stem[:-1]}ев"
    return f"{stem}{'ев' if stem.endswith(('и', 'е')) else 'ов'}"


def make_human(rng: Random) -> Human:
    """Put a person together: four of five Kazakh, with or without a Russian ending of the family name."""
    is_man, is_russian = rng.random() < 0.5, rng.random() < 0.2
    given = (RUSSIAN_MEN if is_man else RUSSIAN_WOMEN) if is_russian else (MEN if is_man else WOMEN)
    family = rng.choice(RUSSIAN_FAMILIES if is_russian else KAZAKH_FAMILIES)
    return Human(
        family=family,
        given=rng.choice(given),
        father=rng.choice(sorted(RUSSIAN_FATHERS) if is_russian else MEN),
        is_man=is_man,
        is_russian=is_russian,
        suffix="" if is_russian else rng.choice(("ов", "ов", "")),
        born=date(1950, 1, 1) + timedelta(days=rng.randrange(20_000)),
    )


def sibling_of(human: Human, rng: Random) -> Human:
    """Give a brother or sister: the same family and father, another name and birthday."""
    while True:
        other = make_human(rng)
        if other.is_russian == human.is_russian and other.given != human.given:
            return replace(human, given=other.given, is_man=other.is_man, born=other.born)


# --- writing --------------------------------------------------------------------------------------

SCRIPTS = ("kazakh", "russian", "latin")


def write(human: Human, script: str, rng: Random) -> str:
    """Write a person as some paper has it: a script, an order, with or without the father's name."""
    family, given, father = _forms(human, script, rng)
    if script == "kazakh" and rng.random() < 0.2:
        father = father.replace("ұлы", " ұлы").replace("қызы", " қызы")
    parts = [family, given]
    if rng.random() < 0.3:
        parts.reverse()
    if rng.random() < 0.5:
        parts.append(father)
    text = " ".join(parts)
    return text.upper() if rng.random() < 0.2 else text


def _forms(human: Human, script: str, rng: Random) -> tuple[str, str, str]:
    kazakh = (human.surname, human.given, human.patronymic)
    russian = (_russian_surname(human), in_russian(human.given), human.russian_patronymic)
    if human.is_russian:
        russian = kazakh
    if script == "kazakh":
        return kazakh
    if script == "russian":
        return russian
    if human.is_russian or rng.random() < 0.5:
        table = rng.choice(FROM_RUSSIAN)
        return tuple(in_latin(word, table) for word in russian)
    table = rng.choice(FROM_KAZAKH)
    return tuple(in_latin(word, table) for word in kazakh)


def _russian_surname(human: Human) -> str:
    stem = in_russian(human.family)
    if not human.suffix:
        return stem
    return f"{with_russian_ending(stem)}{'' if human.is_man else 'а'}"
