"""Messages are gathered, compiled and judged, a domain at a time."""

import gettext
import os
from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError

from build_tools import catalogues
from build_tools.catalogues import Domain

CODE = """
from platform_core.i18n import gettext as _, lazy_gettext as _l, ngettext, pgettext
TITLE = _l("Visits")
def greet(count):
    # Translators: at the desk
    return _("Good day") + ngettext("%(num)s guest", "%(num)s guests", count) + pgettext("of a door", "Open")
"""
TEMPLATE = "<p>{{ _('Sign here') }}</p>{% do rows.append(1) %}{% trans %}Thank you{% endtrans %}"
WHOLE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Visits"
msgstr "Келушілер"

msgid "Good day"
msgstr "Қайырлы күн"

msgid "%(num)s guest"
msgid_plural "%(num)s guests"
msgstr[0] "%(num)s қонақ"
msgstr[1] "%(num)s қонақ"

msgctxt "of a door"
msgid "Open"
msgstr "Ашық"

msgid "Sign here"
msgstr "Осында қол қойыңыз"

msgid "Thank you"
msgstr "Рақмет"
"""


@pytest.fixture
def domain(tmp_path: Path) -> Domain:
    package = tmp_path / "plugins" / "desk"
    (package / "templates" / "desk").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "views.py").write_text(CODE)
    (package / "templates" / "desk" / "list.html").write_text(TEMPLATE)
    (tmp_path / "platform_core").mkdir()
    (desk,) = [found for found in catalogues.find_domains(tmp_path) if found.name == "desk"]
    return desk


def _write(domain: Domain, text: str) -> Path:
    path = domain.po_file("kk")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_each_plugin_and_the_core_are_a_domain(domain: Domain) -> None:
    names = [found.name for found in catalogues.find_domains(domain.root)]
    assert names == ["core", "desk"]


def test_messages_come_from_code_and_templates_with_plurals_and_contexts(domain: Domain) -> None:
    found = {(message.context, message.id) for message in catalogues.extract_messages(domain) if message.id}
    assert found == {
        (None, "Visits"),
        (None, "Good day"),
        (None, ("%(num)s guest", "%(num)s guests")),
        ("of a door", "Open"),
        (None, "Sign here"),
        (None, "Thank you"),
    }


def test_a_broken_template_is_told_and_not_passed_over(domain: Domain) -> None:
    (domain.package / "templates" / "desk" / "list.html").write_text("{% if %}")
    with pytest.raises(TemplateSyntaxError):
        catalogues.extract_messages(domain)


def test_a_whole_catalogue_has_no_fault(domain: Domain) -> None:
    _write(domain, WHOLE)
    assert list(catalogues.find_faults(domain, "kk")) == []


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ('msgid "Visits"\nmsgstr "Келушілер"\n', "", "missing: 'Visits'"),
        ('msgstr "Рақмет"', 'msgstr ""', "untranslated: 'Thank you'"),
        ('msgstr[1] "%(num)s қонақ"', 'msgstr[1] ""', "untranslated: ('%(num)s guest', '%(num)s guests')"),
        ('msgid "Good day"', '#, fuzzy\nmsgid "Good day"', "fuzzy: 'Good day'"),
        ('msgid "Good day"', 'msgid "Good evening"', "no longer used: 'Good evening'"),
    ],
)
def test_each_fault_is_named(domain: Domain, was: str, becomes: str, fault: str) -> None:
    assert was in WHOLE
    _write(domain, WHOLE.replace(was, becomes))
    place = "plugins/desk/translations/kk/LC_MESSAGES/desk.po"
    assert f"{place}: {fault}" in list(catalogues.find_faults(domain, "kk"))


def test_a_lost_placeholder_is_a_fault(domain: Domain) -> None:
    text = WHOLE.replace('msgstr[0] "%(num)s қонақ"', 'msgstr[0] "%(count)s қонақ"')
    _write(domain, text.replace('msgid "%(num)s guest"', '#, python-format\nmsgid "%(num)s guest"'))
    (fault,) = catalogues.find_faults(domain, "kk")
    assert "placeholder" in fault


def test_extraction_keeps_translations_and_drops_what_is_gone(domain: Domain) -> None:
    path = _write(domain, WHOLE + '\nmsgid "Old words"\nmsgstr "Ескі сөздер"\n')
    (domain.package / "views.py").write_text(CODE + '\nMORE = _("New words")\n')
    catalogues.update_catalogue(domain, "kk")
    text = path.read_text(encoding="utf-8")
    assert 'msgid "Visits"\nmsgstr "Келушілер"' in text
    assert 'msgid "New words"\nmsgstr ""' in text
    assert "Old words" not in text
    assert "fuzzy" not in text


def test_a_gathered_catalogue_begins_with_what_is_true_and_bears_no_date(domain: Domain) -> None:
    catalogues.update_catalogue(domain, "kk")
    header = domain.po_file("kk").read_text(encoding="utf-8").split("\n\n", 1)[0]
    assert header == catalogues.HEADER.format(
        language="kk", team="Kazakh", plurals="nplurals=2; plural=(n != 1);"
    ).rstrip("\n")


def test_extraction_twice_changes_nothing(domain: Domain) -> None:
    catalogues.update_catalogue(domain, "ru")
    first = domain.po_file("ru").read_bytes()
    catalogues.update_catalogue(domain, "ru")
    assert domain.po_file("ru").read_bytes() == first


def test_compiled_catalogues_are_stale_only_when_older(domain: Domain) -> None:
    source = _write(domain, WHOLE)
    assert catalogues.find_stale(domain.root) == [source]
    catalogues.compile_catalogue(source)
    assert catalogues.find_stale(domain.root) == []
    with source.with_suffix(".mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Thank you") == "Рақмет"
    later = source.with_suffix(".mo").stat().st_mtime_ns + 1_000_000
    os.utime(source, ns=(later, later))
    assert catalogues.find_stale(domain.root) == [source]
