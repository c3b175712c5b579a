"""What a branch sets about the desk: how long to wait before it rings, and when the day is closed."""

from platform_core.sdk import SettingField
from platform_core.sdk import lazy_gettext as _l

DESK_SETTINGS = (
    SettingField(
        "meet_minutes", _l("Minutes until a visitor at the desk has to be met (A5.6)"), "integer", 10, 2, 60
    ),
    SettingField(
        "accept_minutes", _l("Minutes until somebody has to take over a visitor (A5.4)"), "integer", 5, 1, 30
    ),
    SettingField(
        "overrun_minutes", _l("Minutes a visit may last beyond what was agreed"), "integer", 15, 0, 120
    ),
    SettingField("sweep_hour", _l("Hour at which the visitors' day is closed"), "integer", 20, 16, 23),
)
