"""Pages of the directory."""

from plugins.directory.views import branch, curation, exchange, links, local, papers, public
from plugins.directory.views.blueprints import blueprint, central_blueprint, public_blueprint

TOPICS = (branch, curation, exchange, links, local, papers, public)

__all__ = ["TOPICS", "blueprint", "central_blueprint", "public_blueprint"]
