"""Templates: each speaks its own domain, and every macro escapes what it is given."""

# ruff: noqa: E501 - templates stand on one line here, as their authors write them

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template, render_template_string

from platform_core.i18n import catalogues, lazy_gettext, use_locale
from platform_core.i18n.catalogues import load_catalogue
from platform_core.web.forms import Form
from platform_core.web.lists import Page
from platform_core.web.static_files import install_static
from platform_core.web.templating import install_templating

EVIL = "<script>alert('x')</script>\""
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    (tmp_path / "templates").mkdir()
    app = Flask("x", static_folder=None, template_folder=None)
    install_static(app, {})
    install_templating(app, [tmp_path / "templates"])
    app.jinja_env.globals["csrf_token"] = lambda: "the-token"
    with app.test_request_context("/alpha/list"), use_locale("en"):
        yield app


def draw(source: str, **values: Any) -> str:
    return render_template_string('{% import "core/macros.html" as ui %}' + source, **values)


@pytest.fixture
def speaking(site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two Russian catalogues, the core's and a module's, and a folder of the module's templates."""
    for domain, words in (("core", "Ядро"), ("toy", "Модуль")):
        folder = tmp_path / domain / "ru" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        shared = '\nmsgid "Only core"\nmsgstr "Только ядро"\n' if domain == "core" else ""
        (folder / f"{domain}.po").write_text(f'{PO}\nmsgid "Who"\nmsgstr "{words}"\n{shared}', "utf-8")
        monkeypatch.setitem(catalogues._directories, domain, tmp_path / domain)
    load_catalogue.cache_clear()
    pages = tmp_path / "templates"
    for name, text in {
        "core/whole.html": '{{ _("Who") }}|{{ _("Only core") }}|{% block part %}{% endblock %}',
        "core/part.html": '{{ _("Who") }}',
        "core/words.html": '{% macro who() %}{{ _("Who") }}{% endmacro %}',
        "toy/page.html": '{% extends "core/whole.html" %}{% block part %}{{ _("Who") }}{% endblock %}',
        "toy/mixed.html": '{% import "core/words.html" as words %}{{ _("Who") }}|{% include "core/part.html" %}|{{ words.who() }}',
    }.items():
        (pages / name).parent.mkdir(parents=True, exist_ok=True)
        (pages / name).write_text(text, "utf-8")
    yield pages
    load_catalogue.cache_clear()


def test_a_template_speaks_the_domain_of_its_folder(speaking: Path) -> None:
    with use_locale("ru"):
        assert render_template("core/whole.html") == "Ядро|Только ядро|"
        assert render_template("toy/page.html").endswith("|Только ядро|Модуль")
        assert render_template("toy/mixed.html") == "Модуль|Ядро|Ядро"
    with use_locale("en"):
        assert render_template("toy/page.html") == "Who|Only core|Who"


def test_values_and_percent_signs(site: Flask) -> None:
    assert (
        draw('{{ _("100%% of %(name)s", name=who) }}', who=EVIL)
        == "100% of &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&#34;"
    )
    assert draw('{{ ngettext("%(num)s case", "%(num)s cases", 2) }}') == "2 cases"


@dataclass(frozen=True)
class Row:
    name: str
    url: str = ""
    count: int | None = 0


@pytest.mark.parametrize(
    "source",
    [
        "{{ ui.badge(evil) }}{{ ui.status(evil) }}{{ ui.level('low', evil) }}{{ ui.icon('bell', evil) }}",
        "{{ ui.button(evil) }}{{ ui.button(evil, href=evil) }}{{ ui.stat_card(evil, evil, hint=evil, href=evil) }}",
        "{{ ui.description_list([(evil, evil)]) }}{{ ui.tabs([(evil, evil, true, evil)], evil) }}{{ ui.breadcrumbs([(evil, evil)]) }}",
        "{{ ui.empty_state(evil, evil, action=evil, href=evil) }}{{ ui.timeline(events) }}",
        "{% call ui.panel(evil, id='a', lead=evil) %}{{ evil }}{% endcall %}{% call ui.notice(evil) %}{{ evil }}{% endcall %}",
        "{{ ui.data_table([('name', evil), ('count', evil, 'num')], rows, evil) }}",
        "{% call(row, key) ui.data_table([('name', evil)], rows, evil) %}{{ row.name }}{% endcall %}",
        "{{ ui.chart('c', evil, [evil], [(evil, [1])]) }}{{ ui.error_summary(form) }}{{ ui.why_asked(evil, evil) }}",
        "{% for type in types %}{{ ui.field(form, 'a', evil, type=type, options=[(evil, evil, evil)], hint=evil, why=evil) }}{% endfor %}",
        "{{ ui.confirm(evil, evil, evil, evil, fields={evil: evil}) }}{{ ui.post_button(evil, evil, fields={'a': evil}) }}{{ ui.initials(evil) }}",
    ],
)
def test_no_macro_lets_a_text_become_markup(site: Flask, source: str) -> None:
    types = [
        "text",
        "textarea",
        "select",
        "radios",
        "checkboxes",
        "date",
        "switch",
        "hidden",
        "file",
        "search",
    ]
    drawn = draw(
        source,
        evil=EVIL,
        types=types,
        rows=[Row(EVIL, EVIL)],
        form=Form(values={"a": [EVIL]}, errors={"a": [EVIL]}, labels={"a": EVIL}),
        events=[
            SimpleNamespace(
                at=date(2026, 1, 1), title=EVIL, by=EVIL, text=EVIL, icon=None, tone=None, href=EVIL
            )
        ],
    )
    assert "<script>" not in drawn
    assert '"" ' not in drawn.replace('value="" ', "").replace('action="" ', "")


@pytest.mark.parametrize(
    "kind", ["text", "textarea", "select", "date", "time", "number", "email", "file", "switch"]
)
def test_every_control_has_its_label_hint_and_error(site: Flask, kind: str) -> None:
    form = Form(values={"a": ["1"]}, errors={"a": ["Wrong."]})
    drawn = draw(
        "{{ ui.field(form, 'a', 'Question', type=kind, options=[('1', 'One')], hint='Hint') }}",
        form=form,
        kind=kind,
    )
    assert 'for="f-a"' in drawn
    assert 'id="f-a"' in drawn
    assert 'aria-describedby="f-a-hint f-a-error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "Wrong." in drawn


def test_groups_of_choices_are_one_question(site: Flask) -> None:
    form = Form(values={"a": ["2"]})
    drawn = draw(
        "{{ ui.field(form, 'a', 'Question', type='radios', options=[('1', 'One'), ('2', 'Two', 'A hint')]) }}",
        form=form,
    )
    assert drawn.count("<legend") == 1
    assert 'value="2" checked' in drawn
    assert 'value="1" checked' not in drawn
    assert "A hint" in drawn


def test_a_select_takes_groups_and_lazy_labels(site: Flask) -> None:
    options = [("1", lazy_gettext("One")), ("Group", [("2", "Two")])]
    drawn = draw(
        "{{ ui.field(none, 'a', 'Question', type='select', options=options, value=2) }}", options=options
    )
    assert '<option value="1">One</option>' in drawn
    assert '<optgroup label="Group">' in drawn
    assert '<option value="2" selected>Two</option>' in drawn


def test_a_password_is_never_given_back(site: Flask) -> None:
    form = Form(values={"a": ["hunter2"]})
    assert "hunter2" not in draw("{{ ui.field(form, 'a', 'Password', type='password') }}", form=form)


def test_forms_carry_their_token_and_version(site: Flask) -> None:
    drawn = draw(
        "{% call ui.form('/save', version=7) %}x{% endcall %}{{ ui.post_button('/go', 'Go') }}{{ ui.confirm('/end', 'End', 'Sure?', 'Yes') }}"
    )
    assert drawn.count('value="the-token"') == 3
    assert 'name="version" value="7"' in drawn
    assert "the-token" not in draw("{% call ui.form(method='get') %}x{% endcall %}")


@pytest.mark.parametrize(
    ("code", "word", "icon"),
    [
        ("low", "Low", "shield-check"),
        ("extreme", "Extreme", "alert-octagon"),
        (None, "Not assessed", "circle-dashed"),
        ("odd", "Not assessed", "circle-dashed"),
    ],
)
def test_a_level_is_icon_word_and_colour(site: Flask, code: str | None, word: str, icon: str) -> None:
    drawn = draw("{{ ui.level(code) }}", code=code)
    assert f">{word}<" in drawn
    assert f"#tabler-{icon}" in drawn
    assert "q-level-" in drawn


def test_marks_speak_the_language_of_each_reader(
    site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "core.po").write_text(
        f'{PO}\nmsgid "today"\nmsgstr "сегодня"\n\nmsgid "High"\nmsgstr "Высокий"\n', "utf-8"
    )
    monkeypatch.setitem(catalogues._directories, "core", tmp_path)
    load_catalogue.cache_clear()
    source = "{{ ui.due(0) }}{{ ui.level('high') }}"
    english = draw(source)
    with use_locale("ru"):
        russian = draw(source)
    assert ("today" in english, "High" in english, "сегодня" in russian, "Высокий" in russian) == (True,) * 4
    load_catalogue.cache_clear()


@pytest.mark.parametrize(("days", "tone"), [(-1, "late"), (0, "soon"), (2, "soon"), (3, "far")])
def test_a_deadline_shows_how_near_it_is(site: Flask, days: int, tone: str) -> None:
    assert f"q-due-{tone}" in draw("{{ ui.due(days, on=day) }}", days=days, day=date(2026, 11, 22))


def test_rows_link_by_their_first_cell(site: Flask) -> None:
    rows = [Row("One", "/1", None), {"name": "Two", "url": None, "count": 3}]
    drawn = draw(
        "{{ ui.data_table([('name', 'Name'), ('count', 'Count', 'num')], rows, 'Names') }}", rows=rows
    )
    assert '<a class="q-row-link" href="/1">One</a>' in drawn
    assert '<td role="cell" data-label="Name">Two</td>' in drawn
    assert '<td role="cell" class="q-cell-num" data-label="Count"></td>' in drawn
    assert '<td role="cell" class="q-cell-num" data-label="Count">3</td>' in drawn


def test_a_drawn_cell_takes_the_place_of_the_value(site: Flask) -> None:
    source = "{% call(row, key) ui.data_table([('name', 'Name'), ('count', 'Count')], rows, 'Names') %}{% if key == 'count' %}{{ ui.badge(row.count) }}{% endif %}{% endcall %}"
    drawn = draw(source, rows=[Row("One", "", 5)])
    assert ">One<" in drawn
    assert '<span class="q-badge q-tone-neutral">5</span>' in drawn


def test_a_chart_tells_the_same_by_table(site: Flask) -> None:
    drawn = draw("{{ ui.chart('c', 'Title', ['a', 'b'], [('One', [1, none], 'high')], kind='line') }}")
    content = drawn.partition('data-chart="')[2].partition('"')[0].replace("&#34;", '"')
    assert json.loads(content) == {
        "kind": "line",
        "labels": ["a", "b"],
        "series": [{"name": "One", "values": [1, None], "tone": "high"}],
        "locale": "en",
    }
    assert "not reporting" in drawn


def test_pages_have_neighbours_and_counts(site: Flask) -> None:
    drawn = draw("{{ ui.pager(page) }}{{ ui.result_count(page) }}", page=Page((1,), "/prev", None, 1))
    assert 'rel="prev" href="/prev"' in drawn
    assert 'rel="next"' not in drawn
    assert "1 record" in drawn
    assert "records on this page" in draw("{{ ui.result_count(page) }}", page=Page((1, 2), None, None, None))
    assert draw("{{ ui.pager(page) }}", page=Page((), None, None, 0)).strip() == ""


def test_moments_of_a_chronology_are_on_the_clock_of_the_branch(site: Flask) -> None:
    event = SimpleNamespace(
        at=datetime(2026, 11, 22, 20, 0, tzinfo=UTC),
        title="X",
        by=None,
        text=None,
        icon=None,
        tone=None,
        href=None,
    )
    with use_locale("en", timezone="Asia/Almaty"):
        assert "23 Nov 2026, 01:00" in draw("{{ ui.timeline([event]) }}", event=event)
