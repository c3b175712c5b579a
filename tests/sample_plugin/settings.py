"""What a branch may set about notes, with its bounds."""

from platform_core.sdk import SettingField
from platform_core.sdk import lazy_gettext as _l

SETTINGS = (
    SettingField("look_within_days", _l("Days within which a note is looked at"), "integer", 14, 1, 60),
)
