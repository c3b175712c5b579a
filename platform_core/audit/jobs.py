"""The trail's recurring work; sealing itself is part of the worker's loop, every few seconds."""

from collections.abc import Callable, Mapping
from typing import Any

from platform_core.audit.seal import FIRST_ID, has_unsealed, seal_batch
from platform_core.hooks.manifest import JobSpec
from platform_core.i18n import lazy_gettext as _l


def sweep_trail(_payload: Mapping[str, Any]) -> Callable[[], None] | None:
    """Look through the whole trail for an entry that committed too late to be seen, and seal it."""
    return _seal_swept if has_unsealed(sweep=True) else None


def _seal_swept() -> None:
    seal_batch(looked_from=FIRST_ID)


AUDIT_JOBS: tuple[JobSpec, ...] = (
    JobSpec(
        "core.sweep_trail", sweep_trail, _l("Seal entries that were written late"), "23 3 * * *", outside=True
    ),
)
