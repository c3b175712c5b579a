"""Passwords: Argon2id hashes, and what a password must be."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from secrets import token_urlsafe
from typing import Any

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from platform_core.i18n import lazy_gettext as _l

MIN_LENGTH = 12
MAX_LENGTH = 256
"""Characters; longer input is refused before it is hashed."""
_LEAST_VARIETY = 5


@dataclass(frozen=True, slots=True)
class HashCosts:
    """Argon2id costs: passes, memory in KiB, lanes."""

    time_cost: int = 3
    memory_kib: int = 64 * 1024
    parallelism: int = 2


class Passwords:
    """Hash and check passwords with Argon2id; one for the life of the application."""

    def __init__(self, costs: HashCosts) -> None:
        self._hasher = PasswordHasher(
            time_cost=costs.time_cost,
            memory_cost=costs.memory_kib,
            parallelism=costs.parallelism,
            type=Type.ID,
        )

    @cached_property
    def _nobody(self) -> str:
        """A hash of nobody's password; made with the first check, for it costs as much as one."""
        return self._hasher.hash(token_urlsafe())

    def hash(self, password: str) -> str:
        """Hash a password with a fresh salt."""
        return self._hasher.hash(_normalised(password))

    def is_right(self, password: str, hashed: str | None) -> bool:
        """Check a password in the same work whether or not there is a user with a hash.

        Without a hash a hash of nobody's is checked, so the time tells no outsider who exists.
        """
        nobody = self._nobody  # asked for in either case, for the first time it is slow
        matches = self._verify(password, hashed or nobody)
        return matches and hashed is not None

    def needs_rehash(self, hashed: str) -> bool:
        """Whether a hash was made with other costs than those now set."""
        return self._hasher.check_needs_rehash(hashed)

    def _verify(self, password: str, hashed: str) -> bool:
        try:
            return self._hasher.verify(hashed, _normalised(password))
        except (VerificationError, InvalidHashError):
            return False


def _normalised(password: str) -> str:
    """Spell a password one way: keyboards compose й and ё differently, forms trim blanks."""
    return unicodedata.normalize("NFKC", password).strip()


def password_faults(password: str, *, login: str) -> list[Any]:
    """Say in the reader's language what is wrong with a new password; an empty list accepts it."""
    folded = _normalised(password).casefold()
    faults = []
    if len(folded) < MIN_LENGTH:
        faults.append(_l("Use at least %(count)s characters.", count=MIN_LENGTH))
    if len(folded) > MAX_LENGTH:
        faults.append(_l("Use at most %(count)s characters.", count=MAX_LENGTH))
    if login and login.casefold() in folded:
        faults.append(_l("Do not put your login into the password."))
    if is_common(folded):
        faults.append(_l("This password is easy to guess. Join a few unrelated words instead."))
    return faults


def is_common(password: str) -> bool:
    """Whether a password is a well-known one, dressed up with digits, or hardly varies."""
    folded = _normalised(password).casefold()
    words = "".join(character for character in folded if character.isalpha())
    return len(set(folded)) < _LEAST_VARIETY or _is_repeated(words) or folded in _common()


def _is_repeated(words: str) -> bool:
    """Whether the letters are nothing but common words, repeated or joined."""
    rest = words
    for common in sorted(_common(), key=len, reverse=True):
        rest = rest.replace(common, "")
    return rest == ""


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    text = resources.files("platform_core.auth").joinpath("data/common_passwords.txt").read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip())
