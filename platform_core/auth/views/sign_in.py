"""Signing in and out, accepting an invitation, choosing where to work."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth.access import public, signed_in
from platform_core.auth.accounts import account_by_invitation
from platform_core.auth.faults import InvitationSpent, SignInRefused
from platform_core.auth.identity import identify
from platform_core.auth.kit import current_kit
from platform_core.auth.limits import SIGN_IN_RATE, limiter
from platform_core.auth.schemas import NewPassword, SignInForm
from platform_core.auth.secrets import hash_of, looks_like_secret
from platform_core.auth.services import SignedIn
from platform_core.auth.services import accept_invitation as accept
from platform_core.auth.services import choose_branch as choose_it
from platform_core.auth.services import sign_in as check_sign_in
from platform_core.auth.services import sign_out as end_it
from platform_core.auth.titles import ROLE_TITLES
from platform_core.auth.views.browser import (
    adopt_ticket,
    browser_of,
    drop_ticket,
    go_on,
    local_target,
    signed_in_session,
)
from platform_core.errors import InvalidInput, TooMany
from platform_core.i18n import current_locale, format_list
from platform_core.i18n import gettext as _
from platform_core.tenancy.directory import branch_by_code, list_branches
from platform_core.web.forms import Form, empty_form, load_form, render_form

PAGE, INVITE_PAGE = "core/auth/login.html", "core/auth/invite.html"


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint."""
    rule = blueprint.add_url_rule
    rule("/login", "login", login)
    rule("/login", "sign_in", limiter.limit(SIGN_IN_RATE)(sign_in), methods=["POST"])
    rule("/logout", "logout", logout, methods=["POST"])
    rule("/choose", "choose", choose)
    rule("/choose", "choose_branch", choose_branch, methods=["POST"])
    rule("/invite/<code>", "invitation", invitation)
    rule("/invite/<code>", "accept_invitation", accept_invitation, methods=["POST"])


@public("Nobody is signed in before signing in.")
def login() -> Response:
    """Show the sign-in page; who is signed in already goes on."""
    if identify(request) is not None:
        return go_on(request.args.get("next"))
    return render_form(PAGE, empty_form(SignInForm), next=local_target(request.args.get("next")))


@public("Nobody is signed in before signing in.")
def sign_in() -> Response:
    """Check a sign-in: 303 onwards, 422 when refused, 429 when too many."""
    target = local_target(request.form.get("next"))
    form = load_form(SignInForm, request.form)
    if not form.is_valid:
        return render_form(PAGE, form, next=target)
    try:
        done = check_sign_in(form.data["login"], form.data["password"], browser=browser_of(request))
    except SignInRefused:
        form.refuse("_schema", _("The login or the password is not right."))
        return render_form(PAGE, form, next=target)
    except TooMany as fault:
        return _slow_down(form, fault, target)
    return _welcome(done, target)


def _slow_down(form: Form, fault: TooMany, target: str | None) -> Response:
    form.refuse("_schema", _("Too many attempts. Try again in %(count)s seconds.", count=fault.retry_after))
    response = render_form(PAGE, form, next=target)
    response.status_code = fault.status
    response.headers["Retry-After"] = str(fault.retry_after)
    return response


def _welcome(done: SignedIn, target: str | None) -> Response:
    adopt_ticket(done.ticket)
    response = go_on(target)
    current_kit().sessions.send_device(response, done.device)
    return response


@signed_in
def logout() -> Response:
    """End the session at hand."""
    end_it(signed_in_session())
    drop_ticket()
    flash(_("You are signed out."), "good")
    return redirect(url_for("auth.login"), 303)


@signed_in
def choose() -> Response | str:
    """Show where one may work; who works in one place only goes there at once."""
    session = signed_in_session()
    branches = {branch.id: branch for branch in list_branches(with_central=True)}
    places = [
        {
            "code": branches[item.branch_id].code,
            "name": branches[item.branch_id].name(current_locale()),
            "roles": format_list(str(ROLE_TITLES[role]) for role in sorted(item.roles)),
            "is_central": branches[item.branch_id].is_central,
            "is_current": item.branch_id == session.chosen_branch_id,
        }
        for item in session.memberships
    ]
    if len(places) == 1:
        return redirect(_start_of(str(places[0]["code"])), 303)
    return render_template("core/auth/choose.html", places=places)


@signed_in
def choose_branch() -> Response:
    """Remember the choice and go there."""
    branch = branch_by_code(request.form.get("code", ""))
    choose_it(signed_in_session(), branch.id)
    return redirect(_start_of(branch.code), 303)


def _start_of(code: str) -> str:
    return url_for("shell.dashboard", branch=code)


@public("Whoever has the invitation has no password yet.")
def invitation(code: str) -> Response:
    """Ask an invited person for a password."""
    login = _invited(code)
    if login is None:
        return _spent()
    return render_form(INVITE_PAGE, empty_form(NewPassword), login=login)


@public("Whoever has the invitation has no password yet.")
def accept_invitation(code: str) -> Response:
    """Set the password and go to the sign-in page."""
    login = _invited(code)
    form = load_form(NewPassword, request.form)
    if login is None:
        return _spent()
    if form.is_valid:
        try:
            accept(code, form.data["password"])
        except InvitationSpent:
            return _spent()
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    if not form.is_valid:
        return render_form(INVITE_PAGE, form, login=login)
    flash(_("Your password is set. Sign in with it."), "good")
    return redirect(url_for("auth.login"), 303)


def _invited(code: str) -> str | None:
    account = account_by_invitation(hash_of(code)) if looks_like_secret(code) else None
    return account.login if account else None


def _spent() -> Response:
    return make_response(render_template("core/auth/spent.html"), InvitationSpent.status)
