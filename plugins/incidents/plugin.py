"""The incidents module as the core sees it: the manifest and the hooks, one line each."""

from platform_core.sdk import Manifest
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.api import blueprint as api_blueprint
from plugins.incidents.demo import seed_demo
from plugins.incidents.events import EVENTS, NOTICES
from plugins.incidents.indicators import INDICATORS, measure_indicators
from plugins.incidents.jobs import REPORT_JOBS
from plugins.incidents.models import MODELS
from plugins.incidents.models.attachments import ATTACHMENTS
from plugins.incidents.obligations import OBLIGATIONS
from plugins.incidents.permissions import PERMISSIONS
from plugins.incidents.settings import SETTINGS
from plugins.incidents.subject_data import RETENTION, erase_subject, export_subject
from plugins.incidents.views import blueprint, central_blueprint, public_blueprint
from plugins.incidents.views.cards import dashboard_cards, public_links
from plugins.incidents.views.journal_hooks import search_records
from plugins.incidents.views.navigation import navigation_items


def describe_module() -> Manifest:
    """Describe the module."""
    return Manifest(
        name="incidents",
        title=_l("Incidents and risk"),
        icon="shield-exclamation",
        version="0.1.0",
        package="plugins.incidents",
        default_on=True,
        blueprints=(blueprint,),
        public_blueprints=(public_blueprint,),
        central_blueprints=(central_blueprint,),
        api_blueprints=(api_blueprint,),
        models=MODELS,
        permissions=PERMISSIONS,
        audit_events=EVENTS,
        jobs=REPORT_JOBS,
        notices=NOTICES,
        obligations=OBLIGATIONS,
        indicators=INDICATORS,
        settings=SETTINGS,
        retention=RETENTION,
        attachments=ATTACHMENTS,
    )


__all__ = [
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
