"""Passkeys: signing in with one, adding and removing one's own, and proving again who one is."""

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth import passkeys, services
from platform_core.auth.access import public, signed_in
from platform_core.auth.accounts import account_by_id
from platform_core.auth.faults import ProofStale, SignInRefused
from platform_core.auth.limits import SIGN_IN_RATE, limiter
from platform_core.auth.passkeys.proving import AFTER_PASSWORD, SIGN_IN
from platform_core.auth.passkeys.registering import REGISTER, Question
from platform_core.auth.schemas import CodeForm, PasskeyAnswer, PasskeyForm, SignInForm
from platform_core.auth.sso.queries import provider_required_of
from platform_core.auth.views.browser import browser_of, local_target, signed_in_session, wait_text
from platform_core.auth.views.entering import (
    login_page,
    send_to_provider,
    slow_down,
    step_page,
    welcome,
)
from platform_core.auth.views.steps import keep_handle, kept_step, pop_handle
from platform_core.errors import InvalidInput, NotFound, TooMany
from platform_core.i18n import gettext as _
from platform_core.web.forms import Form, empty_form, load_form, render_form

PAGE, CODES_PAGE = "core/auth/passkeys.html", "core/auth/recovery_codes.html"


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint."""
    rule, limit = blueprint.add_url_rule, limiter.limit(SIGN_IN_RATE)
    rule("/login/passkey/ask", "ask_passkey", limit(ask_passkey), methods=["POST"])
    rule("/login/passkey", "sign_in_by_passkey", limit(sign_in_by_passkey), methods=["POST"])
    rule("/login/code/passkey/ask", "ask_step_passkey", limit(ask_step_passkey), methods=["POST"])
    rule("/login/code/passkey", "check_step_passkey", limit(check_step_passkey), methods=["POST"])
    rule("/account/passkeys", "passkeys", own_passkeys)
    rule("/account/passkeys/ask", "ask_new_passkey", limit(ask_new_passkey), methods=["POST"])
    rule("/account/passkeys", "add_passkey", limit(add_passkey), methods=["POST"])
    rule("/account/passkeys/<uuid:passkey_id>/remove", "remove_passkey", remove_passkey, methods=["POST"])


def ask_device(kind: str, question: Question) -> Response:
    """Give the browser's script what it asks the device, and keep the handle in its notes."""
    keep_handle(kind, question.handle)
    return jsonify(question.options)


@public("Nobody is signed in before signing in.")
def ask_passkey() -> Response:
    """Ask the device for any passkey of ours."""
    return ask_device(SIGN_IN, passkeys.ask_to_sign_in())


@public("Nobody is signed in before signing in.")
def sign_in_by_passkey() -> Response:
    """Sign in with a passkey alone: 303 onwards, 422 when refused, 429 when too many."""
    target, form = local_target(request.form.get("next")), load_form(PasskeyAnswer, request.form)
    handle = pop_handle(SIGN_IN)
    if not form.is_valid:
        return login_page(_refused(empty_form(SignInForm)), target)
    try:
        account = passkeys.sign_in_with_passkey(handle, form.data["answer"], browser=browser_of(request))
    except SignInRefused:
        return login_page(_refused(empty_form(SignInForm)), target)
    except TooMany as fault:
        return slow_down(empty_form(SignInForm), fault, target)
    required = provider_required_of(account.memberships)
    if required is not None:
        return send_to_provider(account, required, target)
    return welcome(account, target, by="passkey")


def _refused(form: Form) -> Form:
    form.refuse("_schema", _("This passkey was not accepted. Try again, or sign in another way."))
    return form


@public("Half signed in: the password was right, the passkey is still to come.")
def ask_step_passkey() -> Response:
    """Ask for one of the passkeys of whose password was right."""
    step = kept_step()
    if step is None or step.kind != "code":
        raise NotFound
    return ask_device(AFTER_PASSWORD, passkeys.ask_after_password(account_by_id(step.user_id)))


@public("Half signed in: the password was right, the passkey is still to come.")
def check_step_passkey() -> Response:
    """Check a passkey after the password: 303 onwards, 422 when refused."""
    step, form = kept_step(), load_form(PasskeyAnswer, request.form)
    handle = pop_handle(AFTER_PASSWORD)
    if step is None or step.kind != "code":
        return redirect(url_for("auth.login"), 303)
    account, shown = account_by_id(step.user_id), empty_form(CodeForm)
    if not form.is_valid:
        return step_page(step, _refused(shown))
    try:
        passkeys.check_after_password(account, handle, form.data["answer"])
    except SignInRefused:
        return step_page(step, _refused(shown))
    except TooMany as fault:
        shown.refuse("_schema", wait_text(fault))
        return step_page(step, shown)
    return welcome(account, step.target, by=step.by)


@signed_in
def own_passkeys() -> Response:
    """List one's own passkeys, with the form for a new one."""
    return _page(empty_form(PasskeyForm))


@signed_in
def ask_new_passkey() -> Response:
    """Ask the device to make a passkey."""
    return ask_device(REGISTER, passkeys.ask_to_register(signed_in_session()))


@signed_in
def add_passkey() -> Response:
    """Keep the passkey that the device made; recovery codes are shown once, if there were none."""
    form, handle = load_form(PasskeyForm, request.form), pop_handle(REGISTER)
    codes: list[str] = []
    if form.is_valid:
        try:
            codes = passkeys.add_passkey(signed_in_session(), handle, **form.data)
        except ProofStale:
            return _confirm_first()
        except SignInRefused:
            form.refuse("_schema", _("The device did not make a passkey that can be used here. Try again."))
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    if not form.is_valid:
        return _page(form)
    if codes:
        page = render_template(CODES_PAGE, codes=codes, next=url_for("auth.passkeys"))
        return Response(page, mimetype="text/html")
    flash(_("The passkey is added."), "good")
    return redirect(url_for("auth.passkeys"), 303)


@signed_in
def remove_passkey(passkey_id: UUID) -> Response:
    """Remove one of one's own passkeys."""
    form = empty_form(PasskeyForm)
    try:
        passkeys.remove_passkey(signed_in_session(), passkey_id)
    except ProofStale:
        return _confirm_first()
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        return _page(form)
    flash(_("The passkey is removed."), "good")
    return redirect(url_for("auth.passkeys"), 303)


def _confirm_first() -> Response:
    return redirect(url_for("auth.confirm", next=url_for("auth.passkeys")), 303)


def _page(form: Form) -> Response:
    session = signed_in_session()
    return render_form(
        PAGE,
        form,
        rows=passkeys.passkeys_of(session.user_id),
        is_possible=passkeys.passkeys_work_here(),
        is_fresh=services.has_fresh_proof(session),
    )
