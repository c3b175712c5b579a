"""The blueprints that every page of obligations hangs on, and the tabs between them."""

from flask import Blueprint, url_for

from platform_core.auth.access import can
from platform_core.i18n import gettext as _
from platform_core.obligations.access import NETWORK
from platform_core.obligations.listing import branch_at_hand

blueprint = Blueprint("obligations", __name__)
public_blueprint = Blueprint("obligations_feed", __name__)
central_blueprint = Blueprint("obligations_network", __name__)
Tab = tuple[str, str, bool]


def tabs(current: str) -> list[Tab]:
    """Offer the pages of the room, those of the centre to who looks after the network."""
    found = [
        (_("List"), url_for("obligations.index"), current == "list"),
        (_("Calendar"), url_for("obligations.calendars"), current == "calendar"),
    ]
    if branch_at_hand().is_central and can(NETWORK):
        found.insert(
            1, (_("Late in the branches"), url_for("obligations_network.late"), current == "network")
        )
    return found
