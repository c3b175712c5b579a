"""Signing in and out, accepting an invitation, choosing where to work."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth import services
from platform_core.auth.access import public, signed_in
from platform_core.auth.accounts import Account, account_by_id, account_by_invitation
from platform_core.auth.faults import InvitationSpent, SignInRefused
from platform_core.auth.identity import identify
from platform_core.auth.limits import SIGN_IN_RATE, limiter
from platform_core.auth.schemas import CodeForm, NewPassword, SignInForm
from platform_core.auth.secrets import hash_of, looks_like_secret
from platform_core.auth.sso.queries import links_of, provider_required_of
from platform_core.auth.titles import ROLE_TITLES
from platform_core.auth.views.browser import (
    browser_of,
    drop_ticket,
    go_on,
    local_target,
    signed_in_session,
    wait_text,
)
from platform_core.auth.views.entering import (
    login_page,
    second_factor_or_welcome,
    send_to_provider,
    slow_down,
    step_page,
    welcome,
    with_cookies,
)
from platform_core.auth.views.steps import Step, kept_step
from platform_core.errors import InvalidInput, TooMany
from platform_core.i18n import current_locale, format_list
from platform_core.i18n import gettext as _
from platform_core.tenancy.directory import branch_by_code, list_branches
from platform_core.web.forms import Form, empty_form, load_form, render_form

INVITE_PAGE, CODES_PAGE = "core/auth/invite.html", "core/auth/recovery_codes.html"


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint."""
    rule = blueprint.add_url_rule
    rule("/login", "login", login)
    rule("/login", "sign_in", limiter.limit(SIGN_IN_RATE)(sign_in), methods=["POST"])
    rule("/login/code", "second_step", second_step)
    rule("/login/code", "check_second_step", limiter.limit(SIGN_IN_RATE)(check_second_step), methods=["POST"])
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
    return login_page(empty_form(SignInForm), local_target(request.args.get("next")))


@public("Nobody is signed in before signing in.")
def sign_in() -> Response:
    """Check a sign-in: 303 onwards, 422 when refused, 429 when too many."""
    target = local_target(request.form.get("next"))
    form = load_form(SignInForm, request.form)
    if not form.is_valid:
        return login_page(form, target)
    try:
        account = services.check_password(
            form.data["login"], form.data["password"], browser=browser_of(request)
        )
    except SignInRefused:
        form.refuse("_schema", _("The login or the password is not right."))
        return login_page(form, target)
    except TooMany as fault:
        return slow_down(form, fault, target)
    required = provider_required_of(account.memberships)
    if required is not None:
        return send_to_provider(account, required, target)
    return second_factor_or_welcome(account, target, by="password")


@public("Half signed in: the password was right, the code is still to come.")
def second_step() -> Response:
    """Ask for the code of the app, or show how to set the app up."""
    step = kept_step()
    if step is None:
        return redirect(url_for("auth.login"), 303)
    return step_page(step, empty_form(CodeForm))


@public("Half signed in: the password was right, the code is still to come.")
def check_second_step() -> Response:
    """Check the code: 303 onwards, 422 when refused, 429 when too many."""
    step = kept_step()
    if step is None:
        return redirect(url_for("auth.login"), 303)
    form = load_form(CodeForm, request.form)
    codes = _try_code(step, form) if form.is_valid else None
    if not form.is_valid:
        return step_page(step, form)
    response = welcome(account_by_id(step.user_id), step.target, by=step.by)
    if codes:
        response = with_cookies(response, render_template(CODES_PAGE, codes=codes, next=response.location))
    return response


def _try_code(step: Step, form: Form) -> list[str] | None:
    account, code = account_by_id(step.user_id), form.data["code"]
    try:
        if step.kind == "enrol":
            return services.set_second_factor(account, step.secret, code)
        services.check_second_factor(account, code)
    except SignInRefused:
        form.refuse("code", _("This code is not right. Wait for the next one and try again."))
    except InvalidInput as refusal:
        form.refuse_input(refusal)
    except TooMany as fault:
        form.refuse("code", wait_text(fault))
    return None


@signed_in
def logout() -> Response:
    """End the session at hand."""
    services.sign_out(signed_in_session())
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
    services.choose_branch(signed_in_session(), branch.id)
    return redirect(_start_of(branch.code), 303)


def _start_of(code: str) -> str:
    return url_for("shell.dashboard", branch=code)


@public("Whoever has the invitation has no password yet.")
def invitation(code: str) -> Response:
    """Ask an invited person for a password."""
    account = _invited(code)
    return _spent() if account is None else _invite_page(empty_form(NewPassword), account)


@public("Whoever has the invitation has no password yet.")
def accept_invitation(code: str) -> Response:
    """Set the password and go to the sign-in page."""
    account, form = _invited(code), load_form(NewPassword, request.form)
    if account is None:
        return _spent()
    if form.is_valid:
        try:
            services.accept_invitation(code, form.data["password"])
        except InvitationSpent:
            return _spent()
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    if not form.is_valid:
        return _invite_page(form, account)
    flash(_("Your password is set. Sign in with it."), "good")
    return redirect(url_for("auth.login"), 303)


def _invited(code: str) -> Account | None:
    return account_by_invitation(hash_of(code)) if looks_like_secret(code) else None


def _invite_page(form: Form, account: Account) -> Response:
    providers = [] if account.password_hash else links_of(account.id, account.memberships)
    return render_form(INVITE_PAGE, form, login=account.login, providers=providers)


def _spent() -> Response:
    return make_response(render_template("core/auth/spent.html"), InvitationSpent.status)
