"""What a branch sets about its watch-list: how long an entry stands unseen, and who judges strong matches."""

from platform_core.sdk import SettingField
from platform_core.sdk import lazy_gettext as _l

WATCHLIST_SETTINGS = (
    SettingField(
        "watchlist_review_days",
        _l("Days after which an entry of the watch-list is looked at again"),
        "integer",
        366,
        30,
        366,
    ),
    SettingField(
        "watchlist_heads_judge", _l("Only the heads judge a strong match"), "boolean", default=False
    ),
)
