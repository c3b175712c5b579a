"""Russian and Kazakh are spelt as the dictionaries spell them; each exception is a term and says why."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from platform_core.testing.processes import find_file, find_program
from tests.i18n.kazakh import stems_of
from tests.i18n.shipped import texts_in

HERE = Path(__file__).parent
DICTIONARIES = {"kk": "kk_KZ", "ru": "ru_RU"}


def unknown_to_dictionary(words: Iterable[str], language: str) -> set[str]:
    """Ask Hunspell which words it does not know."""
    program = find_program("hunspell", package="hunspell")
    name = DICTIONARIES[language]
    find_file(Path(f"/usr/share/hunspell/{name}.dic"), package=f"hunspell-{language}")
    command = [str(program), "-d", name, "-i", "UTF-8", "-l"]
    asked = "\n".join(sorted(set(words)))
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    return set(answer.stdout.split())


def accepted_words(language: str) -> dict[str, str]:
    """Read the terms that no dictionary has: `word  # why it is right`."""
    lines = (HERE / f"accepted_{language}.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.partition("#") for line in lines if line.strip() and not line.startswith("#"))
    return {word.strip(): reason.strip() for word, _, reason in entries}


def said_words(language: str) -> set[str]:
    """Gather the words of the product that are written in Cyrillic letters."""
    words = {word for text in texts_in(language) for word in text.words()}
    return {word for word in words if not word.isascii()}


def misspelt_russian(words: set[str], accepted: Iterable[str]) -> set[str]:
    """Find Russian words in no form known."""
    unknown = unknown_to_dictionary(words, "ru")
    return {word for word in unknown if word.lower() not in accepted}


def misspelt_kazakh(words: set[str], accepted: Iterable[str]) -> set[str]:
    """Find Kazakh words that are neither known nor a known or accepted stem with regular endings."""
    known = set(accepted)
    unknown = {word.lower() for word in unknown_to_dictionary(words, "kk")} - known
    stems = {word: stems_of(word) for word in unknown}
    no_stems = unknown_to_dictionary({stem for some in stems.values() for stem in some}, "kk")
    return {word for word, some in stems.items() if not some & known and some <= no_stems}


def test_russian_is_spelt_right() -> None:
    assert sorted(misspelt_russian(said_words("ru"), accepted_words("ru"))) == []


def test_kazakh_is_spelt_right() -> None:
    assert sorted(misspelt_kazakh(said_words("kk"), accepted_words("kk"))) == []


def test_slips_are_found() -> None:
    assert misspelt_russian({"сообщение", "собщение"}, {}) == {"собщение"}
    words = {
        "қызметкерлерімізге",
        "қызметкарлар",
        "кызмет",
        "оқушыларге",
        "хабарламаларыңызға",
        "хабраламалар",
    }
    assert misspelt_kazakh(words, {}) == {"қызметкарлар", "кызмет", "оқушыларге", "хабраламалар"}


@pytest.mark.parametrize("language", sorted(DICTIONARIES))
def test_accepted_words_are_needed_and_explained(language: str) -> None:
    accepted = accepted_words(language)
    assert [word for word, reason in accepted.items() if len(reason) < 3] == []
    said = {word.lower() for word in said_words(language)}
    stems = {stem for word in said for stem in stems_of(word)} if language == "kk" else set()
    assert sorted(set(accepted) - said - stems) == [], "nobody says these any more"
    assert sorted(set(accepted) - unknown_to_dictionary(accepted, language)) == [], "the dictionary has these"
