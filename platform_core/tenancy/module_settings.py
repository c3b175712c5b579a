"""Pure: a branch's settings of a module, held to the bounds that the module's manifest states."""

from collections.abc import Iterable, Mapping
from typing import Any

from platform_core.hooks.types import SettingField


def effective_settings(fields: Iterable[SettingField], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return every setting with the stored value, else its default; what no field names is left out."""
    return {field.name: stored.get(field.name, field.default) for field in fields}


def setting_faults(fields: Iterable[SettingField], values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the reasons why values are refused, by name; empty when all may be stored."""
    known = {field.name: field for field in fields}
    faults: dict[str, list[str]] = {}
    for name, value in values.items():
        reason = _fault(known[name], value) if name in known else _unknown(known)
        if reason:
            faults[name] = [reason]
    return faults


def _unknown(known: Mapping[str, SettingField]) -> str:
    return f"is not a setting of the module ({', '.join(sorted(known)) or 'it has none'})"


def _fault(field: SettingField, value: Any) -> str | None:
    if field.kind == "integer":
        return _integer_fault(field, value)
    if field.kind == "boolean":
        return None if isinstance(value, bool) else "must be true or false"
    if not isinstance(value, str):
        return "must be text"
    if field.kind == "choice" and value not in field.choices:
        return f"must be one of {', '.join(field.choices)}"
    return None


def _integer_fault(field: SettingField, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "must be a whole number"
    if field.minimum is not None and value < field.minimum:
        return f"must be at least {field.minimum}"
    if field.maximum is not None and value > field.maximum:
        return f"must be at most {field.maximum}"
    return None
