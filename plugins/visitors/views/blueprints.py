"""Where the module's pages stand: under a branch, for everybody, and at the centre."""

from flask import Blueprint

_ROOM = "plugins.visitors.views"

blueprint = Blueprint("visitors", _ROOM)
"""Work pages, at `/<branch>/visitors`."""

public_blueprint = Blueprint("visitors_public", _ROOM)
"""Pages for visitors, at `/<branch>`: no account, no script needed."""

central_blueprint = Blueprint("visitors_central", _ROOM)
"""Pages of the central office, at `/central/visitors`."""
