"""The directory of help as the core sees it: the manifest, and the hooks."""

from platform_core.sdk import Every, Manifest, ObligationSpec, PageRef, SettingField
from platform_core.sdk import lazy_gettext as _l
from plugins.directory import cli
from plugins.directory.api import blueprint as api_blueprint
from plugins.directory.demo import seed_demo
from plugins.directory.events import EVENTS
from plugins.directory.indicators import INDICATORS, measure_indicators
from plugins.directory.jobs import JOBS
from plugins.directory.models import MODELS
from plugins.directory.permissions import PERMISSIONS
from plugins.directory.services.duties import CHECK, CHECK_LOCAL, name_entries, name_local
from plugins.directory.services.loading import load_shipped
from plugins.directory.subject_data import RETENTION, erase_subject, export_subject
from plugins.directory.views import blueprint, central_blueprint, public_blueprint
from plugins.directory.views.help_hooks import contact_points, public_links
from plugins.directory.views.room import dashboard_cards, navigation_items, search_records

DUTIES = (
    ObligationSpec(
        code=CHECK,
        title=_l("Check an entry of the directory"),
        clause="P47",
        recurrence=Every(months=12, rolling=True),
        owners=("wellbeing_officer",),
        remind_before=(30, 7),
        place="central",
        keyed=True,
        page=PageRef("directory_central.entry", "service_id"),
        evidence_page=PageRef("directory_central.entry", "service_id"),
        name_keys=name_entries,
    ),
    ObligationSpec(
        code=CHECK_LOCAL,
        title=_l("Check a local service of help"),
        clause="P47",
        recurrence=Every(months=12, rolling=True),
        owners=("sss_head", "branch_head"),
        remind_before=(30, 7),
        keyed=True,
        page=PageRef("directory.local", "local_id"),
        evidence_page=PageRef("directory.local", "local_id"),
        name_keys=name_local,
    ),
)

SETTINGS = (
    SettingField(
        "check_links", _l("Look once a week whether the sites of entries answer"), "boolean", default=False
    ),
)


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
        obligations=DUTIES,
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
