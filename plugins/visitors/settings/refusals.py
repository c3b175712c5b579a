"""What a branch sets about refusals: for how long the desk is reminded of one (A5.10)."""

from platform_core.sdk import SettingField
from platform_core.sdk import lazy_gettext as _l

REFUSAL_SETTINGS = (
    SettingField(
        "refusal_advice_days",
        _l("Days that the desk is reminded of a refusal when somebody of that name comes (0: never)"),
        "integer",
        30,
        0,
        365,
    ),
)
