"""What the list of people may be filtered and sorted by."""

from typing import Any

from sqlalchemy import ColumnElement, true

from platform_core.i18n import lazy_gettext as _l
from platform_core.people.labels import KIND_LABELS, options_of
from platform_core.people.models import GRADES, Person
from platform_core.people.queries import class_letters, is_named, is_present
from platform_core.web.lists import Filter, ListQuery, ListSpec, Sort


def _kinds() -> list[tuple[str, str]]:
    return options_of(KIND_LABELS)


def _grades() -> list[tuple[str, str]]:
    return [(str(grade), str(grade)) for grade in GRADES]


def _letters() -> list[tuple[str, str]]:
    return [(letter, letter) for letter in class_letters()]


def _is_in_hostel(_on: Any) -> ColumnElement[bool]:
    return Person.hostel.is_(true())


PEOPLE = ListSpec(
    filters=(
        Filter("q", _l("Name"), apply=is_named),
        Filter.by_code("kind", _l("Kind"), Person.kind, _kinds),
        Filter(
            "grade", _l("Grade"), kind="select", options=_grades,
            apply=lambda grade: Person.grade == int(grade),
        ),
        Filter.by_code("letter", _l("Class letter"), Person.class_letter, _letters),
        Filter("hostel", _l("Lives in the hostel"), kind="switch", apply=_is_in_hostel),
        Filter("left", _l("Those who left too"), kind="switch", apply=lambda _on: true()),
    ),
    sorts=(
        Sort("name", Person.sort_name),
        Sort("group", Person.grade, nullable=True),
        Sort("kind", Person.kind),
    ),
    default_sort="name",
    tie=(Person.id,),
)  # fmt: skip


def presence(query: ListQuery) -> ColumnElement[bool]:
    """Leave out who left, unless asked for, and who was erased, always."""
    return Person.erased_on.is_(None) if "left" in query.values else is_present()
