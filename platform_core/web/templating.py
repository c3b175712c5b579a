"""Prepare Jinja: where templates lie, how they speak, what macros may call."""

from collections.abc import Callable, Iterable, Sequence
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, pass_context
from jinja2.runtime import Context

from platform_core import i18n
from platform_core.i18n.catalogues import domain_of_template, load_catalogue
from platform_core.i18n.locale import current_locale
from platform_core.web import marks
from platform_core.web.assets import asset_url, icon_sprite
from platform_core.web.levels import level_look
from platform_core.web.static_files import kept_address, static_url
from platform_core.web.tables import table_rows

CORE = Path(__file__).parents[1]


def install_templating(app: Flask, folders: Iterable[Path] = ()) -> None:
    """Set the template folders of the core and of `folders`, and everything macros call."""
    core = sorted(CORE.glob("*/templates"))
    paths = [str(folder) for folder in (*core, *folders) if folder.is_dir()]
    app.jinja_loader = ChoiceLoader([FileSystemLoader(paths)])
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    environment.add_extension("jinja2.ext.do")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=True, pgettext=_pgettext, npgettext=_npgettext
    )
    environment.tests["choice_group"] = _is_choice_group
    environment.globals.update(_globals(), marks=marks)


def _globals() -> dict[str, Callable[..., Any]]:
    formats: Sequence[Callable[..., Any]] = (
        i18n.format_ago,
        i18n.format_date,
        i18n.format_datetime,
        i18n.format_due,
        i18n.format_list,
        i18n.format_number,
        i18n.format_percent,
        i18n.format_time,
        i18n.current_locale,
        i18n.territory_name,
    )
    drawn: Sequence[Callable[..., Any]] = (level_look, chart_data, table_rows)
    places: Sequence[Callable[..., Any]] = (kept_address(asset_url), kept_address(icon_sprite), static_url)
    return {str(function.__name__): function for function in (*formats, *drawn, *places)}


def chart_data(kind: str, labels: Sequence[object], series: Sequence[Sequence[Any]]) -> str:
    """Write a chart as JSON for its `data-chart` attribute."""
    content = {
        "kind": kind,
        "labels": [str(label) for label in labels],
        "series": [
            {"name": str(one[0]), "values": list(one[1]), "tone": one[2] if len(one) > 2 else None}  # noqa: PLR2004
            for one in series
        ],
        "locale": current_locale(),
    }
    return orjson.dumps(content).decode()


def _is_choice_group(option: object) -> bool:
    """Tell whether an option of a select is a group: `(label, [(value, label), …])`."""
    return isinstance(option, list | tuple)


@pass_context
def _gettext(context: Context, message: str) -> str:
    return _catalogue(context).gettext(message)


@pass_context
def _ngettext(context: Context, singular: str, plural: str, num: int) -> str:
    return _catalogue(context).ngettext(singular, plural, num)


@pass_context
def _pgettext(context: Context, meaning: str, message: str) -> str:
    return _catalogue(context).pgettext(meaning, message)


@pass_context
def _npgettext(context: Context, meaning: str, singular: str, plural: str, num: int) -> str:
    return _catalogue(context).npgettext(meaning, singular, plural, num)


def _catalogue(context: Context) -> NullTranslations:
    return load_catalogue(domain_of_template(context.name), current_locale())
