"""The visitors module as the core sees it: the manifest and the hooks, one line each."""

from platform_core.sdk import Manifest
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.api import blueprint as api_blueprint
from plugins.visitors.data.documents import DOCUMENTS
from plugins.visitors.demo import seed_demo
from plugins.visitors.events import EVENTS, NOTICES
from plugins.visitors.indicators import INDICATORS, measure_indicators
from plugins.visitors.jobs import JOBS
from plugins.visitors.models import MODELS
from plugins.visitors.obligations import OBLIGATIONS
from plugins.visitors.permissions import PERMISSIONS
from plugins.visitors.settings import SETTINGS
from plugins.visitors.subject_data import RETENTION, erase_subject, export_subject
from plugins.visitors.views import blueprint, central_blueprint, public_blueprint
from plugins.visitors.views.cards import dashboard_cards, search_records
from plugins.visitors.views.navigation import navigation_items


def describe_module() -> Manifest:
    """Describe the module."""
    return Manifest(
        name="visitors",
        title=_l("Visitors"),
        icon="id-badge-2",
        version="0.1.0",
        package="plugins.visitors",
        default_on=True,
        blueprints=(blueprint,),
        public_blueprints=(public_blueprint,),
        central_blueprints=(central_blueprint,),
        api_blueprints=(api_blueprint,),
        models=MODELS,
        permissions=PERMISSIONS,
        audit_events=EVENTS,
        jobs=JOBS,
        notices=NOTICES,
        documents=DOCUMENTS,
        obligations=OBLIGATIONS,
        indicators=INDICATORS,
        settings=SETTINGS,
        retention=RETENTION,
    )


__all__ = [
    "dashboard_cards",
    "describe_module",
    "erase_subject",
    "export_subject",
    "measure_indicators",
    "navigation_items",
    "search_records",
    "seed_demo",
]
