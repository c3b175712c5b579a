"""Show the landing page, the start page of a branch, search, and whether the service lives."""

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import literal, select
from werkzeug.wrappers import Response

from platform_core.auth.access import OWN_ACCOUNT, public, requires
from platform_core.auth.identity import UserSession, identify
from platform_core.auth.titles import ROLE_TITLES
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import collation_key, current_locale, format_list
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.shell.dashboard import gather_cards
from platform_core.shell.search import LONGEST, SHORTEST, search
from platform_core.tenancy.directory import list_branches
from platform_core.tenancy.middleware import current_branch, request_actor
from platform_core.web.static_files import static_url

root_blueprint = Blueprint("shell_root", __name__)
blueprint = Blueprint("shell", __name__)


@dataclass(frozen=True, slots=True)
class BranchChoice:
    """A branch to choose: its name, its place, what the reader is there."""

    name: str
    city: str
    url: str
    roles: str = ""
    is_central: bool = False


@root_blueprint.get("/")
@public("the first page: everybody chooses a school here, members sign in")
def landing() -> str | Response:
    """Offer every school to everybody, and to members those where they work."""
    session = identify(request)
    branches = list_branches(with_central=True)
    own = _own_branches(session, branches) if session else []
    if len(own) == 1 and "choose" not in request.args:
        return redirect(own[0].url)
    cities = _by_city([branch for branch in branches if not branch.is_central])
    return render_template("core/landing.html", own=own, cities=cities)


@root_blueprint.get("/healthz")
@public("load balancers ask whether the service lives")
def health() -> dict[str, str]:
    """Say that the service answers and its database too; nothing else."""
    with as_role(Role.CENTRAL_READ):
        db.session.execute(select(literal(1)))
    return {"status": "ok"}


@root_blueprint.get("/favicon.ico")
@public("browsers ask for it without being told to")
def favicon() -> Response:
    """Lead to the icon that says nothing of what this site is about."""
    return redirect(static_url("img/blank.svg"))


@root_blueprint.get("/robots.txt")
@public("search engines ask whether they may read: they may not")
def robots() -> Response:
    """Keep every page out of search engines."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


@blueprint.get("/")
@public("members see their start page, everybody else what the school offers them")
def dashboard() -> str:
    """Show a member the cards of the modules, and everybody else the public start page."""
    branch, actor = current_branch(), request_actor()
    if branch is None or actor is None:
        return render_template("core/branch.html")
    return render_template("core/dashboard.html", cards=gather_cards(branch, actor))


@blueprint.route("/search", methods=["GET", "POST"])
@requires(OWN_ACCOUNT)
def find() -> str:
    """Search by POST, so that the words stand in no address, log or history."""
    query = " ".join(request.form.get("q", "").split())
    branch, actor = current_branch(), request_actor()
    groups = search(branch, actor, query=query) if branch and actor and query else ()
    db.session.commit()
    return render_template(
        "core/search.html",
        query=query,
        groups=groups,
        total=sum(len(group.hits) for group in groups),
        is_short=0 < len(query) < SHORTEST,
        longest=LONGEST,
    )


def _own_branches(session: UserSession, branches: list[BranchInfo]) -> list[BranchChoice]:
    found = ((branch, session.membership_in(branch.id)) for branch in branches)
    return [_choice(branch, membership.roles) for branch, membership in found if membership is not None]


def _by_city(branches: list[BranchInfo]) -> list[tuple[str, list[BranchChoice]]]:
    choices = sorted(map(_choice, branches), key=lambda one: collation_key(one.city + one.name))
    return [(city, list(group)) for city, group in groupby(choices, key=lambda one: one.city)]


def _choice(branch: BranchInfo, roles: frozenset[str] = frozenset()) -> BranchChoice:
    titles = format_list(str(ROLE_TITLES.get(role, role)) for role in sorted(roles))
    return BranchChoice(
        name=branch.name(current_locale()),
        city=branch.city,
        url=url_for("shell.dashboard", branch=branch.code),
        roles=titles,
        is_central=branch.is_central,
    )
