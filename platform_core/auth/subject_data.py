"""One person's rights over what they sign in with: given out; erased already when the last role ended."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from platform_core.auth.members import users_of
from platform_core.auth.models import IdentityProvider, Passkey, ProviderLink
from platform_core.extensions import db
from platform_core.hooks.types import ExportSection, SubjectRef
from platform_core.i18n import gettext as _
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role


def export_keys(subject: SubjectRef) -> Iterable[ExportSection]:
    """Give the passkeys of a person, without the keys themselves, and the providers that know them."""
    users = users_of(subject.person_id) if subject.person_id is not None else []
    if not users:
        return
    with as_role(Role.AUTH):
        passkeys = db.session.execute(
            select(Passkey.name, Passkey.is_synced, Passkey.created_at, Passkey.last_used_at)
            .where(Passkey.user_id.in_(users))
            .order_by(Passkey.created_at)
        ).all()
        links = db.session.execute(
            select(IdentityProvider.name, ProviderLink.subject, ProviderLink.created_at)
            .join(IdentityProvider, IdentityProvider.id == ProviderLink.provider_id)
            .where(ProviderLink.user_id.in_(users))
            .order_by(ProviderLink.created_at)
        ).all()
    yield from _sections(((_("Passkeys"), passkeys), (_("Sign-in providers"), links)))


def erase_keys(subject: SubjectRef) -> int:  # noqa: ARG001 - every room is asked alike
    """Erase nothing: an account of the branch is ended before, and with the last role its keys went.

    Who still works in another branch keeps their account there.
    """
    return 0


def _sections(found: Iterable[tuple[str, Any]]) -> Iterable[ExportSection]:
    for title, rows in found:
        if rows:
            yield ExportSection(title, tuple(row._asdict() for row in rows))
