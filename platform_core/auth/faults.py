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
