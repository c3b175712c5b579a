"""One's own account: password, language, sessions, tokens."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth import services
from platform_core.auth.access import signed_in
from platform_core.auth.accounts import account_by_id, actor_at_home
from platform_core.auth.identity import UserSession
from platform_core.auth.kit import current_kit
from platform_core.auth.queries import open_sessions, tokens_of_user
from platform_core.auth.roles import permissions_for
from platform_core.auth.schemas import ChangePasswordForm, LanguageForm, TokenForm
from platform_core.auth.views.browser import (
    adopt_ticket,
    browser_of,
    drop_ticket,
    signed_in_session,
    wait_text,
)
from platform_core.errors import InvalidInput, TooMany
from platform_core.i18n import LANGUAGES, current_locale
from platform_core.i18n import gettext as _
from platform_core.i18n.locale import forget_choices
from platform_core.tenancy.directory import list_branches
from platform_core.web.forms import Form, empty_form, load_form, render_form, require_valid

PAGE, SESSIONS_PAGE, TOKENS_PAGE = (
    "core/auth/account.html",
    "core/auth/sessions.html",
    "core/auth/tokens.html",
)


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint."""
    rule = blueprint.add_url_rule
    rule("/account", "account", account)
    rule("/account/password", "change_password", change_password, methods=["POST"])
    rule("/account/language", "change_language", change_language, methods=["POST"])
    rule("/account/sessions", "sessions", sessions)
    rule("/account/sessions/<uuid:session_id>/end", "end_session", end_session, methods=["POST"])
    rule("/account/sessions/end-all", "end_all_sessions", end_all_sessions, methods=["POST"])
    rule("/account/tokens", "tokens", tokens)
    rule("/account/tokens", "issue_token", issue_token, methods=["POST"])
    rule("/account/tokens/<uuid:token_id>/revoke", "revoke_token", revoke_token, methods=["POST"])


@signed_in
def account() -> Response:
    """Show one's own account."""
    return _account_page(empty_form(ChangePasswordForm))


def _account_page(form: Form) -> Response:
    session = signed_in_session()
    languages = list(LANGUAGES.items())
    has_password = account_by_id(session.user_id).password_hash is not None
    return render_form(PAGE, form, user=session, languages=languages, has_password=has_password)


@signed_in
def change_password() -> Response:
    """Change one's own password; every other session ends."""
    form = load_form(ChangePasswordForm, request.form)
    if form.is_valid:
        _try_password(form)
    if not form.is_valid:
        return _account_page(form)
    flash(_("Your password is changed. Every other session has ended."), "good")
    return redirect(url_for("auth.account"), 303)


def _try_password(form: Form) -> None:
    current, new = form.data["current"], form.data["password"]
    try:
        ticket = services.change_password(signed_in_session(), current, new, browser=browser_of(request))
    except InvalidInput as refusal:
        form.refuse_input(refusal)
    except TooMany as fault:
        form.refuse("current", wait_text(fault))
    else:
        adopt_ticket(ticket)


@signed_in
def change_language() -> Response:
    """Change the language of one's pages and notices."""
    language = require_valid(load_form(LanguageForm, request.form))["language"]
    services.change_language(signed_in_session(), language)
    forget_choices()
    return redirect(url_for("auth.account", lang=language), 303)


@signed_in
def sessions() -> str:
    """List one's own open sessions."""
    session = signed_in_session()
    return render_template(SESSIONS_PAGE, rows=open_sessions(session.user_id, current=session.id))


@signed_in
def end_session(session_id: UUID) -> Response:
    """End one of one's own sessions."""
    session = signed_in_session()
    services.end_session(session, session_id)
    if session_id == session.id:
        drop_ticket()
    flash(_("The session has ended."), "good")
    return redirect(url_for("auth.sessions"), 303)


@signed_in
def end_all_sessions() -> Response:
    """End every session of one's own, this one too."""
    services.sign_out_everywhere(signed_in_session())
    drop_ticket()
    flash(_("You are signed out on every device."), "good")
    return redirect(url_for("auth.login"), 303)


@signed_in
def tokens() -> Response:
    """List one's own tokens, with the form for a new one."""
    return _tokens_page(empty_form(TokenForm))


@signed_in
def issue_token() -> Response:
    """Make a token and show it, this once."""
    form = load_form(TokenForm, request.form)
    token = _try_token(form) if form.is_valid else None
    return _tokens_page(form if token is None else empty_form(TokenForm), token=token)


def _try_token(form: Form) -> str | None:
    session = signed_in_session()
    branches = {branch.id: branch for branch in list_branches(with_central=True)}
    if session.membership_in(form.data["branch_id"]) is None:
        form.refuse("branch_id", _("Choose one of the answers listed."))
        return None
    try:
        return services.issue_token(
            form.data["name"],
            branch=branches[form.data["branch_id"]],
            permissions=form.data["permissions"],
            lifetime=timedelta(days=form.data["days"]),
            actor=actor_at_home(session),
            user_id=session.user_id,
        )
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        return None


def _tokens_page(form: Form, *, token: str | None = None) -> Response:
    session = signed_in_session()
    names = {branch.id: branch.name(current_locale()) for branch in list_branches(with_central=True)}
    places = [(item.branch_id, names[item.branch_id]) for item in session.memberships]
    rows = tokens_of_user(session.user_id)
    offered = _offered(session)
    return render_form(
        TOKENS_PAGE, form, rows=rows, names=names, places=places, permissions=offered, token=token
    )


def _offered(session: UserSession) -> list[tuple[str, str, str]]:
    """List what the user may do anywhere, as choices; the service checks the branch."""
    kit = current_kit()
    roles = {role for item in session.memberships for role in item.roles}
    held = permissions_for(roles, kit.grants)
    return [(code, str(item.title), code) for code, item in sorted(kit.permissions.items()) if code in held]


@signed_in
def revoke_token(token_id: UUID) -> Response:
    """End one of one's own tokens."""
    session = signed_in_session()
    services.revoke_token(token_id, actor=actor_at_home(session), user_id=session.user_id)
    flash(_("The token is revoked."), "good")
    return redirect(url_for("auth.tokens"), 303)
