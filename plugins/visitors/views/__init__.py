"""The pages of the module; each topic binds its routes to a blueprint of `views.blueprints`."""

from types import ModuleType

from plugins.visitors.views import watchlist, watchlist_matches, watchlist_network
from plugins.visitors.views.blueprints import blueprint, central_blueprint, public_blueprint

TOPICS: tuple[ModuleType, ...] = (
    watchlist,
    watchlist_matches,
    watchlist_network,
)

__all__ = ["TOPICS", "blueprint", "central_blueprint", "public_blueprint"]
