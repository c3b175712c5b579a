"""Whom a provider means: by the subject it names, once that was tied to an account."""

from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from platform_core.audit.recorder import record
from platform_core.auth.accounts import Account, account_by_id, actor_at_home
from platform_core.auth.faults import ProviderRefused
from platform_core.auth.identity import UserSession
from platform_core.auth.models import ProviderLink, User
from platform_core.auth.services.proof import require_fresh_proof
from platform_core.auth.services.trail import USER, identities
from platform_core.auth.sso.queries import Provider
from platform_core.auth.sso.tokens import Identity
from platform_core.clock import now
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role


def account_of(provider: Provider, identity: Identity) -> Account | None:
    """Return the account that a provider's subject was tied to."""
    own = select(ProviderLink.user_id).where(
        ProviderLink.provider_id == provider.id, ProviderLink.subject == identity.subject
    )
    with as_role(Role.AUTH):
        user_id = db.session.scalar(own)
    return account_by_id(user_id) if user_id else None


def note_use(account: Account, provider: Provider) -> None:
    """Note that somebody has signed in with a provider."""
    own = update(ProviderLink).where(
        ProviderLink.provider_id == provider.id, ProviderLink.user_id == account.id
    )
    with as_role(Role.AUTH, write=True):
        db.session.execute(own.values(last_used_at=now()))
        db.session.commit()


def invited_by_email(identity: Identity) -> Account | None:
    """Return the one account that was invited, has never been used, and has the verified e-mail.

    An account in use is never matched by an e-mail: whoever controls an address, or a provider, could take
    it over. Two accounts with one address match neither.
    """
    if identity.email is None:
        return None
    waiting = select(User.id).where(
        func.lower(User.email) == identity.email,
        User.password_hash.is_(None),
        User.disabled_at.is_(None),
        User.invite_expires_at > now(),
    )
    with as_role(Role.AUTH):
        found = db.session.scalars(waiting.limit(2)).all()
    return account_by_id(found[0]) if len(found) == 1 else None


def has_email(account: Account, identity: Identity) -> bool:
    """Whether the verified e-mail of a provider is the one that an administrator wrote down."""
    with as_role(Role.AUTH):
        known = db.session.scalar(select(User.email).where(User.id == account.id))
    return identity.email is not None and (known or "").strip().casefold() == identity.email


def link_account(account: Account, provider: Provider, identity: Identity, *, by: str) -> None:
    """Tie a subject to an account and spend its invitation; raise `ProviderRefused` if either is tied.

    `by` says for the trail what allowed it: `session`, `invitation` or `password`.
    """
    row = ProviderLink(
        provider_id=provider.id, user_id=account.id, subject=identity.subject, created_at=now()
    )
    try:
        with identities(actor_at_home(account)):
            db.session.add(row)
            db.session.flush()
            spent = update(User).where(User.id == account.id)
            db.session.execute(spent.values(invite_hash=None, invite_expires_at=None))
            data = {"provider": provider.code, "by": by}
            record("core.provider_linked", target=(USER, account.id), data=data)
    except IntegrityError:
        raise ProviderRefused("taken") from None


def unlink_account(session: UserSession, provider_id: UUID) -> None:
    """Untie one's own account from a provider; raise `NotFound` or `ProofStale`."""
    require_fresh_proof(session)
    with identities(actor_at_home(session)):
        own = delete(ProviderLink).where(
            ProviderLink.provider_id == provider_id, ProviderLink.user_id == session.user_id
        )
        if not db.session.execute(own.returning(ProviderLink.id)).all():
            raise NotFound
        data = {"provider_id": str(provider_id)}
        record("core.provider_unlinked", target=(USER, session.user_id), data=data)
