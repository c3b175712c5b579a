"""The pages of the trail: a branch's own for its head, any branch's for the auditor at the centre."""

from platform_core.trail.views import checks, entries
from platform_core.trail.views.room import root_blueprint

__all__ = ["checks", "entries", "root_blueprint"]
