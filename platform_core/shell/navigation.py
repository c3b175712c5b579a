"""Draw the left navigation: the core's own entries, then one group for what the modules offer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from flask import current_app, request, url_for
from werkzeug.routing import BuildError

from platform_core.hooks.gate import current_gate, manifests
from platform_core.hooks.types import BranchInfo, NavItem
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext
from platform_core.isolation.actor import Actor

CORE_ITEMS = (
    NavItem(lazy_gettext("Start"), "shell.dashboard", "home", order=0),
    NavItem(lazy_gettext("Inbox"), "notify.inbox", "inbox", "core.inbox.read", order=5),
    NavItem(
        lazy_gettext("What is due"), "obligations.index", "calendar-due", "core.obligations.read", order=6
    ),
)
CORE_TAIL = (
    NavItem(lazy_gettext("People"), "people.index", "users", "core.people.read", order=10),
    NavItem(lazy_gettext("Safety contacts"), "contacts.index", "phone-call", "core.contacts.read", order=20),
    NavItem(lazy_gettext("Documents"), "documents.index", "file-text", "core.documents.read", order=24),
    NavItem(
        lazy_gettext("Documents"),
        "documents_central.index",
        "file-text",
        "core.network_documents.read",
        order=24,
    ),
    NavItem(lazy_gettext("Modules"), "tenancy.modules", "toggle-right", "core.modules.read", order=30),
    NavItem(lazy_gettext("Accounts"), "auth.users", "user-shield", "core.users.read", order=40),
    NavItem(lazy_gettext("Audit trail"), "audit.trail", "fingerprint", "core.audit.read", order=50),
    NavItem(
        lazy_gettext("Policy coverage"), "coverage.overview", "clipboard-list", "core.policy.read", order=55
    ),
    NavItem(lazy_gettext("Background work"), "jobs.own_work", "hourglass", "core.jobs.read", order=60),
)

OWN_HEADING = 4
"""From so many entries on a module has a heading of its own."""


@dataclass(frozen=True, slots=True)
class NavLink:
    """One drawn entry."""

    title: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Entries under one heading; the first group has none."""

    title: str
    items: tuple[NavLink, ...]


def navigation(scope: BranchInfo, user: Actor) -> tuple[NavGroup, ...]:
    """Return the groups that `user` sees in `scope`; empty groups are left out."""
    tail = (_("Network") if scope.is_central else _("Branch"), _links(CORE_TAIL, user))
    found = [("", _links(CORE_ITEMS, user)), *_of_modules(scope, user), tail]
    current = _current_url([link.url for _title, links in found for link in links])
    return tuple(
        NavGroup(title, tuple(replace(link, is_current=link.url == current) for link in links))
        for title, links in found
        if links
    )


def _of_modules(scope: BranchInfo, user: Actor) -> Iterator[tuple[str, list[NavLink]]]:
    """Give a module that offers much a heading of its own; the others stand together."""
    together: list[NavItem] = []
    for answer in current_gate().ask("navigation_items", scope, user):
        links = _links(answer.value or (), user)
        if len(links) >= OWN_HEADING:
            yield str(manifests()[answer.module].title), links
        else:
            together += answer.value or ()
    yield _("Work"), _links(together, user)


def endpoint_url(endpoint: str) -> str | None:
    """Return the address of an endpoint, None where this scope has no such page."""
    if endpoint not in current_app.view_functions:
        return None
    try:
        return url_for(endpoint)
    except BuildError:  # a page of the centre has no address in a branch
        return None


def _links(items: Iterable[NavItem], user: Actor) -> list[NavLink]:
    links = []
    for item in sorted(items, key=lambda one: (one.order, str(one.title))):
        url = endpoint_url(item.endpoint)
        if url is not None and (item.permission is None or user.can(item.permission)):
            links.append(NavLink(str(item.title), url, item.icon, is_current=False))
    return links


def _current_url(urls: Sequence[str]) -> str | None:
    """Find the one entry that the reader is on or beneath: the longest that fits."""
    fitting = [url for url in urls if request.path == url or _is_beneath(url)]
    return max(fitting, key=len, default=None)


def _is_beneath(url: str) -> bool:
    """Tell whether the page lies under an entry; every page lies under the start page, which is no sign."""
    return url.strip("/").count("/") > 0 and request.path.startswith(url.rstrip("/") + "/")
