"""Where the module's pages stand: under a branch, for everybody, and at the centre."""

from flask import Blueprint

_ROOM = "plugins.incidents.views"

blueprint = Blueprint("incidents", _ROOM)
"""Work pages, at `/<branch>/incidents`."""

public_blueprint = Blueprint("incidents_public", _ROOM)
"""Pages for everybody, at `/<branch>`: no account, no script needed."""

central_blueprint = Blueprint("incidents_central", _ROOM)
"""Pages of the central office, at `/central/incidents`."""
