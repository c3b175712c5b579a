"""How asking the organisation of an entry stands, for the entry's page; and the scope to ask in (P47)."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import catalogue_write, current_actor, db, is_mail_configured
from plugins.directory.models import Service
from plugins.directory.policy.codes import RequestState, Status, Verification
from plugins.directory.policy.requests import ends_on, may_be_asked
from plugins.directory.policy.visibility import verification_on
from plugins.directory.queries.requests import OpenRequest, emails_of, open_request_of
from plugins.directory.services.requests.following import silence_of
from plugins.directory.views.listing import today


@dataclass(frozen=True, slots=True)
class Asking:
    """What stands on an entry's page about asking: the open request, and by which post to ask now."""

    request: OpenRequest | None
    ends_on: date | None
    may_ask: bool
    email: str
    has_mail: bool


def in_catalogue() -> AbstractContextManager[object]:
    """Open the catalogue's scope for whoever asks."""
    return catalogue_write(actor=current_actor())


def asking_of(service_id: UUID) -> Asking:
    """Say how asking the organisation of an entry stands."""
    request, has_mail = open_request_of(service_id), is_mail_configured()
    row = db.session.execute(
        select(Service.status, Service.verification, Service.assured_date).where(Service.id == service_id)
    ).one()
    standing = verification_on(Verification(row.verification), row.assured_date, today())
    is_settled = request is None or request.state != RequestState.CORRECTED
    return Asking(
        request=request,
        ends_on=ends_on(silence_of(request)) if request is not None else None,
        may_ask=is_settled and may_be_asked(Status(row.status), standing),
        email=emails_of([service_id]).get(service_id, "") if has_mail else "",
        has_mail=has_mail,
    )
