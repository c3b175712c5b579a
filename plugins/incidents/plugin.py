"""The incidents module as the core sees it: the manifest and the hooks, one line each."""

from platform_core.sdk import Manifest, RetentionRule, SettingField
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.events import EVENTS
from plugins.incidents.indicators import INDICATORS, measure_indicators
from plugins.incidents.models import MODELS
from plugins.incidents.permissions import PERMISSIONS
from plugins.incidents.views import blueprint, central_blueprint, public_blueprint
from plugins.incidents.views.navigation import navigation_items

STEP_DAYS = (
    SettingField(
        "hand_over_days", _l("Working days to hand material to the inter-agency team"), "integer", 1, 0, 5
    ),
    SettingField("safety_plan_days", _l("Working days to make a safety plan"), "integer", 1, 0, 10),
    SettingField("support_plan_days", _l("Working days to make a support plan"), "integer", 5, 1, 30),
)


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
        models=MODELS,
        permissions=PERMISSIONS,
        audit_events=EVENTS,
        indicators=INDICATORS,
        settings=STEP_DAYS,
        retention=tuple(
            RetentionRule(
                model.__tablename__, "closed_at", 25 * 365, "anonymise", "P34, P36: the journal is kept"
            )
            for model in MODELS
        ),
    )


__all__ = ["describe_module", "measure_indicators", "navigation_items"]
