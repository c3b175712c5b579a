"""The tenant files that are shipped, and two modules that they may speak of."""

from pathlib import Path

from platform_core.hooks.manifest import Manifest, SettingField

SHIPPED = Path(__file__).parents[4] / "tenants"
DAYS = SettingField("reply_days", "Days to reply", "integer", default=3, minimum=1, maximum=10)
MANIFESTS = {
    "incidents": Manifest(
        "incidents", "Incidents", "alert", "1", "plugins.incidents", default_on=True, settings=(DAYS,)
    ),
    "visitors": Manifest("visitors", "Visitors", "door", "1", "plugins.visitors"),
}
