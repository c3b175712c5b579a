"""Speak Kazakh, Russian and English: messages, dates, numbers, plurals, sorting."""

from platform_core.i18n.catalogues import register_catalogue
from platform_core.i18n.formats import (
    format_ago,
    format_date,
    format_datetime,
    format_due,
    format_list,
    format_number,
    format_percent,
    format_time,
    local_time,
    territory_name,
)
from platform_core.i18n.locale import (
    DEFAULT_LANGUAGE,
    DEFAULT_TIMEZONE,
    LANGUAGES,
    current_locale,
    current_timezone,
    is_language,
    use_locale,
)
from platform_core.i18n.messages import (
    Translator,
    gettext,
    lazy_gettext,
    ngettext,
    pgettext,
    translator,
)
from platform_core.i18n.sorting import collation_key
from platform_core.i18n.word_book import WordBook

__all__ = [
    "DEFAULT_LANGUAGE",
    "DEFAULT_TIMEZONE",
    "LANGUAGES",
    "Translator",
    "WordBook",
    "collation_key",
    "current_locale",
    "current_timezone",
    "format_ago",
    "format_date",
    "format_datetime",
    "format_due",
    "format_list",
    "format_number",
    "format_percent",
    "format_time",
    "gettext",
    "is_language",
    "lazy_gettext",
    "local_time",
    "ngettext",
    "pgettext",
    "register_catalogue",
    "territory_name",
    "translator",
    "use_locale",
]
