"""Verbs of the switchboard: a module is switched or set in the branch whose write scope is open.

A switch is a row, never a migration: data stays, and the next request finds the new state, in this
process and in every other.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from platform_core.audit.recorder import record
from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.hooks.gate import manifests
from platform_core.hooks.manifest import Manifest
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor
from platform_core.jobs.outbox import enqueue
from platform_core.obligations.jobs import PLAN_JOB
from platform_core.tenancy.models import EnabledModule
from platform_core.tenancy.module_settings import effective_settings, setting_faults

ENABLED, DISABLED, SET = "core.module_enabled", "core.module_disabled", "core.module_settings_changed"


def enable_module(module: str) -> bool:
    """Switch a module on; return whether it was off. Raises `InvalidInput` for an unknown module."""
    return switch_module(module, enabled=True)


def disable_module(module: str) -> bool:
    """Switch a module off, keeping its data; return whether it was on."""
    return switch_module(module, enabled=False)


def switch_module(module: str, *, enabled: bool) -> bool:
    """Bring a module to a state and record it; return whether anything changed."""
    manifest = _installed(module)
    row = _row_of(module)
    if row is None:
        settings = effective_settings(manifest.settings, {})
        row = EnabledModule(module=module, enabled=not enabled, settings=settings)
        db.session.add(row)
    elif row.enabled == enabled:
        return False
    row.enabled = enabled
    row.changed_by = current_actor().user_id
    db.session.flush()
    record(ENABLED if enabled else DISABLED, target=("module", row.id), data={"module": module})
    if enabled and manifest.obligations:
        enqueue(PLAN_JOB, {})  # today, and not only when the day's plan comes round
    return True


def set_module(module: str, values: Mapping[str, Any]) -> bool:
    """Change settings of a module, on or off; return whether anything changed.

    Only the named settings change. Raises `InvalidInput` that names each refused one.
    """
    manifest = _installed(module)
    faults = setting_faults(manifest.settings, values)
    if faults:
        raise InvalidInput(faults)
    row = _row_of(module)
    if row is None:
        row = EnabledModule(module=module, enabled=False, settings={})
        db.session.add(row)
    before = effective_settings(manifest.settings, row.settings)
    after = {**before, **values}
    if after == before:
        return False
    row.settings, row.changed_by = after, current_actor().user_id
    db.session.flush()
    changed = sorted(name for name in after if after[name] != before[name])
    record(SET, target=("module", row.id), data={"module": module, "settings": changed})
    return True


def module_settings(module: str) -> dict[str, Any]:
    """Return a module's settings in the branch at hand, defaults for what was never set."""
    query = select(EnabledModule.settings).where(EnabledModule.module == module)
    stored = db.session.execute(query).scalar_one_or_none()
    return effective_settings(_installed(module).settings, stored or {})


def _installed(module: str) -> Manifest:
    manifest: Manifest | None = manifests().get(module)
    if manifest is None:
        raise InvalidInput({"module": [_("is not installed here")]})
    return manifest


def _row_of(module: str) -> EnabledModule | None:
    return db.session.scalars(select(EnabledModule).where(EnabledModule.module == module)).one_or_none()
