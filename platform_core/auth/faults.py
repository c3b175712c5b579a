"""Refusals of identity that pages show in their own words."""

from platform_core.errors import Forbidden, QorgauError


class SignInRefused(QorgauError):
    """Refuse a sign-in without saying whether the login, the password or the account was the reason."""

    status = 422
    default_code = "sign_in_refused"


class InvitationSpent(QorgauError):
    """Refuse an invitation that is unknown, used or out of date."""

    status = 410
    default_code = "invitation_spent"


class AccountShared(Forbidden):
    """Refuse a branch what touches an account that other branches, or the centre, know too."""

    default_code = "account_shared"


class OwnRoles(Forbidden):
    """Refuse everybody their own roles and their own account's end."""

    default_code = "own_roles"


class PasskeyRefused(SignInRefused):
    """Refuse what a device answered: another challenge, origin, user or key, or a passkey suspended."""

    default_code = "passkey_refused"


class ProofStale(Forbidden):
    """Refuse to change what one signs in with unless one proved a short while ago who one is."""

    default_code = "proof_stale"


class ProviderRequired(SignInRefused):
    """Refuse other ways to whoever works in a branch that signs in with a provider; `code` names it."""

    default_code = "provider_required"

    def __init__(self, provider_code: str) -> None:
        super().__init__()
        self.provider_code = provider_code


class ProviderFault(QorgauError):
    """Say that a provider cannot be reached, or answers what no provider should; `reason` is a code."""

    status = 502
    default_code = "provider_fault"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class ProviderRefused(SignInRefused):
    """Refuse what came back from a provider; `reason` is a code that pages and the trail have words for."""

    default_code = "provider_refused"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
