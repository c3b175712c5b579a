"""Give templates what the frame of a page shows, asked for only where it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from flask import Flask, current_app, get_flashed_messages, request, url_for

from platform_core.auth.identity import UserSession, identify
from platform_core.auth.titles import ROLE_TITLES
from platform_core.clock import now
from platform_core.hooks.gate import current_gate
from platform_core.hooks.types import BranchInfo, PublicLink
from platform_core.i18n import LANGUAGES, current_locale, current_timezone, format_list
from platform_core.i18n import gettext as _
from platform_core.i18n.locale import DEFAULT_TIMEZONE
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import has_scope
from platform_core.notify.services import count_unread
from platform_core.settings import Settings
from platform_core.shell.language import language_urls
from platform_core.shell.navigation import NavGroup, NavLink, endpoint_url, navigation
from platform_core.tenancy.middleware import current_branch, request_actor
from platform_core.web.headers import is_confidential

EMERGENCY = "112"
_TONES = {"message": "info", "success": "good", "warning": "warn", "error": "bad", "danger": "bad"}
_SHORT = {"kk": "ҚАЗ", "ru": "РУС", "en": "ENG"}
_MOST_INITIALS = 2


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One language of the switch."""

    code: str
    name: str
    short: str
    url: str
    is_current: bool


class Shell:
    """The frame of one page; each part is worked out when a template first names it."""

    organisation = "Qorgau"
    emergency = EMERGENCY

    @cached_property
    def branch(self) -> BranchInfo | None:
        """The branch of the address."""
        return current_branch()

    @cached_property
    def actor(self) -> Actor | None:
        """Who acts in this branch."""
        return request_actor() if self.branch else None

    @cached_property
    def session(self) -> UserSession | None:
        """Who is signed in, in whatever branch."""
        return identify(request)

    @cached_property
    def language(self) -> str:
        """The reader's language."""
        return current_locale()

    @cached_property
    def languages(self) -> Sequence[LanguageLink]:
        """The switch: this very page in each language."""
        return [
            LanguageLink(code, LANGUAGES[code], _SHORT[code], url, code == self.language)
            for code, url in language_urls().items()
        ]

    @cached_property
    def scope_kind(self) -> str:
        """`branch`, `central`, or `none` outside both."""
        return self.branch.kind if self.branch else "none"

    @cached_property
    def scope_name(self) -> str:
        """The name of the branch or the centre, in the reader's language."""
        return self.branch.name(self.language) if self.branch else "Qorgau"

    @cached_property
    def role_title(self) -> str:
        """The roles of the reader here, in words."""
        roles = sorted(self.actor.roles) if self.actor else ()
        return format_list(str(ROLE_TITLES[role]) for role in roles if role in ROLE_TITLES)

    @cached_property
    def navigation(self) -> tuple[NavGroup, ...]:
        """The left navigation; nobody signed in here, none."""
        return navigation(self.branch, self.actor) if self.branch and self.actor else ()

    @property
    def home_url(self) -> str:
        """Where the mark leads: the start page of the branch, or the choice of branches."""
        inside = endpoint_url("shell.dashboard") if self.branch and self.actor else None
        return inside or endpoint_url("shell_root.landing") or "/"

    @property
    def switch_url(self) -> str | None:
        """Where to choose another branch, for those who work in several."""
        several = self.session is not None and len(self.session.memberships) > 1
        return url_for("shell_root.landing", choose=1) if several else None

    @property
    def search_url(self) -> str | None:
        """Where the search box leads."""
        return endpoint_url("shell.find") if self.branch and self.actor else None

    @property
    def inbox_url(self) -> str | None:
        """Where the bell leads."""
        return endpoint_url("notify.inbox") if self.branch and self.actor else None

    @cached_property
    def inbox_count(self) -> int:
        """How many notices the reader has not opened; none once the scope is closed, as on a fault's page."""
        known = has_scope() and self.actor is not None and self.actor.user_id
        return count_unread(known) if known else 0

    @cached_property
    def user_name(self) -> str:
        """The reader's name; empty for a visitor."""
        if self.actor is not None:
            return self.actor.display_name
        return self.session.name if self.session else ""

    @cached_property
    def user_initials(self) -> str:
        """The letters in the account button."""
        return "".join(part[:1] for part in self.user_name.split()[:_MOST_INITIALS]).upper()

    @property
    def account_links(self) -> Sequence[NavLink]:
        """What the account menu offers."""
        offered = (
            NavLink(_("My account"), endpoint_url("auth.account") or "", "settings", is_current=False),
            NavLink(_("My sessions"), endpoint_url("auth.sessions") or "", "key", is_current=False),
        )
        return [link for link in offered if link.url]

    @property
    def sign_out_url(self) -> str | None:
        """Where signing out is posted."""
        return endpoint_url("auth.logout") if self.session else None

    @property
    def sign_in_url(self) -> str | None:
        """Where to sign in."""
        return None if self.session else endpoint_url("auth.login")

    @property
    def flashes(self) -> Sequence[tuple[str, str]]:
        """Messages left by the request before, each with its tone."""
        left = cast("list[tuple[str, str]]", get_flashed_messages(with_categories=True))
        return [(_TONES.get(tone, tone), text) for tone, text in left]

    @property
    def confidential(self) -> bool:
        """Whether the page is to be watermarked and hidden."""
        return is_confidential()

    @property
    def now(self) -> datetime:
        """The moment of the page."""
        return now()

    @property
    def timezone_note(self) -> str:
        """Whose clock the times follow, where it is not that of most branches."""
        zone = current_timezone().key
        if zone == DEFAULT_TIMEZONE:
            return ""
        return _("Times are those of %(zone)s.", zone=zone.partition("/")[2].replace("_", " "))

    @property
    def exit_url(self) -> str:
        """Where the quick exit of public pages leads."""
        settings: Settings = current_app.extensions["qorgau_settings"]
        return settings.quick_exit_url

    @cached_property
    def public_links(self) -> Sequence[PublicLink]:
        """What the modules of this branch offer to everybody."""
        if self.branch is None or self.branch.is_central:
            return ()
        answers = current_gate().ask("public_links", self.branch)
        links = (link for answer in answers for link in answer.value or ())
        return sorted(links, key=lambda link: link.order)


def install_page(app: Flask) -> None:
    """Give every template its `shell`."""
    app.context_processor(_give_shell)


def _give_shell() -> dict[str, Any]:
    return {"shell": Shell()}
