"""The pages of the module; each topic binds its routes to a blueprint of `views.blueprints`."""

from types import ModuleType

from plugins.visitors.views import (
    approvals,
    emergency,
    invites_form,
    invites_list,
    invites_page,
    public,
    watchlist,
    watchlist_matches,
    watchlist_network,
)
from plugins.visitors.views.blueprints import blueprint, central_blueprint, public_blueprint

TOPICS: tuple[ModuleType, ...] = (
    approvals,
    emergency,
    invites_form,
    invites_list,
    invites_page,
    public,
    watchlist,
    watchlist_matches,
    watchlist_network,
)

__all__ = ["TOPICS", "blueprint", "central_blueprint", "public_blueprint"]
