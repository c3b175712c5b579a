"""Every field of HSDS 3 that we could write, by object: read off the schemas published, apart from ours."""

from typing import Any

import jsonschema_rs

_NUMBERS = {
    "minimum_age",
    "maximum_age",
    "latitude",
    "longitude",
    "extension",
    "timezone",
    "count",
    "interval",
}
_MAILS, _ADDRESSES = {"email", "assurer_email"}, {"url", "website", "uri", "schedule_link", "term_uri"}
_FREE = {"service_area": {"uri"}}  # said to be an address, and not checked to be one
_ENUMS = {
    ("service", "status"): ["active", "inactive", "defunct", "temporarily closed"],
    ("location", "location_type"): ["physical", "postal", "virtual"],
    ("address", "address_type"): ["physical", "postal", "virtual"],
    ("schedule", "freq"): ["WEEKLY", "MONTHLY"],
    ("schedule", "wkst"): ["MO", "TU", "WE", "TH", "FR", "SA", "SU"],
}
_FIELDS = {
    "service": (
        "organization_id program_id name alternate_name description url email status interpretation_services "
        "application_process fees_description accreditations eligibility_description minimum_age maximum_age "
        "assured_date assurer_email alert"
    ),
    "organization": (
        "name alternate_name description email website legal_status logo uri parent_organization_id"
    ),
    "location": (
        "location_type url organization_id name alternate_name description transportation latitude longitude "
        "external_identifier external_identifier_type"
    ),
    "service_at_location": "service_id location_id description",
    "phone": (
        "location_id service_id organization_id contact_id service_at_location_id number extension type "
        "description"
    ),
    "contact": "organization_id service_id service_at_location_id location_id name title department email",
    "address": (
        "location_id attention address_1 address_2 city region state_province postal_code country "
        "address_type"
    ),
    "schedule": (
        "service_id location_id service_at_location_id valid_from valid_to dtstart timezone until count wkst "
        "freq interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link "
        "attending_type notes"
    ),
    "service_area": "service_id service_at_location_id name description extent extent_type uri",
    "language": "service_id location_id phone_id name code note",
    "attribute": "link_id taxonomy_term_id link_type link_entity value label",
    "taxonomy_term": "code name description parent_id taxonomy language taxonomy_id term_uri",
    "taxonomy": "name description uri version",
    "metadata": (
        "resource_id resource_type last_action_date last_action_type field_name previous_value "
        "replacement_value updated_by"
    ),
}
_REQUIRED = {
    "service": "name status",
    "organization": "name description",
    "location": "location_type",
    "phone": "number",
    "address": "address_1 city state_province postal_code country address_type",
    "taxonomy_term": "name description",
    "taxonomy": "name description",
    "metadata": ("last_action_date last_action_type field_name previous_value replacement_value updated_by"),
}
_LISTS = {
    "service": {
        "phones": "phone",
        "schedules": "schedule",
        "service_areas": "service_area",
        "service_at_locations": "service_at_location",
        "languages": "language",
        "contacts": "contact",
    },
    "organization": {"contacts": "contact", "phones": "phone"},
    "service_at_location": {
        "service_areas": "service_area",
        "contacts": "contact",
        "phones": "phone",
        "schedules": "schedule",
    },
    "location": {
        "languages": "language",
        "addresses": "address",
        "contacts": "contact",
        "phones": "phone",
        "schedules": "schedule",
    },
    "contact": {"phones": "phone"},
    "phone": {"languages": "language"},
}
_ONE = {
    "service": {"organization": "organization"},
    "service_at_location": {"location": "location"},
    "attribute": {"taxonomy_term": "taxonomy_term"},
    "taxonomy_term": {"taxonomy_detail": "taxonomy"},
}
_UNDESCRIBED = {"attribute", "taxonomy_term", "taxonomy", "metadata"}


def schema_of_page() -> dict[str, Any]:
    """Build the schema of a service, its objects defined once each as the published files do."""
    return {"$ref": "#/$defs/service", "$defs": {kind: _schema_of(kind) for kind in _FIELDS}}


def _schema_of(kind: str) -> dict[str, Any]:
    properties = {name: _type_of(kind, name) for name in _FIELDS[kind].split()}
    properties["id"] = {"type": "string", "format": "uuid"}
    lists = dict(_LISTS.get(kind, {}))
    if kind != "metadata":
        lists["metadata"] = "metadata"
    if kind not in _UNDESCRIBED:
        lists["attributes"] = "attribute"
    for name, inner in lists.items():
        properties[name] = {"type": "array", "items": {"$ref": f"#/$defs/{inner}"}}
    for name, inner in _ONE.get(kind, {}).items():
        properties[name] = {"$ref": f"#/$defs/{inner}"}
    required = ["id", *_REQUIRED.get(kind, "").split()]
    return {"type": "object", "properties": properties, "required": required}


def _type_of(kind: str, name: str) -> dict[str, Any]:
    if (kind, name) in _ENUMS:
        return {"enum": _ENUMS[kind, name]}
    if name in _NUMBERS:
        return {"type": "number"}
    text: dict[str, Any] = {"type": "string"}
    if name in _MAILS:
        text["format"] = "email"
    elif name in _ADDRESSES - _FREE.get(kind, set()):
        text["format"] = "uri"
    elif name.endswith("_id") and name != "taxonomy_id":
        text["format"] = "uuid"
    return text


PUBLISHED = jsonschema_rs.Draft202012Validator(schema_of_page(), validate_formats=True)
