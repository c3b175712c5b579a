"""The accounts of a branch, or of the central office: made, invited, given roles, ended."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth import services
from platform_core.auth.access import require, requires
from platform_core.auth.accounts import account_by_login
from platform_core.auth.queries import MemberRow, find_member, list_members, tokens_of_branch
from platform_core.auth.roles import roles_for
from platform_core.auth.schemas import NewUserForm, RolesForm
from platform_core.auth.titles import ROLE_TITLES
from platform_core.errors import Forbidden, InvalidInput, NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import LANGUAGES, format_list
from platform_core.i18n import gettext as _
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
    rule(f"{one}/close", "close_account", close_account, methods=["POST"])
    rule(f"{one}/reopen", "reopen_account", reopen_account, methods=["POST"])
    rule(
        "/<branch>/users/tokens/<uuid:token_id>/revoke", "revoke_branch_token", revoke_token, methods=["POST"]
    )


@requires(READ)
def users() -> str:
    """List the accounts of the branch and its tokens."""
    branch = _branch()
    rows = [_shown(row) for row in list_members(branch.id)]
    return render_template("core/auth/users.html", rows=rows, tokens=tokens_of_branch(branch.id))


@requires(MANAGE)
def new_user() -> Response:
    """Ask who is to have an account."""
    return _new_page(empty_form(NewUserForm))


@writes_elsewhere
@requires(MANAGE)
def create_user() -> Response:
    """Make an account, or give an existing one roles here; then show the invitation once."""
    form = load_form(NewUserForm, request.form)
    if form.is_valid:
        try:
            return _created(form)
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    return _new_page(form)


def _created(form: Form) -> Response:
    branch, actor, given = _branch(), require(MANAGE), form.data
    common = {"name": given["name"], "roles": given["roles"], "branch": branch, "actor": actor}
    if account_by_login(given["login"]) is not None:
        services.give_roles(given["login"], **common)
        flash(_("This login had an account already; it now has these roles here."), "info")
        return redirect(url_for("auth.users"), 303)
    user_id = services.create_user(given["login"], email=given["email"], language=given["language"], **common)
    return _show_invitation(user_id, given["name"])


def _new_page(form: Form) -> Response:
    languages = list(LANGUAGES.items())
    return render_form(NEW_PAGE, form, roles=_role_choices(_branch()), languages=languages)


@requires(READ)
def user(membership_id: UUID) -> Response:
    """Show one account."""
    row = find_member(_branch().id, membership_id)
    return _one_page(row, empty_form(RolesForm, {"name": row.name, "roles": row.roles}))


@writes_elsewhere
@requires(MANAGE)
def change_roles(membership_id: UUID) -> Response:
    """Change somebody's name and roles here."""
    branch, actor = _branch(), require(MANAGE)
    row = find_member(branch.id, membership_id)
    form = load_form(RolesForm, request.form)
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
    branch, actor = _branch(), require(READ)
    return render_form(
        ONE_PAGE,
        form,
        row=_shown(row),
        roles=_role_choices(branch),
        is_own=row.user_id == actor.user_id,
        is_central=branch.is_central,
    )


@writes_elsewhere
@requires(MANAGE)
def invite_user(membership_id: UUID) -> Response:
    """Make a new invitation and show it once."""
    row = find_member(_branch().id, membership_id)
    return _show_invitation(row.user_id, row.name)


def _show_invitation(user_id: UUID, name: str) -> Response:
    code = services.invite_user(user_id, branch=_branch(), actor=require(MANAGE))
    link = url_for("auth.invitation", code=code, _external=True)
    return make_response(render_template("core/auth/invited.html", link=link, name=name))


@writes_elsewhere
@requires(MANAGE)
def end_membership(membership_id: UUID) -> Response:
    """End what somebody is here."""
    services.end_membership(membership_id, branch=_branch(), actor=require(MANAGE))
    flash(_("The roles here have ended."), "good")
    return redirect(url_for("auth.users"), 303)


@writes_elsewhere
@requires(MANAGE)
def close_account(membership_id: UUID) -> Response:
    """Close an account everywhere; the central office alone."""
    services.close_account(_central_member(membership_id), branch=_branch(), actor=require(MANAGE))
    flash(_("The account is closed."), "good")
    return redirect(url_for("auth.users"), 303)


@writes_elsewhere
@requires(MANAGE)
def reopen_account(membership_id: UUID) -> Response:
    """Open a closed account again; the central office alone."""
    services.reopen_account(_central_member(membership_id), branch=_branch(), actor=require(MANAGE))
    flash(_("The account is open again."), "good")
    return redirect(url_for("auth.users"), 303)


def _central_member(membership_id: UUID) -> UUID:
    branch = _branch()
    if not branch.is_central:
        raise Forbidden(MANAGE)
    return find_member(branch.id, membership_id).user_id


@writes_elsewhere
@requires("core.tokens.manage")
def revoke_token(token_id: UUID) -> Response:
    """End a token of the branch, whoever made it."""
    branch, actor = _branch(), require("core.tokens.manage")
    services.revoke_token(token_id, actor=actor, branch_id=branch.id)
    flash(_("The token is revoked."), "good")
    return redirect(url_for("auth.users"), 303)


def _branch() -> BranchInfo:
    branch = current_branch()
    if branch is None:
        raise NotFound
    return branch


def _role_choices(branch: BranchInfo) -> list[tuple[str, str]]:
    return [(role, str(ROLE_TITLES[role])) for role in roles_for(central=branch.is_central)]


def _shown(row: MemberRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "login": row.login,
        "roles": format_list(str(ROLE_TITLES[role]) for role in row.roles if role in ROLE_TITLES),
        "state": row.state,
        "url": url_for("auth.user", membership_id=row.id),
    }
