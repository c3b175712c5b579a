"""What every way of signing in shares: its page, the second step, the door, and the way to a provider."""

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth import services
from platform_core.auth.accounts import Account, account_by_id
from platform_core.auth.factors import factors_of
from platform_core.auth.kit import current_kit
from platform_core.auth.passkeys import passkeys_work_here
from platform_core.auth.sso.queries import is_linked, login_providers, open_provider
from platform_core.auth.views.browser import adopt_ticket, browser_of, go_on, wait_text
from platform_core.auth.views.enrolment import enrolment_parts
from platform_core.auth.views.steps import Step, keep_step
from platform_core.errors import TooMany
from platform_core.web.forms import Form, render_form

PAGE, REQUIRED_PAGE = "core/auth/login.html", "core/auth/provider_required.html"


def login_page(form: Form, target: str | None) -> Response:
    """Show the sign-in page with every way there is."""
    return render_form(
        PAGE, form, next=target, providers=login_providers(), has_passkeys=passkeys_work_here()
    )


def slow_down(form: Form, fault: TooMany, target: str | None) -> Response:
    """Show the sign-in page and say how long to wait."""
    form.refuse("_schema", wait_text(fault))
    response = login_page(form, target)
    response.status_code = fault.status
    response.headers["Retry-After"] = str(fault.retry_after)
    return response


def second_factor_or_welcome(account: Account, target: str | None, *, by: str) -> Response:
    """Ask for the second factor of who has one, let who must have one set it up, else open the door."""
    if factors_of(account.id).any:
        kind = "code"
    elif services.must_have_second_factor(account):
        kind = "enrol"
    else:
        return welcome(account, target, by=by)
    keep_step(Step(account.id, kind, target, by=by))
    return redirect(url_for("auth.second_step"), 303)


def step_page(step: Step, form: Form) -> Response:
    """Show the second step: a passkey, a code, or how to set codes up."""
    if step.kind == "connect":
        return redirect(url_for("auth.login"), 303)
    if step.kind == "code":
        factors = factors_of(step.user_id)
        has_passkeys = factors.passkeys > 0 and passkeys_work_here()
        return render_form(
            "core/auth/second_step.html", form, has_passkeys=has_passkeys, has_codes=factors.has_codes
        )
    login = account_by_id(step.user_id).login
    return render_form("core/auth/enrol.html", form, **enrolment_parts(step.secret, login=login))


def welcome(account: Account, target: str | None, *, by: str) -> Response:
    """Open a session and go on to the page that was asked for."""
    done = services.open_session(account, browser=browser_of(request), by=by)
    adopt_ticket(done.ticket)
    response = go_on(target)
    current_kit().sessions.send_device(response, done.device)
    return response


def send_to_provider(account: Account, provider_code: str, target: str | None) -> Response:
    """Say that the branch signs in with a provider, to who has proved to be of the branch.

    Who is not yet tied to the provider is, on the way there.
    """
    services.refuse_sign_in(account, "provider_required")
    provider = open_provider(provider_code)
    address = url_for("auth.leave", provider=provider.code, next=target)
    if not is_linked(account.id, provider.id):
        keep_step(Step(account.id, "connect", target))
        address = url_for("auth.connect", provider=provider.code)
    page = render_template(REQUIRED_PAGE, name=provider.name, address=address)
    return make_response(page, 403)


def with_cookies(answer: Response, page: str) -> Response:
    """Show a page with the cookies of another answer."""
    shown = make_response(page)
    for cookie in answer.headers.getlist("Set-Cookie"):
        shown.headers.add("Set-Cookie", cookie)
    return shown
