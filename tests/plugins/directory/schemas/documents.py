"""Documents of HSDS for tests: drawn from the objects of the standard, and judged by a schema of it."""

from typing import Any

import jsonschema_rs
from hypothesis import strategies as st

from plugins.directory.schemas.hsds.objects import LOCATION_TYPES, NESTS, STATUSES

UUID, TEXT = {"type": "string", "format": "uuid"}, {"type": "string"}
MOMENT, DAY = {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}
URI, EMAIL = {"type": "string", "format": "uri"}, {"type": "string", "format": "email"}
PLACE = {"enum": ["physical", "postal", "virtual"]}

# Written down from the standard's tables, apart from the product's own: required fields, then typed ones.
STANDARD: dict[str, tuple[list[str], dict[str, Any]]] = {
    "service": (
        ["id", "name", "status"],
        {
            "organization_id": UUID,
            "url": URI,
            "email": EMAIL,
            "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]},
            "assured_date": DAY,
            "assurer_email": EMAIL,
            "last_modified": MOMENT,
        },
    ),
    "organization": (["id", "name", "description"], {"email": EMAIL, "website": URI, "uri": URI}),
    "location": (
        ["id", "location_type"],
        {"location_type": PLACE, "url": URI, "latitude": {"type": "number"}},
    ),
    "service_at_location": (["id"], {}),
    "phone": (["id", "number"], {"extension": {"type": "number"}}),
    "contact": (["id"], {"email": EMAIL}),
    "address": (
        ["id", "address_1", "city", "state_province", "postal_code", "country", "address_type"],
        {"address_type": PLACE, "country": {"type": "string", "minLength": 2, "maxLength": 2}},
    ),
    "schedule": (["id"], {"freq": {"enum": ["WEEKLY", "MONTHLY"]}, "schedule_link": URI}),
    "service_area": (["id"], {"uri": URI}),
    "language": (["id"], {}),
    "attribute": (["id"], {"link_id": UUID, "taxonomy_term_id": UUID}),
    "taxonomy_term": (["id", "name", "description"], {"parent_id": UUID, "term_uri": URI}),
    "taxonomy": (["id", "name", "description"], {"uri": URI}),
    "metadata": (
        [
            "id",
            "last_action_date",
            "last_action_type",
            "field_name",
            "previous_value",
            "replacement_value",
            "updated_by",
        ],
        {"resource_id": UUID, "last_action_date": MOMENT},
    ),
}


def schema_of(kind: str = "service") -> dict[str, Any]:
    """Build the JSON schema of an object with everything that stands inside it."""
    required, typed = STANDARD[kind]
    properties: dict[str, Any] = dict.fromkeys(required, TEXT) | {"id": UUID} | typed
    for nest in NESTS[kind]:
        inner = schema_of(nest.kind)
        properties[nest.field] = {"type": "array", "items": inner} if nest.many else inner
    return {"type": "object", "required": required, "properties": properties}


VALIDATOR = jsonschema_rs.Draft202012Validator(schema_of(), validate_formats=True)


def faults_by_standard(document: dict[str, Any]) -> list[str]:
    """Say what the standard refuses in a service."""
    return [
        f"{'.'.join(map(str, one.instance_path))}: {one.message}" for one in VALIDATOR.iter_errors(document)
    ]


_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
_VALUES = _WORDS | st.booleans() | st.integers(-9, 9) | st.lists(_WORDS, min_size=1, max_size=2)
_SPECIAL = {
    "status": st.sampled_from(STATUSES),
    "location_type": st.sampled_from(LOCATION_TYPES),
    "address_type": st.sampled_from(LOCATION_TYPES),
    "last_action_date": st.just("2026-11-22T08:00:00Z"),
}


@st.composite
def documents(draw: st.DrawFn, kind: str = "service") -> dict[str, Any]:
    """Draw an object with others inside it, and with fields that no standard knows."""
    required, _typed = STANDARD[kind]
    made: dict[str, Any] = {name: draw(_SPECIAL.get(name, _WORDS)) for name in required}
    made["id"] = str(draw(st.uuids()))
    made |= draw(
        st.dictionaries(st.sampled_from(["alternate_name", "x_note", "translations"]), _VALUES, max_size=2)
    )
    for nest in NESTS[kind]:
        if nest.kind not in ("metadata", "taxonomy") and draw(st.booleans()) and draw(st.booleans()):
            if nest.many:
                made[nest.field] = draw(st.lists(documents(nest.kind), min_size=1, max_size=2))
            else:
                made[nest.field] = draw(documents(nest.kind))
    return made
