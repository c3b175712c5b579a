"""Users, their memberships in branches, what they sign in with, and the counters of failed sign-ins.

A user is global and readable by the sign-in role alone; feature code joins memberships instead. What
could be used to act as somebody (session ids, tokens, invitations) is kept as a hash only.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from platform_core.db.base import Model
from platform_core.db.collation import fold
from platform_core.isolation.mixins import BranchScoped, System, Versioned, branch_fk
from platform_core.isolation.roles import ALL_OPERATIONS, INSERT, SELECT, UPDATE, Role

CORE = {"info": {"plugin": "core"}}
NAME_LENGTH = 80
PERSON_NAME_LENGTH = 200


class User(System, Model):
    """Somebody who can sign in, in any number of branches; `login` is case-folded.

    A user without `password_hash` has been invited and not answered yet.
    """

    __tablename__ = "core_user"
    __table_args__ = (CORE,)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(PERSON_NAME_LENGTH))
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2), default="kk")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    invite_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    invite_expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Membership(BranchScoped, Versioned, Model):
    """What a user is in one branch: `roles` are codes of `roles.ROLES`, all in force together.

    It counts from `valid_from` to `ended_at`; ended rows stay, so that the trail's names resolve.
    """

    __tablename__ = "core_membership"
    __table_args__ = (
        UniqueConstraint("branch_id", "user_id"),
        Index("ix_core_membership_user", "user_id"),
        branch_fk("person_id", "core_person"),
        CORE,
    )
    __also__ = {Role.AUTH: frozenset({SELECT, INSERT, UPDATE})}

    user_id: Mapped[UUID] = mapped_column(ForeignKey("core_user.id"))
    person_id: Mapped[UUID | None]
    display_name: Mapped[str] = mapped_column(String(PERSON_NAME_LENGTH))
    folded_name: Mapped[str] = mapped_column(String(PERSON_NAME_LENGTH))
    roles: Mapped[list[str]] = mapped_column(JSON)
    valid_from: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @validates("display_name")
    def _fold_name(self, _key: str, name: str) -> str:
        """Keep beside the name what searches compare: the databases' own functions differ by letters."""
        self.folded_name = fold(name)[:PERSON_NAME_LENGTH]
        return name


class SecondFactor(System, Model):
    """A user's one-time codes (RFC 6238): the sealed secret, and the hashes of unused recovery codes.

    Without a secret there are recovery codes alone: those of somebody whose second factor is a passkey.
    `last_step` is the newest half minute whose code was used: no code works twice.
    """

    __tablename__ = "core_second_factor"
    __table_args__ = (CORE,)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    user_id: Mapped[UUID] = mapped_column(ForeignKey("core_user.id"), unique=True)
    secret: Mapped[bytes | None]
    last_step: Mapped[int] = mapped_column(BigInteger)
    recovery: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]


class Passkey(System, Model):
    """A credential of WebAuthn: the public half of a key that never leaves its owner's device.

    `sign_count` is what the device counted last; a count that goes back betrays a copy, and the passkey
    is worth nothing from `suspended_at` on.
    """

    __tablename__ = "core_passkey"
    __table_args__ = (Index("ix_core_passkey_user", "user_id"), CORE)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    user_id: Mapped[UUID] = mapped_column(ForeignKey("core_user.id"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    is_synced: Mapped[bool]
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]


class Ceremony(System, Model):
    """What the service remembers between a question to a device or a provider and the answer, once.

    The browser keeps the handle of which `handle_hash` is SHA-256; `sealed` holds the challenge.
    """

    __tablename__ = "core_ceremony"
    __table_args__ = (Index("ix_core_ceremony_expires_at", "expires_at"), CORE)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    handle_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes]
    expires_at: Mapped[datetime]


class IdentityProvider(System, Versioned, Model):
    """An OpenID Connect provider of the network; `client_secret` is sealed and never shown again.

    Requests go to the host of `issuer` and to `hosts`, nowhere else. `factor_values` are the values of
    `amr` or `acr` that count as a second factor; none: the provider's word is not taken for it.
    """

    __tablename__ = "core_identity_provider"
    __table_args__ = (CORE,)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    issuer: Mapped[str] = mapped_column(String(300))
    hosts: Mapped[list[str]] = mapped_column(JSON)
    client_id: Mapped[str] = mapped_column(String(200))
    client_secret: Mapped[bytes]
    algorithm: Mapped[str] = mapped_column(String(10))
    factor_values: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class BranchProvider(System, Model):
    """Which provider the members of a branch may sign in with, or must."""

    __tablename__ = "core_branch_provider"
    __table_args__ = (CORE,)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("core_branch.id"), unique=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("core_identity_provider.id"))
    is_required: Mapped[bool]


class ProviderLink(System, Model):
    """Whom a provider means by a `subject`: one account here, and one subject for an account."""

    __tablename__ = "core_provider_link"
    __table_args__ = (
        UniqueConstraint("provider_id", "subject"),
        UniqueConstraint("provider_id", "user_id"),
        Index("ix_core_provider_link_user", "user_id"),
        CORE,
    )
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("core_identity_provider.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("core_user.id"))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class BrowserSession(System, Model):
    """One browser signed in by one user; the cookie holds the id of which `ticket_hash` is SHA-256.

    `proved_at` is when the user last proved again, within the session, who they are.
    """

    __tablename__ = "core_session"
    __table_args__ = (Index("ix_core_session_user", "user_id"), CORE)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("core_user.id"))
    chosen_branch_id: Mapped[UUID | None]
    device: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ApiToken(System, Model):
    """A key for programs: one branch, a subset of permissions, an end; shown once, kept as a hash.

    A token with a `user_id` never does more than that user still may.
    """

    __tablename__ = "core_api_token"
    __table_args__ = (Index("ix_core_api_token_branch", "branch_id"), CORE)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("core_branch.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("core_user.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    permissions: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInCounter(System, Model):
    """Failures of one throttle: `key` is a keyed hash of login, address bucket or device, never text."""

    __tablename__ = "core_sign_in_counter"
    __table_args__ = (Index("ix_core_sign_in_counter_failed_at", "failed_at"), CORE)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    key: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    failures: Mapped[int] = mapped_column(Integer)
    failed_at: Mapped[datetime]
    free_at: Mapped[datetime]
