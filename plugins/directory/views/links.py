"""Sites of entries that do not answer: the network's for the centre, its own for a branch (P47)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import render_template, url_for

from platform_core.sdk import (
    NotFound,
    branch_by_id,
    can,
    current_branch,
    current_branch_id,
    module_settings,
    requires,
)
from platform_core.sdk import gettext as _
from plugins.directory.policy.links import TOLD_AFTER, Answer
from plugins.directory.queries import links
from plugins.directory.views.blueprints import blueprint, central_blueprint

READ, CURATE = "directory.entry.read", "directory.entry.curate"


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A silent site in a list, with its words and the pages of the entries that name it."""

    address: str
    answer: str
    failures: int
    checked_at: datetime
    entries: tuple[tuple[str, str], ...]


@blueprint.get("/links")
@requires(READ)
def sites() -> str:
    """List the sites that have not answered this branch three times in a row."""
    branch = current_branch()
    if branch is None or branch.is_central:
        raise NotFound
    return _page("directory.entry")


@central_blueprint.get("/links")
@requires(CURATE)
def network_sites() -> str:
    """List the sites of the network's entries that have not answered three times in a row."""
    return _page("directory_central.entry")


def _page(endpoint: str) -> str:
    branch = branch_by_id(current_branch_id())
    return render_template(
        "directory/links/sites.html",
        rows=[_row(site, endpoint) for site in links.silent_sites()],
        tries=TOLD_AFTER,
        is_on=module_settings("directory")["check_links"],
        last=links.last_checked(),
        is_central=branch.is_central,
        settings_url=url_for("tenancy.branch_page", code=branch.code) if can("core.modules.manage") else "",
    )


def answer_words(answer: str) -> str:
    """Say how a silent site answered last."""
    said = {
        Answer.MISSING: _("the page is not there"),
        Answer.SILENT: _("no answer"),
        Answer.REFUSED: _("the address leads to no public site"),
    }
    return said.get(Answer(answer), "")


def _row(site: links.SilentSite, endpoint: str) -> SiteRow:
    return SiteRow(
        address=site.url,
        answer=answer_words(site.answer),
        failures=site.failures,
        checked_at=site.checked_at,
        entries=_pages(site.entries, endpoint),
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
