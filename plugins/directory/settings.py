"""What a branch may set in the module."""

from platform_core.sdk import SettingField
from platform_core.sdk import lazy_gettext as _l

SETTINGS = (
    SettingField(
        "check_links",
        _l(
            "Look once a week whether the sites of entries answer: the centre asks those of the network, a "
            "school its own. This server then calls those sites; nothing is hidden because one is silent."
        ),
        "boolean",
        default=False,
    ),
)
