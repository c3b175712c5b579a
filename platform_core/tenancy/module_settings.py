"""A branch's settings of a module, held to the bounds that the module's manifest states."""

from collections.abc import Iterable, Mapping
from typing import Any

from platform_core.hooks.manifest import SettingField
from platform_core.i18n import gettext as _


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
    if not known:
        return _("is not a setting: the module has none")
    return _("is not a setting of the module (%(known)s)", known=", ".join(sorted(known)))


def _fault(field: SettingField, value: Any) -> str | None:
    if field.kind == "integer":
        return _integer_fault(field, value)
    if field.kind == "boolean":
        return None if isinstance(value, bool) else _("must be true or false")
    if not isinstance(value, str):
        return _("must be text")
    if field.kind == "choice" and value not in field.choices:
        return _("must be one of %(choices)s", choices=", ".join(field.choices))
    fault = field.check(value) if field.check is not None else None
    return str(fault) if fault is not None else None


def _integer_fault(field: SettingField, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return _("must be a whole number")
    if field.minimum is not None and value < field.minimum:
        return _("must be at least %(minimum)s", minimum=field.minimum)
    if field.maximum is not None and value > field.maximum:
        return _("must be at most %(maximum)s", maximum=field.maximum)
    return None
