"""Refusals of identity that pages show in their own words."""

from platform_core.errors import QorgauError


class SignInRefused(QorgauError):
    """Refuse a sign-in without saying whether the login, the password or the account was the reason."""

    status = 422
    default_code = "sign_in_refused"


class InvitationSpent(QorgauError):
    """Refuse an invitation that is unknown, used or out of date."""

    status = 410
    default_code = "invitation_spent"
