"""What obligations, their states and reasons are called in the reader's language."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import structlog

from platform_core.auth.titles import ROLE_TITLES
from platform_core.hooks.gate import manifests
from platform_core.i18n import format_list
from platform_core.i18n import lazy_gettext as _l
from platform_core.obligations.decisions import DONE_OTHERWISE, IMPOSSIBLE, NOT_APPLICABLE, OTHER
from platform_core.obligations.registry import Duty
from platform_core.obligations.states import FULFILLED, OPEN, WAIVED, WITHDRAWN

log = structlog.get_logger(__name__)

STATUS_LABELS: Mapping[str, Any] = {
    OPEN: _l("Still open"),
    FULFILLED: _l("Done"),
    WAIVED: _l("Waived"),
    WITHDRAWN: _l("Taken back"),
}
STATUS_TONES = {OPEN: "info", FULFILLED: "good", WAIVED: "warn", WITHDRAWN: "off"}
REASON_LABELS: Mapping[str, Any] = {
    NOT_APPLICABLE: _l("It does not apply here this time"),
    DONE_OTHERWISE: _l("The same was reached in another way"),
    IMPOSSIBLE: _l("It cannot be done, and that is known above"),
    OTHER: _l("Another reason"),
}


def owners_text(duty: Duty) -> str:
    """Name the roles that answer for a duty."""
    return format_list(str(ROLE_TITLES[role]) for role in duty.spec.owners)


def module_title(duty: Duty) -> str:
    """Name the module that brings a duty."""
    return str(manifests()[duty.module].title)


def names_of(pairs: Iterable[tuple[str, str]], duties: Mapping[str, Duty]) -> dict[tuple[str, str], str]:
    """Name what keys stand for: each module is asked once for all of a duty's keys.

    A module that fails names nothing, and takes nothing else with it.
    """
    wanted: dict[str, set[str]] = {}
    for code, key in pairs:
        if key:
            wanted.setdefault(code, set()).add(key)
    return {
        (code, key): name for code, keys in wanted.items() for key, name in _names(duties[code], keys).items()
    }


def _names(duty: Duty, keys: Collection[str]) -> Mapping[str, str]:
    if duty.spec.name_keys is None:
        return {}
    try:
        return duty.spec.name_keys(keys)
    except Exception as fault:  # noqa: BLE001 - one module's fault must not take the page
        log.error(  # noqa: TRY400 - a traceback may hold content
            "names_failed", module=duty.module, code=duty.code, fault=type(fault).__name__
        )
        return {}
