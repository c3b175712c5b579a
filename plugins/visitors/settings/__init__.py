"""What a branch may set in the module, with its bounds: each topic declares its own."""

from plugins.visitors.settings.desk import DESK_SETTINGS
from plugins.visitors.settings.invites import INVITE_SETTINGS
from plugins.visitors.settings.passes import PASS_SETTINGS
from plugins.visitors.settings.refusals import REFUSAL_SETTINGS
from plugins.visitors.settings.watchlist import WATCHLIST_SETTINGS

SETTINGS = (*DESK_SETTINGS, *INVITE_SETTINGS, *PASS_SETTINGS, *REFUSAL_SETTINGS, *WATCHLIST_SETTINGS)

__all__ = ["SETTINGS"]
