"""Accounts: made, invited, given a password, closed and opened again."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from platform_core.audit.recorder import record
from platform_core.auth.accounts import (
    Account,
    account_by_id,
    account_by_invitation,
    actor_at_home,
    fold_login,
)
from platform_core.auth.faults import AccountShared, InvitationSpent, OwnRoles
from platform_core.auth.identity import UserSession
from platform_core.auth.kit import current_kit
from platform_core.auth.models import User
from platform_core.auth.passwords import password_faults
from platform_core.auth.secrets import hash_of, new_secret
from platform_core.auth.services.memberships import add_membership, check_roles
from platform_core.auth.services.sessions import end_all_sessions, rotate_ticket
from platform_core.auth.services.signing_in import Browser, charge_attempt
from platform_core.auth.services.trail import USER, identities
from platform_core.auth.throttle import settle
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import gettext as _
from platform_core.i18n import is_language
from platform_core.isolation.actor import Actor
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role

INVITATION_LIFETIME = timedelta(hours=72)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,79}")


def create_user(
    login: str,
    *,
    name: str,
    branch: BranchInfo,
    roles: Sequence[str],
    actor: Actor,
    password: str | None = None,
    email: str | None = None,
    language: str = "kk",
) -> UUID:
    """Make an account with its first membership; raise `InvalidInput` naming every fault at once.

    Without a password the account waits for an invitation to be accepted.
    """
    folded = fold_login(login)
    _check_new(folded, name=name, roles=roles, branch=branch, password=password, language=language)
    user = User(
        id=new_id(),
        login=folded,
        name=name.strip(),
        email=email,
        language=language,
        password_hash=current_kit().passwords.hash(password) if password else None,
        created_at=now(),
    )
    with identities(actor, at=branch.id):
        _insert(user)
        facts = {"login": folded, "name": user.name}
        record("core.user_created", target=(USER, user.id), facts=facts)
        add_membership(user.id, branch_id=branch.id, name=user.name, roles=roles)
    return user.id


def _insert(user: User) -> None:
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError:
        raise InvalidInput({"login": [_("This login is taken.")]}) from None


def _check_new(
    login: str, *, name: str, roles: Sequence[str], branch: BranchInfo, password: str | None, language: str
) -> None:
    faults: dict[str, list[Any]] = {}
    if not _LOGIN.fullmatch(login):
        faults["login"] = [_("Use 3 to 80 Latin letters, digits and . _ @ + - only.")]
    if not name.strip():
        faults["name"] = [_("Please answer this.")]
    if role_faults := check_roles(roles, branch):
        faults["roles"] = role_faults
    if not is_language(language):
        faults["language"] = [_("Choose one of the answers listed.")]
    if password is not None and (password_reasons := password_faults(password, login=login)):
        faults["password"] = [str(reason) for reason in password_reasons]
    if faults:
        raise InvalidInput(faults)


def invite_user(user_id: UUID, *, branch: BranchInfo, actor: Actor) -> str:
    """Make a one-time code with which the user sets a password; it lives 72 hours and is shown once.

    A branch's administrator invites only people of that branch alone: whoever works elsewhere too
    could otherwise be taken over from here. The central office may invite anybody.
    """
    account = account_by_id(user_id)
    if not branch.is_central:
        _refuse_shared(account, branch)
    code = new_secret()
    with identities(actor, at=branch.id):
        own = update(User).where(User.id == user_id)
        ends = now() + INVITATION_LIFETIME
        db.session.execute(own.values(invite_hash=hash_of(code), invite_expires_at=ends))
        record("core.user_invited", target=(USER, user_id), facts={"login": account.login})
    return code


def _refuse_shared(account: Account, branch: BranchInfo) -> None:
    homes = {item.branch_id for item in account.memberships}
    if homes != {branch.id}:
        raise AccountShared


def accept_invitation(code: str, password: str) -> None:
    """Set the password that an invitation asks for; raise `InvitationSpent` or `InvalidInput`."""
    account = account_by_invitation(hash_of(code))
    if account is None:
        raise InvitationSpent
    _check_password(password, login=account.login)
    hashed = current_kit().passwords.hash(password)
    with identities(actor_at_home(account)):
        still = update(User).where(User.id == account.id, User.invite_hash == hash_of(code))
        spent = {"invite_hash": None, "invite_expires_at": None}
        values = {"password_hash": hashed, "password_changed_at": now(), **spent}
        done = db.session.execute(still.values(values).returning(User.id)).all()
        if not done:  # somebody was quicker with the same code
            raise InvitationSpent
        end_all_sessions(account.id)
        record("core.password_changed", target=(USER, account.id))


def change_password(session: UserSession, current: str, new: str, *, browser: Browser) -> str:
    """Change one's own password; every other session ends, this one gets the ticket returned.

    A wrong `current` counts as a failed sign-in; raise `InvalidInput` or `TooMany`.
    """
    kit = current_kit()
    counters = charge_attempt(session.login, browser)
    if not kit.passwords.is_right(current, account_by_id(session.user_id).password_hash):
        raise InvalidInput({"current": [_("This is not your password.")]})
    with as_role(Role.AUTH, write=True):
        settle(counters)
        db.session.commit()
    _check_password(new, login=session.login)
    hashed = kit.passwords.hash(new)
    with identities(actor_at_home(session)):
        own = update(User).where(User.id == session.user_id)
        db.session.execute(own.values(password_hash=hashed, password_changed_at=now()))
        end_all_sessions(session.user_id)
        ticket = rotate_ticket(session)
        record("core.password_changed", target=(USER, session.user_id))
    return ticket


def _check_password(password: str, *, login: str) -> None:
    if faults := password_faults(password, login=login):
        raise InvalidInput({"password": [str(fault) for fault in faults]})


def change_language(session: UserSession, language: str) -> None:
    """Speak another language to the user from now on; raise `InvalidInput`."""
    if not is_language(language):
        raise InvalidInput({"language": [_("Choose one of the answers listed.")]})
    with identities(actor_at_home(session)):
        db.session.execute(update(User).where(User.id == session.user_id).values(language=language))
        record("core.language_changed", target=(USER, session.user_id), data={"language": language})


def close_account(user_id: UUID, *, branch: BranchInfo, actor: Actor) -> None:
    """Close an account in every branch at once and end its sessions; recorded in `branch`."""
    if user_id == actor.user_id:
        raise OwnRoles
    account = account_by_id(user_id)
    with identities(actor, at=branch.id):
        db.session.execute(update(User).where(User.id == user_id).values(disabled_at=now()))
        end_all_sessions(user_id)
        record("core.user_disabled", target=(USER, user_id), facts={"login": account.login})


def reopen_account(user_id: UUID, *, branch: BranchInfo, actor: Actor) -> None:
    """Open a closed account again; recorded in `branch`."""
    account = account_by_id(user_id)
    with identities(actor, at=branch.id):
        db.session.execute(update(User).where(User.id == user_id).values(disabled_at=None))
        record("core.user_enabled", target=(USER, user_id), facts={"login": account.login})
