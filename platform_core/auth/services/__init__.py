"""The verbs of identity.

Users, sessions and tokens live in the sign-in role's scope, which may add to the trail of any
branch: so each verb opens one short scope of that role itself (call them outside any write scope)
and commits the change and its entry together. A user's own deeds are recorded at home: in the
branch chosen last, else the first, else the central office; an administrator's, where they act.
"""

from platform_core.auth.identity import UserSession, identify, resolve_actor
from platform_core.auth.services.memberships import change_roles, end_membership, give_roles
from platform_core.auth.services.proof import asks_code, has_fresh_proof, prove_by_secret
from platform_core.auth.services.second_factor import (
    check_second_factor,
    give_up_second_factor,
    has_second_factor,
    must_have_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    set_second_factor,
)
from platform_core.auth.services.sessions import (
    choose_branch,
    end_session,
    sign_out,
    sign_out_everywhere,
)
from platform_core.auth.services.signing_in import (
    Browser,
    SignedIn,
    check_password,
    open_session,
    refuse_sign_in,
)
from platform_core.auth.services.tokens import issue_token, revoke_token
from platform_core.auth.services.users import (
    accept_invitation,
    change_language,
    change_password,
    close_account,
    create_user,
    invite_user,
    reopen_account,
)

__all__ = [
    "Browser",
    "SignedIn",
    "UserSession",
    "accept_invitation",
    "asks_code",
    "change_language",
    "change_password",
    "change_roles",
    "check_password",
    "check_second_factor",
    "choose_branch",
    "close_account",
    "create_user",
    "end_membership",
    "end_session",
    "give_roles",
    "give_up_second_factor",
    "has_fresh_proof",
    "has_second_factor",
    "identify",
    "invite_user",
    "issue_token",
    "must_have_second_factor",
    "open_session",
    "prove_by_secret",
    "refuse_sign_in",
    "remove_second_factor",
    "renew_recovery_codes",
    "reopen_account",
    "resolve_actor",
    "revoke_token",
    "set_second_factor",
    "sign_out",
    "sign_out_everywhere",
]
