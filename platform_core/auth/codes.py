"""One-time codes of a second factor (RFC 6238) and recovery codes: made, spelled, checked."""

import secrets
from base64 import b32decode, b32encode
from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from platform_core.auth.secrets import hash_of

ISSUER = "Qorgau"
DIGITS, STEP_SECONDS, SECRET_BYTES = 6, 30, 20
RECOVERY_CODES, RECOVERY_BYTES, GROUP = 10, 10, 4


def new_secret_key() -> str:
    """Make a secret as authenticator apps take it: 32 letters and digits of base 32."""
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def enrolment_address(secret: str, *, login: str) -> str:
    """Return the `otpauth:` address that an authenticator app opens."""
    return _totp(secret).get_provisioning_uri(login, ISSUER)


def code_at(secret: str, moment: datetime) -> str:
    """Return the code of the half minute that holds `moment`."""
    return _totp(secret).generate(int(moment.timestamp())).decode()


def matching_step(secret: str, code: str, *, moment: datetime, after: int) -> int | None:
    """Return the half minute whose code was given: this one or a neighbour, later than step `after`.

    Phones' clocks go wrong by a little; a code that was used once has its step behind it.
    """
    totp = _totp(secret)
    current = int(moment.timestamp()) // STEP_SECONDS
    given = tidy_code(code).encode()
    matches = [
        step
        for step in (current - 1, current, current + 1)
        if compare_digest(totp.generate(step * STEP_SECONDS), given) and step > after
    ]
    return matches[0] if matches else None


def new_recovery_codes() -> list[str]:
    """Make ten codes of 80 random bits, spelled in groups of four."""
    return [_grouped(b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode()) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """Return what is kept of a recovery code, however it is spelled."""
    return hash_of(tidy_code(code).upper()).hex()


def spend(code: str, hashes: Sequence[str]) -> list[str] | None:
    """Return the hashes that are left when `code` is used, or nothing if it is none of them."""
    wanted = recovery_hash(code)
    left = [known for known in hashes if not compare_digest(known, wanted)]
    return left if len(left) < len(hashes) else None


def tidy_code(code: str) -> str:
    """Drop the blanks and hyphens that people type."""
    return "".join(character for character in code if character.isalnum())


def grouped_key(secret: str) -> str:
    """Spell a secret in groups of four, for who types it."""
    return " ".join(secret[n : n + GROUP] for n in range(0, len(secret), GROUP))


def _grouped(code: str) -> str:
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))


def _totp(secret: str) -> TOTP:
    # every authenticator app knows SHA-1 here; in HMAC it is as strong as ever
    return TOTP(b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  # nosec B303
