"""What a branch sets about regular visitors: how long a pass may hold, and how soon its end is shown."""

from platform_core.sdk import SettingField
from platform_core.sdk import lazy_gettext as _l

PASS_SETTINGS = (
    SettingField("pass_months", _l("Months that a regular visitor's pass may hold"), "integer", 12, 1, 12),
    SettingField("pass_warn_days", _l("Days before its end that a pass is listed"), "integer", 30, 3, 90),
)
