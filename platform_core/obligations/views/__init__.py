"""Pages of what is due: the list, one obligation, calendars, and the centre's view of the branches."""

from platform_core.obligations.views import calendars, due, network, one
from platform_core.obligations.views.room import blueprint, central_blueprint, public_blueprint

__all__ = ["blueprint", "calendars", "central_blueprint", "due", "network", "one", "public_blueprint"]
