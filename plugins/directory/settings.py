"""What a branch may set in the module."""

from platform_core.sdk import SettingField
from platform_core.sdk import lazy_gettext as _l

SETTINGS = (
    SettingField(
        "check_links", _l("Look once a week whether the sites of entries answer"), "boolean", default=False
    ),
)
