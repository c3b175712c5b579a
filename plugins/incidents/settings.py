"""What a branch may set in the module, with its bounds."""

from platform_core.sdk import SettingField
from platform_core.sdk import lazy_gettext as _l

SETTINGS = (
    SettingField(
        "hand_over_days", _l("Working days to hand material to the inter-agency team"), "integer", 1, 0, 5
    ),
    SettingField("safety_plan_days", _l("Working days to make a safety plan"), "integer", 1, 0, 10),
    SettingField("support_plan_days", _l("Working days to make a support plan"), "integer", 5, 1, 30),
)
