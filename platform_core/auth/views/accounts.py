"""Any account of the network, for the central office alone: found by login, invited, closed."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth import services
from platform_core.auth.access import require, requires
from platform_core.auth.accounts import account_by_id, account_by_login
from platform_core.auth.factors import factors_of
from platform_core.auth.schemas import FindAccountForm
from platform_core.auth.titles import ROLE_TITLES
from platform_core.auth.views.users import MANAGE, branch_at_hand, show_invitation
from platform_core.errors import NotFound
from platform_core.i18n import current_locale, format_list
from platform_core.i18n import gettext as _
from platform_core.tenancy.directory import list_branches
from platform_core.tenancy.middleware import writes_elsewhere
from platform_core.web.forms import empty_form, load_form, render_form

FIND_PAGE = "core/auth/find_account.html"
Page = Callable[..., Any]


def centre_only(page: Page) -> Page:
    """Hide a page from branches: these accounts are not theirs."""

    @wraps(page)
    def guarded(**values: Any) -> Any:
        if not branch_at_hand().is_central:
            raise NotFound
        return page(**values)

    return guarded


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint."""
    rule, one = blueprint.add_url_rule, "/<branch>/users/accounts/<uuid:user_id>"
    rule("/<branch>/users/find", "find_account", find_account, methods=["GET", "POST"])
    rule(one, "any_account", any_account)
    rule(f"{one}/invite", "invite_any", invite_any, methods=["POST"])
    rule(f"{one}/close", "close_account", close_account, methods=["POST"])
    rule(f"{one}/reopen", "reopen_account", reopen_account, methods=["POST"])
    rule(f"{one}/codes", "remove_codes", remove_codes, methods=["POST"])


@writes_elsewhere
@requires(MANAGE)
@centre_only
def find_account() -> Response:
    """Find an account by its login; asked by POST, so that logins stand in no address."""
    if request.method == "GET":
        return render_form(FIND_PAGE, empty_form(FindAccountForm))
    form = load_form(FindAccountForm, request.form)
    found = account_by_login(form.data["login"]) if form.is_valid else None
    if found is not None:
        return redirect(url_for("auth.any_account", user_id=found.id), 303)
    if form.is_valid:
        form.refuse("login", _("Nobody has this login."))
    return render_form(FIND_PAGE, form)


@requires(MANAGE)
@centre_only
def any_account(user_id: UUID) -> str:
    """Show an account with its roles in every branch."""
    account = account_by_id(user_id)
    names = {branch.id: branch.name(current_locale()) for branch in list_branches(with_central=True)}
    places = [
        (names[item.branch_id], format_list(str(ROLE_TITLES[role]) for role in sorted(item.roles)))
        for item in account.memberships
    ]
    is_own = user_id == require(MANAGE).user_id
    has_codes = factors_of(user_id).any
    return render_template(
        "core/auth/any_account.html", account=account, places=places, is_own=is_own, has_codes=has_codes
    )


@writes_elsewhere
@requires(MANAGE)
@centre_only
def invite_any(user_id: UUID) -> Response:
    """Make a new invitation for any account and show it once."""
    return show_invitation(user_id, account_by_id(user_id).name)


@writes_elsewhere
@requires(MANAGE)
@centre_only
def close_account(user_id: UUID) -> Response:
    """Close an account in every branch at once."""
    services.close_account(user_id, branch=branch_at_hand(), actor=require(MANAGE))
    flash(_("The account is closed."), "good")
    return redirect(url_for("auth.any_account", user_id=user_id), 303)


@writes_elsewhere
@requires(MANAGE)
@centre_only
def reopen_account(user_id: UUID) -> Response:
    """Open a closed account again."""
    services.reopen_account(user_id, branch=branch_at_hand(), actor=require(MANAGE))
    flash(_("The account is open again."), "good")
    return redirect(url_for("auth.any_account", user_id=user_id), 303)


@writes_elsewhere
@requires(MANAGE)
@centre_only
def remove_codes(user_id: UUID) -> Response:
    """Take lost sign-in codes away."""
    actor, branch = require(MANAGE), branch_at_hand()
    services.remove_second_factor(account_by_id(user_id), actor=actor, at=branch.id)
    flash(_("The second factor is removed."), "good")
    return redirect(url_for("auth.any_account", user_id=user_id), 303)
