"""Proving by a passkey who one is: instead of a password, after it, or again within a session."""

from uuid import UUID

import orjson
import structlog
from sqlalchemy import select
from webauthn import generate_authentication_options, options_to_json, verify_authentication_response
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

from platform_core.audit.recorder import record
from platform_core.auth.accounts import Account, account_by_id, actor_at_home
from platform_core.auth.ceremonies import begin_ceremony, take_ceremony
from platform_core.auth.faults import PasskeyRefused
from platform_core.auth.identity import UserSession
from platform_core.auth.models import Passkey
from platform_core.auth.passkeys.party import relying_party
from platform_core.auth.passkeys.registering import LONGEST_ANSWER, PASSKEY, Question
from platform_core.auth.services.proof import mark_proved
from platform_core.auth.services.signing_in import (
    Browser,
    charge_code,
    charge_network,
    refuse_sign_in,
    settle_attempt,
)
from platform_core.auth.services.trail import identities
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.isolation.actor import PUBLIC_ACTOR
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role

log = structlog.get_logger(__name__)

SIGN_IN, AFTER_PASSWORD, CONFIRM = "passkey.sign_in", "passkey.after_password", "passkey.confirm"


def ask_to_sign_in() -> Question:
    """Ask for any passkey that the device holds for us: it tells whose it is."""
    return _question(SIGN_IN, user_id=None)


def ask_after_password(account: Account) -> Question:
    """Ask for one of the user's passkeys after the password."""
    return _question(AFTER_PASSWORD, user_id=account.id)


def ask_to_confirm(session: UserSession) -> Question:
    """Ask who is signed in for one of their passkeys again."""
    return _question(CONFIRM, user_id=session.user_id)


def sign_in_with_passkey(handle: str | None, answer: str, *, browser: Browser) -> Account:
    """Return the account that a passkey opens; raise `PasskeyRefused` or `TooMany`.

    The device has verified its owner by finger, face or PIN: with the key itself, that is two factors.
    """
    counters = charge_network(browser)
    user_id = _prove(handle, answer, kind=SIGN_IN, user_id=None)
    settle_attempt(counters)
    return account_by_id(user_id)


def check_after_password(account: Account, handle: str | None, answer: str) -> None:
    """Accept a passkey as second factor; raise `PasskeyRefused` or `TooMany`."""
    counters = charge_code(account.id)
    _prove(handle, answer, kind=AFTER_PASSWORD, user_id=account.id)
    settle_attempt(counters)


def check_confirmation(session: UserSession, handle: str | None, answer: str) -> None:
    """Accept a passkey as proof of who is signed in; raise `PasskeyRefused` or `TooMany`."""
    counters = charge_code(session.user_id)
    _prove(handle, answer, kind=CONFIRM, user_id=session.user_id)
    settle_attempt(counters)
    mark_proved(session, by="passkey")


def _question(kind: str, *, user_id: UUID | None) -> Question:
    party = relying_party()
    options = generate_authentication_options(
        rp_id=party.id,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in _keys_of(user_id)],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    content = {"challenge": bytes_to_base64url(options.challenge), "user": str(user_id) if user_id else None}
    return Question(begin_ceremony(kind, content), orjson.loads(options_to_json(options)))


def _keys_of(user_id: UUID | None) -> list[bytes]:
    if user_id is None:
        return []
    usable = select(Passkey.credential_id).where(Passkey.user_id == user_id, Passkey.suspended_at.is_(None))
    with as_role(Role.AUTH):
        return list(db.session.scalars(usable))


def _prove(handle: str | None, answer: str, *, kind: str, user_id: UUID | None) -> UUID:
    """Check an answer whole and count its use; return whose it is.

    A refusal of somebody known is recorded, of nobody known only logged.
    """
    asked = take_ceremony(handle, kind)
    if asked is None or asked["user"] != (str(user_id) if user_id else None):
        raise PasskeyRefused
    known = _find(answer)
    if known is None:
        log.info("passkey_refused", kind=kind, reason="unknown_key")
        raise PasskeyRefused
    account = account_by_id(known.user_id)
    proof = _verified(answer, asked["challenge"], known=known)
    is_theirs = user_id is None or known.user_id == user_id
    if proof is None or not is_theirs or known.suspended_at is not None or account.disabled_at is not None:
        refuse_sign_in(account, "wrong_passkey")
        raise PasskeyRefused
    _count_use(known, proof.new_sign_count, account=account, backed_up=proof.credential_backed_up)
    return known.user_id


def _find(answer: str) -> Passkey | None:
    if len(answer) > LONGEST_ANSWER:
        return None
    try:
        credential = parse_authentication_credential_json(answer)
    except (WebAuthnException, ValueError):
        return None
    own = select(Passkey).where(Passkey.credential_id == credential.raw_id)
    with as_role(Role.AUTH):
        found = db.session.scalar(own)
    handle = credential.response.user_handle
    if found is not None and handle is not None and handle != found.user_id.bytes:
        return None
    return found


def _verified(answer: str, challenge: str, *, known: Passkey) -> VerifiedAuthentication | None:
    """Verify challenge, origin, host, signature and the owner's presence; the count is judged apart."""
    party = relying_party()
    try:
        return verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as fault:
        log.info("passkey_refused", fault=type(fault).__name__)
        return None


def _count_use(known: Passkey, count: int, *, account: Account, backed_up: bool) -> None:
    """Write the use down; a count that did not grow suspends the passkey, and refuses.

    Devices that do not count always say nought. The row is locked: of two uses at once one comes second.
    """
    at = actor_at_home(account).branch_id
    with identities(PUBLIC_ACTOR, at=at):
        row = db.session.scalars(select(Passkey).where(Passkey.id == known.id).with_for_update()).one()
        is_copy = (count > 0 or row.sign_count > 0) and count <= row.sign_count
        if is_copy:
            row.suspended_at = now()
            data = {"kept": row.sign_count, "came": count}
            record("core.passkey_suspended", target=(PASSKEY, row.id), data=data)
        else:
            row.sign_count, row.last_used_at, row.is_synced = count, now(), backed_up
    if is_copy:
        raise PasskeyRefused
