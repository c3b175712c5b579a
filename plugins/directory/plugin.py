"""The directory of help as the core sees it: the manifest, and the hooks."""

from platform_core.sdk import Manifest
from platform_core.sdk import lazy_gettext as _l
from plugins.directory import cli
from plugins.directory.api import blueprint as api_blueprint
from plugins.directory.demo import seed_demo
from plugins.directory.events import EVENTS
from plugins.directory.indicators import INDICATORS, measure_indicators
from plugins.directory.jobs import JOBS
from plugins.directory.models import MODELS
from plugins.directory.obligations import OBLIGATIONS
from plugins.directory.permissions import PERMISSIONS
from plugins.directory.services.loading import load_shipped
from plugins.directory.settings import SETTINGS
from plugins.directory.subject_data import RETENTION, erase_subject, export_subject
from plugins.directory.views import blueprint, central_blueprint, public_blueprint
from plugins.directory.views.help_hooks import contact_points, public_links
from plugins.directory.views.room import dashboard_cards, navigation_items, search_records


def describe_module() -> Manifest:
    """Describe the module."""
    return Manifest(
        name="directory",
        title=_l("Directory of help"),
        icon="heart-handshake",
        version="0.1.0",
        package="plugins.directory",
        default_on=True,
        blueprints=(blueprint,),
        public_blueprints=(public_blueprint,),
        central_blueprints=(central_blueprint,),
        api_blueprints=(api_blueprint,),
        models=MODELS,
        jobs=JOBS,
        obligations=OBLIGATIONS,
        indicators=INDICATORS,
        settings=SETTINGS,
        catalogues=(load_shipped,),
        commands=(cli.directory,),
        permissions=PERMISSIONS,
        audit_events=EVENTS,
        retention=RETENTION,
    )


__all__ = [
    "contact_points",
    "dashboard_cards",
    "describe_module",
    "erase_subject",
    "export_subject",
    "measure_indicators",
    "navigation_items",
    "public_links",
    "search_records",
    "seed_demo",
]
