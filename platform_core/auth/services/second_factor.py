"""The second factor: set up, asked for, taken away; central roles cannot sign in without one."""

from uuid import UUID

from cryptography.fernet import InvalidToken
from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError

from platform_core.audit.recorder import record
from platform_core.auth.accounts import Account, actor_at_home
from platform_core.auth.codes import matching_step, new_recovery_codes, recovery_hash, spend
from platform_core.auth.factors import factors_in_scope, factors_of
from platform_core.auth.faults import OwnRoles, SignInRefused
from platform_core.auth.identity import UserSession
from platform_core.auth.kit import current_kit
from platform_core.auth.models import Passkey, SecondFactor
from platform_core.auth.roles import is_central
from platform_core.auth.services.trail import USER, identities
from platform_core.auth.throttle import charge, code_counter, settle
from platform_core.clock import now
from platform_core.errors import Conflict, InvalidInput, TooMany
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.isolation.actor import PUBLIC_ACTOR, Actor
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role


def has_second_factor(user_id: UUID) -> bool:
    """Whether a user has set up sign-in codes."""
    return factors_of(user_id).has_codes


def must_have_second_factor(account: Account | UserSession) -> bool:
    """Whether a user may not sign in by password alone: whoever has a role in the central office."""
    roles = {role for item in account.memberships for role in item.roles}
    return current_kit().asks_second_factor and any(map(is_central, roles))


def set_second_factor(account: Account | UserSession, secret: str, code: str) -> list[str]:
    """Set up codes once the first one is right; return the recovery codes, shown this once.

    Raises `InvalidInput` for a wrong code, `Conflict` if there are codes already.
    """
    actor = actor_at_home(account)
    user_id = _id_of(account)
    step = matching_step(secret, code, moment=now(), after=0)
    if step is None:
        raise InvalidInput({"code": [_("This code is not right. Wait for the next one and try again.")]})
    try:
        with identities(actor):
            row = _row_for(user_id)
            if row.secret is not None:
                raise Conflict
            row.secret, row.last_step, row.created_at = _seal(user_id, secret), step, now()
            codes = _new_recovery(row)
            db.session.flush()
            record("core.second_factor_set", target=(USER, user_id))
    except IntegrityError:  # set up at the same moment elsewhere
        raise Conflict from None
    return codes


def recovery_for_passkey(user_id: UUID) -> list[str]:
    """Give recovery codes to whose first second factor is a passkey, within `identities()`.

    Nothing for who has some already; without any, a lost device would shut its owner out.
    """
    row = _row_for(user_id)
    return [] if row.recovery else _new_recovery(row)


def forget_bare_recovery(user_id: UUID) -> None:
    """Drop recovery codes that recover nothing any more, within `identities()`."""
    if not factors_in_scope(user_id).any:
        db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))


def _row_for(user_id: UUID) -> SecondFactor:
    row = db.session.scalar(_of(user_id).with_for_update())
    if row is None:
        row = SecondFactor(user_id=user_id, secret=None, last_step=0, recovery=[], created_at=now())
        db.session.add(row)
    return row


def _new_recovery(row: SecondFactor) -> list[str]:
    codes = new_recovery_codes()
    row.recovery = [recovery_hash(code) for code in codes]
    return codes


def check_second_factor(account: Account | UserSession, code: str) -> None:
    """Accept a code of the app or a recovery code, each once; raise `SignInRefused` or `TooMany`."""
    user_id = _id_of(account)
    counter = code_counter(str(user_id), secret=current_kit().secret)
    with as_role(Role.AUTH, write=True):
        wait = charge([counter])
        db.session.commit()
    if wait:
        raise TooMany(wait)
    actor = actor_at_home(account)
    with identities(actor):
        is_right = _use(user_id, code)
        if is_right:
            settle([counter])
    if not is_right:
        with identities(PUBLIC_ACTOR, at=actor.branch_id):
            record("core.sign_in_refused", target=(USER, user_id), data={"reason": "wrong_code"})
        raise SignInRefused


def _use(user_id: UUID, code: str) -> bool:
    row = db.session.scalar(_of(user_id).with_for_update())
    if row is None:
        return False
    step = _step_of(row, code)
    if step is not None:
        row.last_step = step
        return True
    left = spend(code, row.recovery)
    if left is None:
        return False
    row.recovery = left
    record("core.recovery_code_used", target=(USER, user_id), data={"left": len(left)})
    return True


def _step_of(row: SecondFactor, code: str) -> int | None:
    if row.secret is None:
        return None
    return matching_step(_unseal(row.user_id, row.secret), code, moment=now(), after=row.last_step)


def renew_recovery_codes(session: UserSession, code: str) -> list[str]:
    """Replace the recovery codes; raise as `check_second_factor` does."""
    check_second_factor(session, code)
    with identities(actor_at_home(session)):
        codes = _new_recovery(db.session.scalars(_of(session.user_id)).one())
        record("core.recovery_codes_renewed", target=(USER, session.user_id))
    return codes


def give_up_second_factor(session: UserSession, code: str) -> None:
    """Take one's own codes away, if a passkey is left or nothing is a duty.

    Raises as `check_second_factor` does.
    """
    if must_have_second_factor(session) and not factors_of(session.user_id).passkeys:
        raise InvalidInput({"code": [_("Your role needs sign-in codes.")]})
    check_second_factor(session, code)
    with identities(actor_at_home(session)):
        own = update(SecondFactor).where(SecondFactor.user_id == session.user_id)
        db.session.execute(own.values(secret=None))
        forget_bare_recovery(session.user_id)
        facts = {"login": session.login}
        record("core.second_factor_removed", target=(USER, session.user_id), facts=facts)


def remove_second_factor(account: Account, *, actor: Actor, at: UUID) -> None:
    """Take somebody's lost codes and passkeys away, so that they set up new ones; recorded in branch `at`."""
    if account.id == actor.user_id:
        raise OwnRoles
    with identities(actor, at=at):
        for model in (SecondFactor, Passkey):
            db.session.execute(delete(model).where(model.user_id == account.id))
        record("core.second_factor_removed", target=(USER, account.id), facts={"login": account.login})


def _of(user_id: UUID) -> Select[SecondFactor]:
    return select(SecondFactor).where(SecondFactor.user_id == user_id)


def _id_of(account: Account | UserSession) -> UUID:
    return account.user_id if isinstance(account, UserSession) else account.id


def _seal(user_id: UUID, secret: str) -> bytes:
    return current_kit().vault.encrypt(f"{user_id.hex}{secret}".encode())


def _unseal(user_id: UUID, sealed: bytes) -> str:
    text = current_kit().vault.decrypt(sealed).decode()
    if not text.startswith(user_id.hex):
        raise InvalidToken
    return text.removeprefix(user_id.hex)
