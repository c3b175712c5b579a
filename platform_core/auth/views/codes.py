"""One's own sign-in codes: set up, with new recovery codes, or given up."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth import services
from platform_core.auth.access import signed_in
from platform_core.auth.factors import factors_of
from platform_core.auth.faults import SignInRefused
from platform_core.auth.identity import UserSession
from platform_core.auth.schemas import CodeForm
from platform_core.auth.views.browser import signed_in_session, wait_text
from platform_core.auth.views.enrolment import enrolment_parts
from platform_core.auth.views.steps import Step, drop_step, keep_step, kept_step
from platform_core.errors import InvalidInput, TooMany
from platform_core.i18n import gettext as _
from platform_core.web.forms import Form, empty_form, load_form, render_form

PAGE, CODES_PAGE = "core/auth/codes.html", "core/auth/recovery_codes.html"


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint."""
    rule = blueprint.add_url_rule
    rule("/account/codes", "codes", codes)
    rule("/account/codes", "set_codes", set_codes, methods=["POST"])
    rule("/account/codes/renew", "renew_codes", renew_codes, methods=["POST"])
    rule("/account/codes/give-up", "give_up_codes", give_up_codes, methods=["POST"])


@signed_in
def codes() -> Response:
    """Show whether sign-in codes are set up, and how to."""
    if _is_stale():
        return _confirm_first()
    return _page(empty_form(CodeForm))


@signed_in
def set_codes() -> Response:
    """Set sign-in codes up with the first code of the app."""
    if _is_stale():
        return _confirm_first()
    session, form = signed_in_session(), load_form(CodeForm, request.form)
    secret = _offered(session).secret
    made = _attempt(form, lambda code: services.set_second_factor(session, secret, code))
    if made is None:
        return _page(form)
    drop_step()
    return _show(made)


@signed_in
def renew_codes() -> Response:
    """Make new recovery codes; the old ones end."""
    session, form = signed_in_session(), load_form(CodeForm, request.form)
    made = _attempt(form, lambda code: services.renew_recovery_codes(session, code))
    return _page(form) if made is None else _show(made)


@signed_in
def give_up_codes() -> Response:
    """Sign in by password alone again, where that is allowed."""
    session, form = signed_in_session(), load_form(CodeForm, request.form)

    def give_up(code: str) -> list[str]:
        services.give_up_second_factor(session, code)
        return []

    if _attempt(form, give_up) is None:
        return _page(form)
    flash(_("Sign-in codes are no longer asked of you."), "warn")
    return redirect(url_for("auth.codes"), 303)


def _attempt(form: Form, act: Callable[[str], list[str]]) -> list[str] | None:
    """Try something with the code that was typed; put what is wrong into the form."""
    if not form.is_valid:
        return None
    try:
        return act(form.data["code"])
    except SignInRefused:
        form.refuse("code", _("This code is not right. Wait for the next one and try again."))
    except InvalidInput as refusal:
        form.refuse_input(refusal)
    except TooMany as fault:
        form.refuse("code", wait_text(fault))
    return None


def _is_stale() -> bool:
    """Whether codes would be set up by who signed in long ago; whoever has some shows one anyway."""
    session = signed_in_session()
    return not services.has_second_factor(session.user_id) and not services.has_fresh_proof(session)


def _confirm_first() -> Response:
    return redirect(url_for("auth.confirm", next=url_for("auth.codes")), 303)


def _offered(session: UserSession) -> Step:
    """Return the secret that this browser was offered, or offer one."""
    step = kept_step()
    if step is None or step.user_id != session.user_id:
        step = Step(session.user_id, "enrol", None)
        keep_step(step)
    return step


def _page(form: Form) -> Response:
    session = signed_in_session()
    factors = factors_of(session.user_id)
    if factors.has_codes:
        is_duty = services.must_have_second_factor(session) and not factors.passkeys
        return render_form(PAGE, form, is_set=True, is_duty=is_duty)
    secret = _offered(session).secret
    return render_form(PAGE, form, is_set=False, **enrolment_parts(secret, login=session.login))


def _show(made: list[str]) -> Response:
    return Response(render_template(CODES_PAGE, codes=made, next=url_for("auth.codes")), mimetype="text/html")
