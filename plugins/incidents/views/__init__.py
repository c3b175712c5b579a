"""The pages of the module; each topic binds its routes to a blueprint of `views.blueprints`."""

from plugins.incidents.views import (
    central,
    desk,
    escalated,
    figures,
    files,
    incident,
    incident_people,
    journal,
    public,
    register,
    reports,
    returning,
    risk,
)
from plugins.incidents.views.blueprints import blueprint, central_blueprint, public_blueprint

TOPICS = (
    central,
    desk,
    escalated,
    figures,
    files,
    incident,
    incident_people,
    journal,
    public,
    register,
    reports,
    returning,
    risk,
)

__all__ = ["TOPICS", "blueprint", "central_blueprint", "public_blueprint"]
