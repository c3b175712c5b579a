"""Each module speaks its own domain, falls to the core's words, then to the English ones."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from platform_core.i18n import (
    catalogues,
    gettext,
    lazy_gettext,
    ngettext,
    pgettext,
    register_catalogue,
    translator,
    use_locale,
)
from platform_core.i18n.catalogues import domain_of_module, domain_of_template, load_catalogue

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
RUSSIAN_PLURALS = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)
RUSSIAN = f'{HEADER[:-1]}\n"Plural-Forms: {RUSSIAN_PLURALS}\\n"\n'
CHILDREN = """
msgid "%(num)s child"
msgid_plural "%(num)s children"
msgstr[0] "%(num)s ребёнок"
msgstr[1] "%(num)s ребёнка"
msgstr[2] "%(num)s детей"
"""


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Any]:
    """A module outside the tree, with a Russian catalogue of its own and no build step."""
    folder = tmp_path / "translations" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "toy.po").write_text(
        RUSSIAN
        + '\nmsgid "Toy word"\nmsgstr "Открыть"\n'
        + '\nmsgctxt "state"\nmsgid "Toy word"\nmsgstr "Открыт"\n'
        + '\nmsgid "%(name)s left"\nmsgstr "%(name)s: ушёл"\n'
        + CHILDREN,
        "utf-8",
    )
    register_catalogue("toy", tmp_path / "translations", package="toy_package")
    yield folder / "toy.po"
    register_catalogue("toy", tmp_path / "nowhere", package="toy_package")


def speak_from(module: str, code: str) -> str:
    """Run an expression as if it stood in `module`."""
    space = {
        "__name__": module,
        "gettext": gettext,
        "ngettext": ngettext,
        "pgettext": pgettext,
        "lazy_gettext": lazy_gettext,
    }
    return str(eval(code, space))


@pytest.mark.parametrize(
    ("module", "domain"),
    [
        ("plugins.incidents.views", "incidents"),
        ("plugins.incidents", "incidents"),
        ("platform_core.web.forms", "core"),
        ("somewhere.else", "core"),
        ("plugins", "core"),
    ],
)
def test_the_domain_follows_the_module(module: Any, domain: Any) -> None:
    assert domain_of_module(module) == domain


@pytest.mark.parametrize(
    ("name", "domain"), [("incidents/journal.html", "incidents"), ("core/base.html", "core"), (None, "core")]
)
def test_the_domain_follows_the_template(name: Any, domain: Any) -> None:
    assert domain_of_template(name) == domain


def test_a_module_speaks_its_own_catalogue(toy: Any) -> None:
    with use_locale("ru"):
        assert speak_from("toy_package.views", "gettext('Toy word')") == "Открыть"
        assert speak_from("toy_package.views", "pgettext('state', 'Toy word')") == "Открыт"
        assert speak_from("platform_core.web.forms", "gettext('Toy word')") == "Toy word"


def test_values_are_put_in(toy: Any) -> None:
    with use_locale("ru"):
        assert speak_from("toy_package", "gettext('%(name)s left', name='Ая')") == "Ая: ушёл"
        assert speak_from("toy_package", "gettext('100% sure')") == "100% sure"


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 ребёнок"), (3, "3 ребёнка"), (5, "5 детей"), (21, "21 ребёнок")]
)
def test_russian_plurals(toy: Any, count: Any, words: Any) -> None:
    with use_locale("ru"):
        assert speak_from("toy_package", f"ngettext('%(num)s child', '%(num)s children', {count})") == words


def test_english_needs_no_catalogue(toy: Any) -> None:
    with use_locale("en"):
        assert speak_from("toy_package", "ngettext('%(num)s child', '%(num)s children', 1)") == "1 child"
        assert speak_from("toy_package", "ngettext('%(num)s child', '%(num)s children', 2)") == "2 children"


def test_a_lazy_text_speaks_when_it_is_shown(toy: Any) -> None:
    space = {"__name__": "toy_package.events", "lazy_gettext": lazy_gettext}
    text = eval("lazy_gettext('Toy word')", space)
    with use_locale("ru"):
        assert (str(text), f"{text}!", text + "!") == ("Открыть", "Открыть!", "Открыть!")
    with use_locale("en"):
        assert str(text) == "Toy word"


def test_a_translator_speaks_one_domain_wherever_it_is_called(toy: Any) -> None:
    toy_words = translator("toy")
    with use_locale("ru"):
        assert toy_words.gettext("Toy word") == "Открыть"
        assert toy_words.ngettext("%(num)s child", "%(num)s children", 2) == "2 ребёнка"
        assert toy_words.pgettext("state", "Toy word") == "Открыт"
        assert str(toy_words.lazy_gettext("%(name)s left", name="Ая")) == "Ая: ушёл"


def test_what_a_module_lacks_the_core_says(toy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "core" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "core.po").write_text(
        RUSSIAN + '\nmsgid "Save"\nmsgstr "Сохранить"\n\nmsgid "Toy word"\nmsgstr "Раскрыть"\n', "utf-8"
    )
    monkeypatch.setitem(catalogues._directories, "core", tmp_path / "core")
    load_catalogue.cache_clear()
    with use_locale("ru"):
        assert speak_from("toy_package", "gettext('Save')") == "Сохранить"
        assert speak_from("toy_package", "gettext('Toy word')") == "Открыть"
        assert speak_from("platform_core.web", "gettext('Toy word')") == "Раскрыть"
    load_catalogue.cache_clear()


def test_an_unknown_domain_speaks_english() -> None:
    assert load_catalogue("no_such_module", "kk").gettext("Words") == "Words"


def test_a_compiled_catalogue_that_is_fresh_is_taken(toy: Any) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with toy.open("rb") as stream:
        catalogue = read_po(stream, locale="ru")
    catalogue.get("Toy word").string = "Из сборки"
    with toy.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalogue)
    load_catalogue.cache_clear()
    with use_locale("ru"):
        assert speak_from("toy_package", "gettext('Toy word')") == "Из сборки"
