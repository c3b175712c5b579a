"""Signing in with a provider: the way there, the way back, and one's own account tied to one."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth import services
from platform_core.auth.access import public, signed_in
from platform_core.auth.faults import ProofStale, ProviderFault, ProviderRefused
from platform_core.auth.identity import identify
from platform_core.auth.kit import current_kit
from platform_core.auth.limits import SIGN_IN_RATE, limiter
from platform_core.auth.sso.linking import unlink_account
from platform_core.auth.sso.queries import Provider, links_of, open_provider
from platform_core.auth.sso.signing_in import (
    AWAY,
    CONNECT,
    LINK,
    SIGN_IN,
    Arrival,
    Departure,
    arrive,
    depart,
)
from platform_core.auth.views.browser import browser_of, go_on, local_target, signed_in_session, wait_text
from platform_core.auth.views.entering import second_factor_or_welcome, welcome
from platform_core.auth.views.steps import drop_step, keep_handle, kept_step, pop_handle
from platform_core.auth.views.words import provider_reason
from platform_core.errors import NotFound, QorgauError, TooMany
from platform_core.i18n import gettext as _

FAILED_PAGE, AWAY_PAGE = "core/auth/provider_failed.html", "core/auth/provider_away.html"
OWN_PAGE = "core/auth/own_providers.html"


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint; the way there is a link, for a form may lead to this host only."""
    rule, limit = blueprint.add_url_rule, limiter.limit(SIGN_IN_RATE)
    rule("/login/with/<provider>", "leave", limit(leave))
    rule("/login/with/<provider>/connect", "connect", limit(connect))
    rule("/login/with/<provider>/back", "come_back", limit(come_back))
    rule("/account/providers", "own_providers", own_providers)
    rule("/account/providers/<provider>/link", "link_provider", limit(link_provider), methods=["POST"])
    rule("/account/providers/<uuid:provider_id>/unlink", "unlink_provider", unlink_provider, methods=["POST"])


@public("Nobody is signed in before signing in.")
def leave(provider: str) -> Response:
    """Go to a provider to sign in; who is signed in already goes on."""
    target = local_target(request.args.get("next"))
    if identify(request) is not None:
        return go_on(target)
    try:
        departure = _depart(open_provider(provider), purpose=SIGN_IN, target=target)
    except ProviderFault as fault:
        return failed(fault.reason, fault)
    return redirect(departure.address)


@public("Half signed in: the password was right, the provider is still to be asked.")
def connect(provider: str) -> Response:
    """Go to the provider that the branch requires, to be tied to it on the way."""
    step = kept_step()
    if step is None or step.kind != "connect":
        return redirect(url_for("auth.login"), 303)
    try:
        departure = _depart(
            open_provider(provider), purpose=CONNECT, user_id=step.user_id, target=step.target
        )
    except ProviderFault as fault:
        return failed(fault.reason, fault)
    drop_step()
    return redirect(departure.address)


@public("Whoever comes back from a provider is not signed in yet.")
def come_back(provider: str) -> Response:
    """Take in who comes back from a provider, with a code that counts once."""
    session = identify(request)
    user_id = session.user_id if session else None
    said = request.args.to_dict()
    try:
        arrival = arrive(provider, pop_handle(AWAY), said, browser=browser_of(request), user_id=user_id)
    except (ProviderRefused, ProviderFault) as fault:
        return failed(fault.reason, fault)
    except TooMany as fault:
        return failed("slow", fault, more=wait_text(fault))
    return _let_in(arrival)


def _let_in(arrival: Arrival) -> Response:
    if arrival.purpose == LINK:
        flash(_("Your account is connected."), "good")
        return redirect(url_for("auth.own_providers"), 303)
    if arrival.is_proved_twice:
        return welcome(arrival.account, arrival.target, by="provider")
    return second_factor_or_welcome(arrival.account, arrival.target, by="provider")


@signed_in
def own_providers() -> str:
    """Show the providers of one's own branches, and whether one's account is tied to them."""
    session = signed_in_session()
    rows = links_of(session.user_id, session.memberships)
    return render_template(OWN_PAGE, rows=rows, is_fresh=services.has_fresh_proof(session))


@signed_in
def link_provider(provider: str) -> Response:
    """Prepare to tie one's account to a provider, and show the way there."""
    session, found = signed_in_session(), open_provider(provider)
    if found.code not in {row.code for row in links_of(session.user_id, session.memberships)}:
        raise NotFound
    if not services.has_fresh_proof(session):
        return _confirm_first()
    try:
        departure = _depart(found, purpose=LINK, user_id=session.user_id)
    except ProviderFault as fault:
        return failed(fault.reason, fault)
    return make_response(render_template(AWAY_PAGE, name=found.name, address=departure.address))


@signed_in
def unlink_provider(provider_id: UUID) -> Response:
    """Untie one's account from a provider."""
    try:
        unlink_account(signed_in_session(), provider_id)
    except ProofStale:
        return _confirm_first()
    flash(_("Your account is no longer connected."), "good")
    return redirect(url_for("auth.own_providers"), 303)


def failed(reason: str, fault: QorgauError, *, more: str | None = None) -> Response:
    """Say in the reader's language why a provider let nobody in, and what can be done."""
    page = render_template(FAILED_PAGE, reason=more or provider_reason(reason))
    response = make_response(page, fault.status)
    if isinstance(fault, TooMany):
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


def _depart(
    provider: Provider, *, purpose: str, user_id: UUID | None = None, target: str | None = None
) -> Departure:
    back = current_kit().public_url + url_for("auth.come_back", provider=provider.code)
    departure = depart(provider, back=back, purpose=purpose, user_id=user_id, target=target)
    keep_handle(AWAY, departure.handle)
    return departure


def _confirm_first() -> Response:
    return redirect(url_for("auth.confirm", next=url_for("auth.own_providers")), 303)
