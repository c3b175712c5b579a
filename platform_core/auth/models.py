"""Users, their memberships in branches, their sessions and tokens, and the counters of failed sign-ins.

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

    `last_step` is the newest half minute whose code was used: no code works twice.
    """

    __tablename__ = "core_second_factor"
    __table_args__ = (CORE,)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    user_id: Mapped[UUID] = mapped_column(ForeignKey("core_user.id"), unique=True)
    secret: Mapped[bytes]
    last_step: Mapped[int] = mapped_column(BigInteger)
    recovery: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]


class BrowserSession(System, Model):
    """One browser signed in by one user; the cookie holds the id of which `ticket_hash` is SHA-256."""

    __tablename__ = "core_session"
    __table_args__ = (Index("ix_core_session_user", "user_id"), CORE)
    __access__ = {Role.AUTH: ALL_OPERATIONS}

    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("core_user.id"))
    chosen_branch_id: Mapped[UUID | None]
    device: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
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
