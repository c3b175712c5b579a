"""Words across letters and scripts are found by one another, and others are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.directory.schemas.alike import is_alike, words_alike

SPELLINGS = [
    ("Үміт", "умит", "umit", "УМИТ", "ümit"),
    ("Жарқын", "жаркын", "zharkyn", "jarqyn", "zharqyn"),
    ("Қызылорда", "кызылорда", "kyzylorda", "qyzylorda"),
    ("Шымкент", "шимкент", "shymkent", "shimkent", "chimkent"),
    ("Ақтөбе", "актобе", "aktobe", "aqtobe"),
    ("Көкшетау", "кокшетау", "kokshetau", "kökşetau"),
    ("Щучинск", "shchuchinsk"),
    ("Балқаш", "балкаш", "balkash", "balkhash"),
    ("дағдарыс", "дагдарыс", "dagdarys", "daghdarys"),
]


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_every_spelling_finds_every_other(spellings) -> None:
    for text in spellings:
        for wanted in spellings:
            assert is_alike(f"«{text}» үйі", wanted), (text, wanted, words_alike(text), words_alike(wanted))


@pytest.mark.parametrize("wanted", [spellings[0] for spellings in SPELLINGS])
def test_a_name_does_not_find_the_others(wanted) -> None:
    others = [spellings[0] for spellings in SPELLINGS if spellings[0] != wanted]
    assert [other for other in others if is_alike(other, wanted)] == []


@given(st.text(max_size=40))
def test_a_text_is_found_by_itself_unless_it_has_no_word(text: str) -> None:
    assert is_alike(text, text) == bool(words_alike(text))


@given(st.text(max_size=20), st.text(max_size=10))
def test_case_and_what_stands_around_change_nothing(text: str, around: str) -> None:
    if is_alike("Қамқорлық орталығы", text):
        assert is_alike(f"{around} Қамқорлық орталығы", text.upper())
        assert is_alike(f"{around} Қамқорлық орталығы", text.lower())
