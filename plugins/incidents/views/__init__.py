"""The pages of the module; each topic binds its routes to a blueprint of `views.blueprints`."""

from plugins.incidents.views.blueprints import blueprint, central_blueprint, public_blueprint

__all__ = ["blueprint", "central_blueprint", "public_blueprint"]
