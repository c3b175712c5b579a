"""Every text stands in Kazakh and in Russian, in that language's letters, with the same places to fill in."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import pytest

from build_tools.catalogues import LANGUAGES, find_domains, find_faults
from tests.i18n.shipped import FOREIGN_TONGUES, PLACEHOLDER, Text, texts_in

RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
KAZAKH = RUSSIAN | frozenset("әғқңөұүһі")
LETTERS = {"kk": KAZAKH, "ru": RUSSIAN}

# Names of products, standards, file formats and codes; they are written in Latin letters in every language.
LATIN = {
    "AAC": "a sound format",
    "AMR": "a sound format",
    "Connect": "of the name of a standard: OpenID Connect",
    "DOCX": "a file format",
    "HEIC": "a picture format",
    "HTTPS": "the name of a protocol",
    "MOV": "a video format",
    "OGG": "a sound format",
    "OpenID": "of the name of a standard: OpenID Connect",
    "PDF": "a file format",
    "PIN": "the name of a code",
    "TXT": "a file format",
    "WAV": "a sound format",
    "acr": "as a provider names it",
    "amr": "as a provider names it",
    "login": "of an address given as an example",
    "mfa": "as a provider names it",
    "API": "the name of an interface for programs",
    "Authorization": "the name of an HTTP header",
    "Data": "of the name of a standard: Human Services Data",
    "Enter": "the label of a key",
    "Human": "of the name of a standard: Human Services Data",
    "JPEG": "a file format",
    "PNG": "a file format",
    "SHA": "the name of a hash",
    "Services": "of the name of a standard: Human Services Data",
    "UUID": "a kind of identifier",
    "WebP": "a file format",
    "datapackage": "of the name of a file",
    "directory": "of a command",
    "http": "as it stands in an address",
    "json": "of the name of a file",
    "load": "of a command",
    "qorgau": "a command",
    "CSV": "a file format",
    "IP": "a kind of address",
    "JSON": "a file format",
    "QR": "a kind of code",
    "Qorgau": "the product",
    "Shift": "the label of a key",
    "UTF": "an encoding",
    "WhatsApp": "the name of a messenger",
    "XLSX": "a file format",
    "ZIP": "a file format",
    "example": "of an address given as an example",
    "false": "as it stands in a settings file",
    "https": "as it stands in an address",
    "kz": "of an address given as an example",
    "name": "of an address given as an example",
    "true": "as it stands in a settings file",
    "xls": "a file format",
    "xlsx": "a file format",
    "csv": "a file format",
}
# Clauses of the policy (P30.3, A8), a class (7A) as a file may write it, file formats with a digit (MP3).
CODE = re.compile(r"\b[PA]\d+(?:\.\d+)?\b|\b\d+[A-Z]\b|\bM(?:P|4)\w\b|\b3GP\b")
LATIN_WORD = re.compile(r"[A-Za-z]+")
MIXED = re.compile(r"(?=\w*[A-Za-z])(?=\w*[\u0400-\u04ff])\w+")
# Kazakh letters, each as the Russian one by which a hasty hand gives it.
FOLDED = str.maketrans("әғқңөұүһі", "агкноуухи")
# Different words that only a Kazakh letter tells apart.
TRUE_PAIRS = (
    {"түр", "тұр"},  # a kind; stands
    {"болу", "бөлу"},  # to be; to part
    {"от", "өт"},  # fire; pass on
    {"соны", "соңы"},  # that; the end
)


def _told(texts: list[Text]) -> str:
    return "\n".join(f"{text.place}: {text.said!r} ({text.english!r})" for text in texts)


def _english_in(text: Text) -> list[str]:
    return [word for word in _latin_in(text) if word not in LATIN]


def _latin_in(text: Text) -> list[str]:
    return LATIN_WORD.findall(CODE.sub(" ", text.bare))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_missing_empty_doubtful_or_left_over(language: str) -> None:
    faults = [fault for domain in find_domains() for fault in find_faults(domain, language)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", FOREIGN_TONGUES)
def test_no_text_of_the_data_is_empty(language: str) -> None:
    empty = [text for text in texts_in(language) if not text.said.strip()]
    assert not empty, _told(empty)


@pytest.mark.parametrize("language", FOREIGN_TONGUES)
def test_no_english_is_left(language: str) -> None:
    english = [text for text in texts_in(language) if _english_in(text)]
    assert not english, _told(english)


def test_every_excused_name_is_said() -> None:
    said = {word for language in FOREIGN_TONGUES for text in texts_in(language) for word in _latin_in(text)}
    assert sorted(set(LATIN) - said) == []


@pytest.mark.parametrize("language", FOREIGN_TONGUES)
def test_the_places_to_fill_in_are_those_of_the_english(language: str) -> None:
    differing = [
        text
        for text in texts_in(language)
        if Counter(PLACEHOLDER.findall(text.said)) != Counter(PLACEHOLDER.findall(text.english))
    ]
    assert not differing, _told(differing)


@pytest.mark.parametrize("language", FOREIGN_TONGUES)
def test_no_latin_letter_hides_in_a_word(language: str) -> None:
    mixed = [text for text in texts_in(language) if MIXED.search(CODE.sub(" ", text.bare))]
    assert not mixed, _told(mixed)


@pytest.mark.parametrize("language", FOREIGN_TONGUES)
def test_words_are_written_in_the_letters_of_the_language(language: str) -> None:
    foreign = [
        text
        for text in texts_in(language)
        if set(text.bare.lower()) - LETTERS[language] - set(_beside_letters(text.bare))
    ]
    assert not foreign, _told(foreign)


def _beside_letters(text: str) -> set[str]:
    return {
        letter for letter in text.lower() if not letter.isalpha() or "LATIN" in unicodedata.name(letter, "")
    }


def _lookalikes(words: Iterable[str]) -> list[set[str]]:
    """Find words that differ in nothing but Kazakh letters, so that one of them is likely misspelt.

    A last `н` or `ң` tells whose a thing is, and is no sign of a slip.
    """
    written: dict[str, set[str]] = {}
    for word in words:
        mine = re.sub("ң$", "н", word.lower())
        written.setdefault(mine.translate(FOLDED), set()).add(mine)
    return [alike for alike in written.values() if len(alike) > 1 and alike not in TRUE_PAIRS]


def test_no_kazakh_word_has_a_russian_letter_in_place_of_its_own() -> None:
    assert _lookalikes(word for text in texts_in("kk") for word in text.words()) == []


def test_a_russian_letter_in_a_kazakh_word_would_be_told() -> None:
    assert _lookalikes(["қызмет", "кызмет", "атын", "атың", "Түр", "тұр"]) == [{"қызмет", "кызмет"}]


def test_long_kazakh_and_russian_texts_are_never_the_same() -> None:
    """A pair alike beyond a word or two was copied from one language into the other."""
    kazakh = {text.said for text in texts_in("kk") if len(text.words()) > 2}
    copied = [text for text in texts_in("ru") if text.said in kazakh]
    assert not copied, _told(copied)


@pytest.mark.parametrize("language", FOREIGN_TONGUES)
def test_texts_are_whole_strings_without_stray_space(language: str) -> None:
    stray = [
        text
        for text in texts_in(language)
        if text.said != text.said.strip()
        or "  " in text.said
        or unicodedata.normalize("NFC", text.said) != text.said
    ]
    assert not stray, _told(stray)


@pytest.mark.parametrize("language", FOREIGN_TONGUES)
def test_a_sentence_ends_as_the_english_one_does(language: str) -> None:
    """A full stop or a question mark lost or gained is a sentence lost or gained."""
    ends = ("?", "…", ":")
    differing = [
        text
        for text in texts_in(language)
        if any(text.english.endswith(end) and not text.said.rstrip("»").endswith(end) for end in ends)
    ]
    assert not differing, _told(differing)
