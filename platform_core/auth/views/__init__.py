"""Pages of identity: signing in, one's own account, and the accounts of a branch or the centre."""

from flask import Blueprint

from platform_core.auth.views import account, accounts, codes, sign_in, users

blueprint = Blueprint("auth", __name__)
for part in (sign_in, account, codes, users, accounts):
    part.add_routes(blueprint)
