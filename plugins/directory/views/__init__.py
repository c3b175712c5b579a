"""Pages of the directory."""

from plugins.directory.views import (
    answers,
    branch,
    curation,
    exchange,
    letters,
    links,
    local,
    papers,
    public,
    requests,
)
from plugins.directory.views.blueprints import blueprint, central_blueprint, public_blueprint

TOPICS = (answers, branch, curation, exchange, letters, links, local, papers, public, requests)

__all__ = ["TOPICS", "blueprint", "central_blueprint", "public_blueprint"]
