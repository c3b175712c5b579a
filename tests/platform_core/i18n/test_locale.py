"""The reader at hand: language and clock."""

from threading import Thread
from typing import Any

import pytest

from platform_core.i18n import current_locale, current_timezone, is_language, use_locale
from platform_core.i18n.locale import begin_reader, end_reader, forget_choices


def test_nobody_reads_in_kazakh_on_the_clock_of_almaty() -> None:
    assert (current_locale(), current_timezone().key) == ("kk", "Asia/Almaty")


def test_a_block_speaks_its_language_and_gives_it_back() -> None:
    with use_locale("ru", timezone="Asia/Tokyo"):
        with use_locale("en"):
            assert (current_locale(), current_timezone().key) == ("en", "Asia/Tokyo")
        assert current_locale() == "ru"
    assert current_locale() == "kk"


def test_a_block_gives_the_language_back_after_a_fault() -> None:
    with pytest.raises(RuntimeError), use_locale("en"):
        raise RuntimeError
    assert current_locale() == "kk"


@pytest.mark.parametrize("code", ["de", "", "KK", None, 1])
def test_other_languages_are_refused(code: Any) -> None:
    assert not is_language(code)
    with pytest.raises(ValueError, match="not a language"), use_locale(code):
        pass


def test_the_choice_is_asked_once_and_only_when_needed() -> None:
    asked = []
    token = begin_reader(lambda: asked.append(1) or "ru", choose_timezone=lambda: "Asia/Almaty")
    try:
        assert not asked
        assert [current_locale(), current_locale()] == ["ru", "ru"]
        assert len(asked) == 1
        forget_choices()
        assert current_locale() == "ru"
        assert len(asked) == 2
    finally:
        end_reader(token)


def test_a_wrong_choice_falls_to_kazakh_and_to_almaty() -> None:
    token = begin_reader(lambda: "xx", choose_timezone=lambda: "Nowhere/Land")
    try:
        assert (current_locale(), current_timezone().key) == ("kk", "Asia/Almaty")
    finally:
        end_reader(token)


def test_threads_read_apart() -> None:
    seen = []
    with use_locale("ru"):
        thread = Thread(target=lambda: seen.append(current_locale()))
        thread.start()
        thread.join()
    assert seen == ["kk"]
