"""What happens to identities, as the trail tells it; names and logins are the personal fields."""

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

AUTH_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("core.signed_in", _l("Signed in")),
    AuditEvent("core.signed_out", _l("Signed out")),
    AuditEvent("core.signed_out_everywhere", _l("Signed out on every device")),
    AuditEvent("core.sign_in_refused", _l("A sign-in was refused")),
    AuditEvent("core.session_revoked", _l("Ended a session")),
    AuditEvent("core.user_created", _l("Created a user"), ("login", "name")),
    AuditEvent("core.user_invited", _l("Invited a user"), ("login",)),
    AuditEvent("core.user_disabled", _l("Closed an account"), ("login",)),
    AuditEvent("core.user_enabled", _l("Opened an account again"), ("login",)),
    AuditEvent("core.password_changed", _l("Changed a password")),
    AuditEvent("core.second_factor_set", _l("Set up sign-in codes")),
    AuditEvent("core.second_factor_removed", _l("Removed sign-in codes"), ("login",)),
    AuditEvent("core.recovery_codes_renewed", _l("Made new recovery codes")),
    AuditEvent("core.recovery_code_used", _l("Signed in with a recovery code")),
    AuditEvent("core.passkey_added", _l("Added a passkey")),
    AuditEvent("core.passkey_removed", _l("Removed a passkey")),
    AuditEvent("core.passkey_suspended", _l("A passkey seems to have been copied; it was suspended")),
    AuditEvent("core.identity_proved", _l("Proved again who is signed in")),
    AuditEvent("core.provider_linked", _l("Connected an account to a sign-in provider")),
    AuditEvent("core.provider_unlinked", _l("Disconnected an account from a sign-in provider")),
    AuditEvent("core.provider_added", _l("Added a sign-in provider")),
    AuditEvent("core.provider_changed", _l("Changed a sign-in provider")),
    AuditEvent("core.provider_closed", _l("Closed a sign-in provider")),
    AuditEvent("core.provider_reopened", _l("Opened a sign-in provider again")),
    AuditEvent("core.branch_provider_set", _l("Changed how a branch signs in")),
    AuditEvent("core.language_changed", _l("Changed the language")),
    AuditEvent("core.membership_added", _l("Gave a user roles in the branch"), ("name",)),
    AuditEvent("core.membership_changed", _l("Changed a user's roles in the branch"), ("name",)),
    AuditEvent("core.membership_ended", _l("Ended a user's roles in the branch"), ("name",)),
    AuditEvent("core.token_issued", _l("Made an API token")),
    AuditEvent("core.token_revoked", _l("Revoked an API token")),
)
