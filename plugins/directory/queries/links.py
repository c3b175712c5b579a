"""Reads of links: which sites a branch's entries have, and which of them do not answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from platform_core.sdk import db
from plugins.directory.models import LinkCheck, LocalService, Service
from plugins.directory.policy.codes import Status
from plugins.directory.policy.links import TOLD_AFTER


@dataclass(frozen=True, slots=True)
class SilentSite:
    """A site that has not answered, and the entries that name it; `branches` are those that found it so."""

    url: str
    answer: str
    failures: int
    checked_at: datetime
    entries: tuple[tuple[UUID, str, bool], ...]
    branches: int = 1


def urls_of_entries() -> dict[str, list[tuple[UUID, str, bool]]]:
    """Give the sites of entries that work, with each entry's id, name, and whether it is the branch's own."""
    network = select(Service.id, Service.name, Service.url).where(
        Service.status != Status.DEFUNCT, Service.url.is_not(None)
    )
    own = select(LocalService.id, LocalService.name, LocalService.document["url"].as_string().label("url"))
    found: dict[str, list[tuple[UUID, str, bool]]] = {}
    for rows, is_own in ((network, False), (own.where(LocalService.status != Status.DEFUNCT), True)):
        for row in db.session.execute(rows):
            if row.url:
                found.setdefault(row.url, []).append((row.id, row.name, is_own))
    return found


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


def silent_for_branches() -> list[tuple[str, int, int, datetime]]:
    """List sites silent for branches, in a central scope: `(url, branches, tries, last look)`."""
    silent = (
        select(
            LinkCheck.url,
            func.count(LinkCheck.id),
            func.max(LinkCheck.failures),
            func.max(LinkCheck.checked_at),
        )
        .where(LinkCheck.failures >= TOLD_AFTER)
        .group_by(LinkCheck.url)
    )
    rows = db.session.execute(silent.order_by(func.count(LinkCheck.id).desc(), LinkCheck.url))
    return [(url, branches, failures, at) for url, branches, failures, at in rows]
