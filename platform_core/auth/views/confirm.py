"""Proving again who is signed in, before what one signs in with is changed."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth import passkeys, services
from platform_core.auth.access import signed_in
from platform_core.auth.accounts import account_by_id
from platform_core.auth.factors import factors_of
from platform_core.auth.faults import SignInRefused
from platform_core.auth.limits import SIGN_IN_RATE, limiter
from platform_core.auth.passkeys.proving import CONFIRM
from platform_core.auth.schemas import PasskeyAnswer, ProofForm
from platform_core.auth.views.browser import browser_of, local_target, signed_in_session, wait_text
from platform_core.auth.views.passkeys import ask_device
from platform_core.auth.views.steps import pop_handle
from platform_core.errors import InvalidInput, TooMany
from platform_core.i18n import gettext as _
from platform_core.web.forms import Form, empty_form, load_form, render_form

PAGE = "core/auth/confirm.html"


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint."""
    rule, limit = blueprint.add_url_rule, limiter.limit(SIGN_IN_RATE)
    rule("/account/confirm", "confirm", confirm)
    rule("/account/confirm", "prove", limit(prove), methods=["POST"])
    rule("/account/confirm/passkey/ask", "ask_to_confirm", limit(ask_to_confirm), methods=["POST"])
    rule("/account/confirm/passkey", "prove_by_passkey", limit(prove_by_passkey), methods=["POST"])


@signed_in
def confirm() -> Response:
    """Ask who is signed in to prove it again; who has just done so goes on."""
    target = local_target(request.args.get("next"))
    if services.has_fresh_proof(signed_in_session()):
        return _go_on(target)
    return _page(empty_form(ProofForm), target)


@signed_in
def prove() -> Response:
    """Check a code or the password: 303 onwards, 422 when refused."""
    form, target = load_form(ProofForm, request.form), local_target(request.form.get("next"))
    if form.is_valid:
        try:
            services.prove_by_secret(signed_in_session(), form.data["secret"], browser=browser_of(request))
        except SignInRefused:
            form.refuse("secret", _("This code is not right. Wait for the next one and try again."))
        except InvalidInput as refusal:
            form.refuse_input(refusal)
        except TooMany as fault:
            form.refuse("secret", wait_text(fault))
    return _go_on(target) if form.is_valid else _page(form, target)


@signed_in
def ask_to_confirm() -> Response:
    """Ask the device for one of the user's passkeys."""
    return ask_device(CONFIRM, passkeys.ask_to_confirm(signed_in_session()))


@signed_in
def prove_by_passkey() -> Response:
    """Check a passkey: 303 onwards, 422 when refused."""
    answer, target = load_form(PasskeyAnswer, request.form), local_target(request.form.get("next"))
    handle, form = pop_handle(CONFIRM), empty_form(ProofForm)
    if not answer.is_valid:
        form.refuse("_schema", _("This passkey was not accepted. Try again, or sign in another way."))
        return _page(form, target)
    try:
        passkeys.check_confirmation(signed_in_session(), handle, answer.data["answer"])
    except SignInRefused:
        form.refuse("_schema", _("This passkey was not accepted. Try again, or sign in another way."))
    except TooMany as fault:
        form.refuse("_schema", wait_text(fault))
    return _go_on(target) if form.is_valid else _page(form, target)


def _go_on(target: str | None) -> Response:
    return redirect(target or url_for("auth.account"), 303)


def _page(form: Form, target: str | None) -> Response:
    session = signed_in_session()
    factors = factors_of(session.user_id)
    has_password = account_by_id(session.user_id).password_hash is not None
    return render_form(
        PAGE,
        form,
        next=target,
        asks_code=factors.has_codes or factors.has_recovery,
        has_codes=factors.has_codes,
        asks_password=has_password and not factors.any,
        has_passkeys=factors.passkeys > 0 and passkeys.passkeys_work_here(),
    )
