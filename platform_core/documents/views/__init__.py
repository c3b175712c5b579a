"""The pages of documents: read and compare versions, publish, acknowledge one's own, the register."""

from platform_core.documents.views import own, publishing, reading, register
from platform_core.documents.views.room import blueprint, central_blueprint

__all__ = ["blueprint", "central_blueprint", "own", "publishing", "reading", "register"]
