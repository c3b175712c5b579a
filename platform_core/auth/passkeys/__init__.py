"""Passkeys (WebAuthn): added by who is signed in, and used instead of a password or after it."""

from platform_core.auth.passkeys.keeping import PasskeyRow, passkeys_of, remove_passkey
from platform_core.auth.passkeys.party import passkeys_work_here
from platform_core.auth.passkeys.proving import (
    ask_after_password,
    ask_to_confirm,
    ask_to_sign_in,
    check_after_password,
    check_confirmation,
    sign_in_with_passkey,
)
from platform_core.auth.passkeys.registering import add_passkey, ask_to_register

__all__ = [
    "PasskeyRow",
    "add_passkey",
    "ask_after_password",
    "ask_to_confirm",
    "ask_to_register",
    "ask_to_sign_in",
    "check_after_password",
    "check_confirmation",
    "passkeys_of",
    "passkeys_work_here",
    "remove_passkey",
    "sign_in_with_passkey",
]
