"""Pages of the directory."""

from plugins.directory.views import public
from plugins.directory.views.blueprints import blueprint, central_blueprint, public_blueprint

TOPICS = (public,)

__all__ = ["TOPICS", "blueprint", "central_blueprint", "public_blueprint"]
