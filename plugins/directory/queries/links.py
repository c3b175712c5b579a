"""Reads of links: which sites a branch's entries have, and which of them do not answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from platform_core.sdk import branch_by_id, current_branch_id, db
from plugins.directory.models import LinkCheck, LocalService, Service
from plugins.directory.policy.codes import Status
from plugins.directory.policy.links import TOLD_AFTER


@dataclass(frozen=True, slots=True)
class SilentSite:
    """A site that has not answered, and the entries that name it: id, name, whether it is a branch's own."""

    url: str
    answer: str
    failures: int
    checked_at: datetime
    entries: tuple[tuple[UUID, str, bool], ...]


def urls_of_entries() -> dict[str, list[tuple[UUID, str, bool]]]:
    """Give the sites that the branch at hand asks, with each entry's id, name, and whether it is its own.

    Each site is asked from one place: those of the network by the centre, those of its own by a branch.
    """
    network = select(Service.id, Service.name, Service.url).where(
        Service.status != Status.DEFUNCT, Service.url.is_not(None)
    )
    own = select(LocalService.id, LocalService.name, LocalService.document["url"].as_string().label("url"))
    is_central = branch_by_id(current_branch_id()).is_central
    chosen = network if is_central else own.where(LocalService.status != Status.DEFUNCT)
    found: dict[str, list[tuple[UUID, str, bool]]] = {}
    for row in db.session.execute(chosen):
        if row.url:
            found.setdefault(row.url, []).append((row.id, row.name, not is_central))
    return found


def check_of(url: str) -> SilentSite | None:
    """Return what is known of one site, if it has not answered three times in a row."""
    chosen = select(LinkCheck).where(LinkCheck.url == url, LinkCheck.failures >= TOLD_AFTER)
    found = db.session.scalar(chosen)
    return SilentSite(url, found.answer, found.failures, found.checked_at, ()) if found else None


def count_silent() -> int:
    """Count the sites that have not answered the branch at hand three times in a row."""
    silent = select(func.count()).select_from(LinkCheck).where(LinkCheck.failures >= TOLD_AFTER)
    return db.session.scalar(silent) or 0


def checks_of(urls: Iterable[str]) -> dict[str, LinkCheck]:
    """Return what the branch knows of some sites."""
    known = db.session.scalars(select(LinkCheck).where(LinkCheck.url.in_(list(urls))))
    return {check.url: check for check in known}


def last_checked() -> datetime | None:
    """Return when the branch last looked at any site."""
    return db.session.scalar(select(func.max(LinkCheck.checked_at)))


def silent_sites() -> list[SilentSite]:
    """List the sites that have not answered the branch three times in a row, the longest silent first."""
    columns = (LinkCheck.url, LinkCheck.answer, LinkCheck.failures, LinkCheck.checked_at)
    silent = select(*columns).where(LinkCheck.failures >= TOLD_AFTER)
    rows = db.session.execute(silent.order_by(LinkCheck.failures.desc(), LinkCheck.url)).all()
    named = urls_of_entries() if rows else {}
    return [
        SilentSite(row.url, row.answer, row.failures, row.checked_at, tuple(named[row.url]))
        for row in rows
        if row.url in named
    ]
