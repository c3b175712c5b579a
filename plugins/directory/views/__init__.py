"""Pages of the directory."""

from plugins.directory.views.blueprints import blueprint, central_blueprint

__all__ = ["blueprint", "central_blueprint"]
