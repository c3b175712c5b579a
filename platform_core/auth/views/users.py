"""The accounts of a branch, or of the central office: made, invited, given roles, ended."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth import services
from platform_core.auth.access import require, requires
from platform_core.auth.accounts import account_by_login
from platform_core.auth.faults import AccountShared
from platform_core.auth.queries import MEMBER_LIST, MemberRow, find_member, page_of_members, tokens_of_branch
from platform_core.auth.roles import BRANCH_ROLES, CENTRAL_ROLES, roles_for
from platform_core.auth.schemas import CentralUserForm, ChangeRolesForm, NewUserForm
from platform_core.auth.titles import ROLE_TITLES
from platform_core.errors import InvalidInput, NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import LANGUAGES, current_locale, format_list
from platform_core.i18n import gettext as _
from platform_core.tenancy.directory import list_branches
from platform_core.tenancy.middleware import current_branch, writes_elsewhere
from platform_core.web.forms import Form, empty_form, load_form, render_form

READ, MANAGE = "core.users.read", "core.users.manage"
NEW_PAGE, ONE_PAGE = "core/auth/user_new.html", "core/auth/user.html"


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint; posts open the scopes they write in."""
    rule, one = blueprint.add_url_rule, "/<branch>/users/<uuid:membership_id>"
    rule("/<branch>/users", "users", users)
    rule("/<branch>/users/new", "new_user", new_user)
    rule("/<branch>/users/new", "create_user", create_user, methods=["POST"])
    rule(one, "user", user)
    rule(one, "change_roles", change_roles, methods=["POST"])
    rule(f"{one}/invite", "invite_user", invite_user, methods=["POST"])
    rule(f"{one}/end", "end_membership", end_membership, methods=["POST"])
    token = "/<branch>/users/tokens/<uuid:token_id>/revoke"  # noqa: S105 - an address
    rule(token, "revoke_branch_token", revoke_token, methods=["POST"])


@requires(READ)
def users() -> str:
    """List the accounts of the branch and its tokens."""
    branch = branch_at_hand()
    query = MEMBER_LIST.read(request.args)
    page = page_of_members(branch.id, query)
    return render_template(
        "core/auth/users.html",
        query=query,
        page=page,
        rows=[_shown(row) for row in page.rows],
        tokens=tokens_of_branch(branch.id),
        is_central=branch.is_central,
    )


@requires(MANAGE)
def new_user() -> Response:
    """Ask who is to have an account."""
    return _new_page(empty_form(_new_form()))


@writes_elsewhere
@requires(MANAGE)
def create_user() -> Response:
    """Make an account, or give an existing one roles here; then show the invitation once."""
    form = load_form(_new_form(), request.form)
    if form.is_valid:
        try:
            return _created(form)
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    return _new_page(form)


def _new_form() -> type[NewUserForm]:
    return CentralUserForm if branch_at_hand().is_central else NewUserForm


def _created(form: Form) -> Response:
    branch, actor, given = _place_of(form), require(MANAGE), form.data
    common = {"name": given["name"], "roles": given["roles"], "branch": branch, "actor": actor}
    if account_by_login(given["login"]) is not None:
        services.give_roles(given["login"], **common)
        flash(_("This login had an account already; it now has these roles too."), "info")
        return redirect(url_for("auth.users"), 303)
    user_id = services.create_user(given["login"], email=given["email"], language=given["language"], **common)
    return show_invitation(user_id, given["name"])


def _place_of(form: Form) -> BranchInfo:
    """Return the branch that the account is for: the one at hand, or the one that the centre chose."""
    code = form.data.get("place")
    if code is None:
        return branch_at_hand()
    for branch in list_branches(with_central=True):
        if branch.code == code:
            return branch
    reason = _("Choose one of the answers listed.")
    raise InvalidInput({"place": [reason]}, labels={"place": _("Branch")})


def _new_page(form: Form) -> Response:
    branch = branch_at_hand()
    languages = list(LANGUAGES.items())
    roles = _roles_anywhere() if branch.is_central else role_choices(roles_for(central=False))
    return render_form(NEW_PAGE, form, roles=list(roles), languages=languages, places=_places(branch))


def _roles_anywhere() -> list[tuple[str, ...]]:
    """Offer the centre's own roles first, and say of each where it belongs."""
    here = [(code, title, _("in the central office")) for code, title in role_choices(CENTRAL_ROLES)]
    return [*here, *((code, title, _("in a branch")) for code, title in role_choices(BRANCH_ROLES))]


def _places(branch: BranchInfo) -> list[tuple[str, str]]:
    if not branch.is_central:
        return []
    language = current_locale()
    return [(item.code, item.name(language)) for item in list_branches(with_central=True)]


@requires(READ)
def user(membership_id: UUID) -> Response:
    """Show one account."""
    row = find_member(branch_at_hand().id, membership_id)
    return _one_page(row, empty_form(ChangeRolesForm, {"name": row.name, "roles": row.roles}))


@writes_elsewhere
@requires(MANAGE)
def change_roles(membership_id: UUID) -> Response:
    """Change somebody's name and roles here."""
    branch, actor = branch_at_hand(), require(MANAGE)
    row = find_member(branch.id, membership_id)
    form = load_form(ChangeRolesForm, request.form)
    if form.is_valid:
        try:
            services.change_roles(membership_id, **form.data, branch=branch, actor=actor)
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    if not form.is_valid:
        return _one_page(row, form)
    flash(_("The roles are changed."), "good")
    return redirect(url_for("auth.users"), 303)


def _one_page(row: MemberRow, form: Form) -> Response:
    branch, actor = branch_at_hand(), require(READ)
    return render_form(
        ONE_PAGE,
        form,
        row=_shown(row),
        roles=role_choices(roles_for(central=branch.is_central)),
        is_own=row.user_id == actor.user_id,
        is_central=branch.is_central,
    )


@writes_elsewhere
@requires(MANAGE)
def invite_user(membership_id: UUID) -> Response:
    """Make a new invitation and show it once."""
    row = find_member(branch_at_hand().id, membership_id)
    try:
        return show_invitation(row.user_id, row.name)
    except AccountShared:
        flash(_("This person works elsewhere too: only the central office makes the invitation."), "warn")
        return redirect(url_for("auth.user", membership_id=membership_id), 303)


def show_invitation(user_id: UUID, name: str) -> Response:
    """Make an invitation and show its link, this once."""
    code = services.invite_user(user_id, branch=branch_at_hand(), actor=require(MANAGE))
    link = url_for("auth.invitation", code=code, _external=True)
    return make_response(render_template("core/auth/invited.html", link=link, name=name))


@writes_elsewhere
@requires(MANAGE)
def end_membership(membership_id: UUID) -> Response:
    """End what somebody is here."""
    services.end_membership(membership_id, branch=branch_at_hand(), actor=require(MANAGE))
    flash(_("The roles here have ended."), "good")
    return redirect(url_for("auth.users"), 303)


@writes_elsewhere
@requires("core.tokens.manage")
def revoke_token(token_id: UUID) -> Response:
    """End a token of the branch, whoever made it."""
    branch, actor = branch_at_hand(), require("core.tokens.manage")
    services.revoke_token(token_id, actor=actor, branch_id=branch.id)
    flash(_("The token is revoked."), "good")
    return redirect(url_for("auth.users"), 303)


def branch_at_hand() -> BranchInfo:
    """Return the branch of the address; raise `NotFound` without one."""
    branch = current_branch()
    if branch is None:
        raise NotFound
    return branch


def role_choices(roles: tuple[str, ...]) -> list[tuple[str, str]]:
    """Offer roles by their titles."""
    return [(role, str(ROLE_TITLES[role])) for role in roles]


def _shown(row: MemberRow) -> dict[str, object]:
    return {
        "id": row.id,
        "user_id": row.user_id,
        "name": row.name,
        "login": row.login,
        "roles": format_list(str(ROLE_TITLES[role]) for role in row.roles if role in ROLE_TITLES),
        "state": row.state,
        "version": row.version,
        "url": url_for("auth.user", membership_id=row.id),
    }
