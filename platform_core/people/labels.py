"""The words for kinds, relations, sexes and languages of people."""

from platform_core.hooks.types import Text
from platform_core.i18n import lazy_gettext as _l

KIND_LABELS: dict[str, Text] = {
    "student": _l("Student"),
    "guardian": _l("Guardian"),
    "staff": _l("Staff member"),
    "other": _l("Other person"),
}
RELATION_LABELS: dict[str, Text] = {
    "mother": _l("Mother"),
    "father": _l("Father"),
    "guardian": _l("Guardian"),
    "other": _l("Other relative"),
}
SEX_LABELS: dict[str, Text] = {"male": _l("Male"), "female": _l("Female")}
LANGUAGE_LABELS: dict[str, Text] = {"kk": _l("Kazakh"), "ru": _l("Russian"), "en": _l("English")}


def options_of(labels: dict[str, Text]) -> list[tuple[str, str]]:
    """Give the choices of a select in the reader's language."""
    return [(value, str(label)) for value, label in labels.items()]
