"""Adding a passkey to one's own account."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from webauthn import generate_registration_options, options_to_json, verify_registration_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from platform_core.audit.recorder import record
from platform_core.auth.accounts import actor_at_home
from platform_core.auth.ceremonies import begin_ceremony, take_ceremony
from platform_core.auth.faults import PasskeyRefused
from platform_core.auth.identity import UserSession
from platform_core.auth.models import NAME_LENGTH, Passkey
from platform_core.auth.passkeys.party import relying_party
from platform_core.auth.services.proof import require_fresh_proof
from platform_core.auth.services.second_factor import recovery_for_passkey
from platform_core.auth.services.trail import identities
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role

log = structlog.get_logger(__name__)

REGISTER = "passkey.register"
PASSKEY = "core_passkey"
MOST_PASSKEYS = 20
LONGEST_ANSWER = 16_384
"""Characters of what a device answers; a key without attestation takes a twentieth of it."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a device is asked: `options` go to the browser's script, `handle` into its sealed notes."""

    handle: str
    options: dict[str, Any]


def ask_to_register(session: UserSession) -> Question:
    """Ask the device at hand to make a key for the user; raise `ProofStale` or `InvalidInput`."""
    require_fresh_proof(session)
    known = _known_keys(session.user_id)
    if len(known) >= MOST_PASSKEYS:
        raise InvalidInput({"name": [_("Remove a passkey first: there are %(count)s.", count=len(known))]})
    party = relying_party()
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=session.user_id.bytes,
        user_name=session.login,
        user_display_name=session.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    content = {"challenge": bytes_to_base64url(options.challenge), "user": str(session.user_id)}
    return Question(begin_ceremony(REGISTER, content), orjson.loads(options_to_json(options)))


def add_passkey(session: UserSession, handle: str | None, *, name: str, answer: str) -> list[str]:
    """Keep the key that the device made; return recovery codes, shown this once, if there were none.

    Raises `ProofStale`, `PasskeyRefused`, or `InvalidInput` for a key that is known already.
    """
    require_fresh_proof(session)
    asked = take_ceremony(handle, REGISTER)
    if asked is None or asked["user"] != str(session.user_id):
        raise PasskeyRefused
    row = _row_of(session.user_id, name, _verified(answer, asked["challenge"]))
    try:
        with identities(actor_at_home(session)):
            db.session.add(row)
            db.session.flush()
            codes = recovery_for_passkey(session.user_id)
            db.session.flush()
            data = {"synced": row.is_synced, "recovery_codes": len(codes)}
            record("core.passkey_added", target=(PASSKEY, row.id), data=data)
    except IntegrityError:
        raise InvalidInput({"name": [_("This passkey is known already.")]}) from None
    return codes


def _row_of(user_id: UUID, name: str, made: VerifiedRegistration) -> Passkey:
    return Passkey(
        id=new_id(),
        user_id=user_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        is_synced=made.credential_backed_up,
        name=name.strip()[:NAME_LENGTH],
        created_at=now(),
    )


def _verified(answer: str, challenge: str) -> VerifiedRegistration:
    party = relying_party()
    if len(answer) > LONGEST_ANSWER:
        raise PasskeyRefused
    try:
        return verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as fault:
        log.info("passkey_refused", kind=REGISTER, fault=type(fault).__name__)
        raise PasskeyRefused from None


def _known_keys(user_id: UUID) -> list[bytes]:
    with as_role(Role.AUTH):
        return list(db.session.scalars(select(Passkey.credential_id).where(Passkey.user_id == user_id)))
