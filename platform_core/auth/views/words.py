"""What pages say of providers that let nobody in, by the code of the reason."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from platform_core.i18n import lazy_gettext as _l

_REASONS: Mapping[str, Any] = MappingProxyType(
    {
        "unreachable": _l("The provider does not answer just now. Try again in a few minutes."),
        "lost": _l(
            "This sign-in took too long, was begun in another browser, or was used already. Begin again."
        ),
        "denied": _l("The provider did not let you in."),
        "code": _l("The provider did not confirm this sign-in. Begin again."),
        "token": _l("What the provider said could not be trusted, so nobody was let in."),
        "email": _l(
            "The provider knows you by another e-mail than the one kept here. Ask your administrator."
        ),
        "taken": _l("This account of the provider, or yours here, is connected to another one already."),
        "branch": _l("Your branch does not sign in with this provider."),
        "unknown": _l(
            "No account here is connected to this one. If you have an account, sign in to it and connect it "
            "under “My account”; if you have none, ask the administrator of your branch for an invitation."
        ),
    }
)
_SETTINGS = _l("The provider is not set up rightly. The platform administrator can put it right.")


def provider_reason(reason: str) -> str:
    """Return the sentence for a reason; those that only settings can cause share one."""
    return str(_REASONS.get(reason, _SETTINGS))
