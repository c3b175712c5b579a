"""Pages of identity: signing in, one's own account, and the accounts of a branch or the centre."""

from flask import Blueprint

from platform_core.auth.views import (
    account,
    accounts,
    codes,
    confirm,
    passkeys,
    provider_settings,
    providers,
    sign_in,
    users,
)

blueprint = Blueprint("auth", __name__)
for part in (sign_in, passkeys, providers, account, codes, confirm, users, accounts, provider_settings):
    part.add_routes(blueprint)
