"""Pure: the objects of HSDS 3.0, what each must say, and which stand inside which."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
LOCATION_TYPES = ("physical", "postal", "virtual")
VERSION = "3.0"


@dataclass(frozen=True, slots=True)
class Nest:
    """One nesting: the field of the outer object, the inner kind, and whether it is a list.

    The outer row of a single inner object points at it by `<field of the inner>_id`; rows of a list point
    at their outer object.
    """

    field: str
    kind: str
    many: bool = True


REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "service": ("id", "name", "status"),
        "organization": ("id", "name", "description"),
        "location": ("id", "location_type"),
        "service_at_location": ("id",),
        "phone": ("id", "number"),
        "contact": ("id",),
        "address": (
            "id",
            "address_1",
            "city",
            "state_province",
            "postal_code",
            "country",
            "address_type",
        ),
        "schedule": ("id",),
        "service_area": ("id",),
        "language": ("id",),
        "attribute": ("id",),
        "taxonomy_term": ("id", "name", "description"),
        "taxonomy": ("id", "name", "description"),
        "metadata": (
            "id",
            "last_action_date",
            "last_action_type",
            "field_name",
            "previous_value",
            "replacement_value",
            "updated_by",
        ),
    }
)
"""What each object must say, in the order in which rows are written so that links find their targets."""

_ATTRIBUTES, _METADATA = Nest("attributes", "attribute"), Nest("metadata", "metadata")
_SAID = (_ATTRIBUTES, _METADATA)
_PHONES, _CONTACTS, _SCHEDULES = (
    Nest("phones", "phone"),
    Nest("contacts", "contact"),
    Nest("schedules", "schedule"),
)
_LANGUAGES = Nest("languages", "language")

NESTS: Mapping[str, tuple[Nest, ...]] = MappingProxyType(
    {
        "service": (
            Nest("organization", "organization", many=False),
            _PHONES,
            _SCHEDULES,
            Nest("service_areas", "service_area"),
            Nest("service_at_locations", "service_at_location"),
            _LANGUAGES,
            _CONTACTS,
            *_SAID,
        ),
        "organization": (_CONTACTS, _PHONES, *_SAID),
        "service_at_location": (
            Nest("location", "location", many=False),
            _CONTACTS,
            _PHONES,
            _SCHEDULES,
            *_SAID,
        ),
        "location": (_LANGUAGES, Nest("addresses", "address"), _CONTACTS, _PHONES, _SCHEDULES, *_SAID),
        "contact": (_PHONES, *_SAID),
        "phone": (_LANGUAGES, *_SAID),
        "address": _SAID,
        "schedule": _SAID,
        "service_area": _SAID,
        "language": _SAID,
        "attribute": (Nest("taxonomy_term", "taxonomy_term", many=False), _METADATA),
        "taxonomy_term": (Nest("taxonomy_detail", "taxonomy", many=False), _METADATA),
        "taxonomy": (_METADATA,),
        "metadata": (),
    }
)
"""Which objects stand inside which, by the fields of the standard."""

OWNER_LINKS: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {"attribute": ("link_id", "link_entity"), "metadata": ("resource_id", "resource_type")}
)
"""Objects that hang on any other: the column of its id, and that of its kind."""


def link_of(inner: str, outer: str) -> tuple[str, str | None]:
    """Name the column by which rows of `inner` point at `outer`, and the column that says what it is."""
    return OWNER_LINKS.get(inner, (f"{outer}_id", None))
