"""Sites of entries that do not answer: as a branch found it, and as all branches found it (P47)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import render_template, url_for

from platform_core.sdk import (
    NotFound,
    central_read,
    current_branch,
    list_branches,
    module_settings,
    record_central,
    requires,
)
from platform_core.sdk import gettext as _
from plugins.directory.policy.links import TOLD_AFTER, Answer
from plugins.directory.queries import links
from plugins.directory.views.blueprints import blueprint, central_blueprint

READ, CURATE = "directory.entry.read", "directory.entry.curate"
SEEN = "directory.links_seen"


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A silent site in a list, with its words and the pages of the entries that name it."""

    address: str
    answer: str
    failures: int
    checked_at: datetime
    entries: tuple[tuple[str, str], ...]
    branches: int


@blueprint.get("/links")
@requires(READ)
def sites() -> str:
    """List the sites that have not answered this branch three times in a row."""
    branch = current_branch()
    if branch is None or branch.is_central:
        raise NotFound
    rows = [_row(site) for site in links.silent_sites()]
    return render_template(
        "directory/links/branch.html",
        rows=rows,
        tries=TOLD_AFTER,
        is_on=module_settings("directory")["check_links"],
        last=links.last_checked(),
    )


@central_blueprint.get("/links")
@requires(CURATE)
def network_sites() -> str:
    """List the sites that have not answered branches, those silent for most first."""
    with central_read(reason=SEEN):
        found = links.silent_for_branches()
        record_central(SEEN, branch_ids=[one.id for one in list_branches()], data={"rows": len(found)})
    named = links.urls_of_entries()
    rows = [
        SiteRow(url, "", failures, at, _pages(named.get(url, ()), "directory_central.entry"), branches)
        for url, branches, failures, at in found
    ]
    return render_template("directory/links/central.html", rows=rows, tries=TOLD_AFTER)


def _row(site: links.SilentSite) -> SiteRow:
    said = {
        Answer.MISSING: _("the page is not there"),
        Answer.SILENT: _("no answer"),
        Answer.REFUSED: _("the address leads to no public site"),
    }
    return SiteRow(
        address=site.url,
        answer=said.get(Answer(site.answer), ""),
        failures=site.failures,
        checked_at=site.checked_at,
        entries=_pages(site.entries, "directory.entry"),
        branches=1,
    )


def _pages(entries: Iterable[tuple[UUID, str, bool]], endpoint: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            name,
            url_for("directory.local", local_id=entry_id)
            if is_own
            else url_for(endpoint, service_id=entry_id),
        )
        for entry_id, name, is_own in entries
    )
