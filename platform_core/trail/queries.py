"""Reads of the trail's pages: one branch's entries, newest first, and how far they are sealed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from uuid import UUID

from sqlalchemy import false, select

from platform_core.audit.events import known_events
from platform_core.audit.models import AuditEntry, AuditHead
from platform_core.audit.offline import fingerprint
from platform_core.auth.members import member_names
from platform_core.auth.models import Membership
from platform_core.crypto.current import current_keyring
from platform_core.db.collation import fold
from platform_core.extensions import db
from platform_core.i18n import collation_key, current_timezone
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, current_scope
from platform_core.trail.details import named_details
from platform_core.web.lists import Filter, ListQuery, ListSpec, Page, Sort

Names = Callable[[Iterable[UUID]], Mapping[UUID, str]]
"""Something that names users: `names_here` or `names_anywhere`."""
MOST_NAMED = 200
"""A name that fits more users than this is no filter."""


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """An entry as the page shows it; `record` is the filter for all entries about the same record."""

    at: datetime
    event: str
    actor: str
    record: str
    details: tuple[tuple[str, str], ...]
    erasable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrailState:
    """How far a trail is sealed: entries under the newest head, when it was signed, by which key."""

    size: int
    signed_at: datetime
    key: str


def event_options() -> list[tuple[str, str]]:
    """Return every declared event as `(code, sentence)`, sorted in the reader's language."""
    options = [(event.code, str(event.sentence)) for event in known_events().values()]
    return sorted(options, key=lambda option: collation_key(option[1]))


def _actor_is(name: str) -> Any:
    """Look for members of the branch at hand; in a central read, of any branch."""
    named = select(Membership.user_id).where(Membership.folded_name.contains(fold(name), autoescape=True))
    if current_scope().role is Role.CENTRAL_READ:
        with as_role(Role.AUTH):
            found = db.session.scalars(named.distinct().limit(MOST_NAMED)).all()
        return AuditEntry.actor_user_id.in_(found)
    return AuditEntry.actor_user_id.in_(named)


def _record_is(text: str) -> Any:
    kind, _colon, number = text.strip().rpartition(":")
    try:
        about = AuditEntry.target_id == UUID(number)
    except ValueError:
        return false()
    return about & (AuditEntry.target_type == kind) if kind else about


def _midnight(day: date) -> datetime:
    return datetime.combine(day, clock_time(), tzinfo=current_timezone())


TRAIL = ListSpec(
    filters=(
        Filter("since", _l("From"), kind="date", apply=lambda day: AuditEntry.at >= _midnight(day)),
        Filter(
            "until",
            _l("To, this day included"),
            kind="date",
            apply=lambda day: AuditEntry.at < _midnight(day + timedelta(days=1)),
        ),
        Filter("actor", _l("Who"), apply=_actor_is),
        Filter.by_code("event", _l("What"), AuditEntry.event, event_options),
        Filter("record", _l("Which record"), apply=_record_is),
    ),
    sorts=(Sort("at", AuditEntry.at),),
    default_sort="-at",
    tie=(AuditEntry.id,),
    passes=("of",),
)


def list_entries(query: ListQuery, branch_id: UUID, *, names: Names) -> Page[TrailEntry]:
    """List the entries of one branch; the number of statements does not grow with them."""
    chosen = select(*_COLUMNS).where(AuditEntry.branch_id == branch_id)
    page = query.fetch(db.session, chosen, make=lambda row: row)
    known = names({row.actor_user_id for row in page.rows if row.actor_user_id})
    rows = tuple(_entry(row, known) for row in page.rows)
    return Page(rows, page.prev, page.next, page.total)


def sealed_state(branch_id: UUID) -> TrailState | None:
    """Return how far a branch's trail is sealed, None before the first head."""
    chosen = select(AuditHead.size, AuditHead.signed_at, AuditHead.key_id).where(
        AuditHead.branch_id == branch_id
    )
    head = db.session.execute(chosen.order_by(AuditHead.size.desc()).limit(1)).first()
    if head is None:
        return None
    key = current_keyring().branch_key_by_id(head.key_id)
    return TrailState(head.size, head.signed_at, fingerprint(key.public or b""))


def names_here(user_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Name users as the branch at hand knows them; those of the centre stay unnamed."""
    return member_names(user_ids)


def names_anywhere(user_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Name users wherever they work; for the centre alone."""
    chosen = select(Membership.user_id, Membership.display_name).where(Membership.user_id.in_(set(user_ids)))
    with as_role(Role.AUTH):
        return {row.user_id: row.display_name for row in db.session.execute(chosen)}


_COLUMNS: tuple[Any, ...] = (
    AuditEntry.branch_id,
    AuditEntry.at,
    AuditEntry.event,
    AuditEntry.actor_kind,
    AuditEntry.actor_user_id,
    AuditEntry.actor_branch_id,
    AuditEntry.target_type,
    AuditEntry.target_id,
    AuditEntry.data,
    AuditEntry.commitments,
)


def _entry(row: Any, names: Mapping[UUID, str]) -> TrailEntry:
    declared = known_events().get(row.event)
    return TrailEntry(
        at=row.at,
        event=str(declared.sentence) if declared else row.event,
        actor=_actor(row, names),
        record=f"{row.target_type}:{row.target_id}" if row.target_id else "",
        details=named_details(row.data),
        erasable=tuple(sorted(row.commitments)),
    )


def _actor(row: Any, names: Mapping[UUID, str]) -> str:
    if row.actor_kind == "system":
        return _("The service itself")
    if row.actor_kind == "public":
        return _("Somebody not signed in")
    name = names.get(row.actor_user_id)
    if name is None:
        return _("Somebody of another branch or the centre")
    return _("%(name)s, by an API token", name=name) if row.actor_kind == "token" else name
