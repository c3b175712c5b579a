"""The network's sign-in providers, for the central office alone; their secrets are never shown again."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth.access import require, requires
from platform_core.auth.faults import ProviderFault
from platform_core.auth.kit import current_kit
from platform_core.auth.schemas import BranchWayForm, NewProviderForm, ProviderForm
from platform_core.auth.sso.discovery import keys_of
from platform_core.auth.sso.providers import (
    ALGORITHMS,
    ProviderDetails,
    add_provider,
    change_provider,
    close_provider,
    reopen_provider,
    set_branch_way,
)
from platform_core.auth.sso.queries import Provider, branch_ways, list_providers, provider_by_id
from platform_core.auth.views.accounts import centre_only
from platform_core.auth.views.users import branch_at_hand
from platform_core.auth.views.words import provider_reason
from platform_core.errors import InvalidInput
from platform_core.i18n import current_locale
from platform_core.i18n import gettext as _
from platform_core.tenancy.directory import list_branches
from platform_core.tenancy.middleware import writes_elsewhere
from platform_core.web.forms import Form, empty_form, load_form, render_form

MANAGE = "core.settings.sign_in"
LIST_PAGE, ONE_PAGE = "core/auth/providers.html", "core/auth/provider.html"


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint."""
    rule, one = blueprint.add_url_rule, "/<branch>/users/providers/<uuid:provider_id>"
    rule("/<branch>/users/providers", "providers", providers)
    rule("/<branch>/users/providers", "set_branch_way", set_way, methods=["POST"])
    rule("/<branch>/users/providers/new", "new_provider", new_provider)
    rule("/<branch>/users/providers/new", "add_provider", create, methods=["POST"])
    rule(one, "provider", provider)
    rule(one, "change_provider", change, methods=["POST"])
    rule(f"{one}/check", "check_provider", check, methods=["POST"])
    rule(f"{one}/close", "close_provider", close, methods=["POST"])
    rule(f"{one}/reopen", "reopen_provider", reopen, methods=["POST"])


@requires(MANAGE)
@centre_only
def providers() -> Response:
    """List the providers, and how each branch signs in."""
    return _list_page(empty_form(BranchWayForm))


@writes_elsewhere
@requires(MANAGE)
@centre_only
def set_way() -> Response:
    """Say which provider a branch may or must sign in with."""
    form = load_form(BranchWayForm, request.form)
    places = {item.code: item for item in list_branches(with_central=True)}
    known = {item.id for item in list_providers()}
    if form.is_valid and form.data["place"] not in places:
        form.refuse("place", _("Choose one of the answers listed."))
    elif form.is_valid and form.data["provider_id"] not in {None, *known}:
        form.refuse("provider_id", _("Choose one of the answers listed."))
    if not form.is_valid:
        return _list_page(form)
    place, is_required = places[form.data["place"]], form.data["is_required"]
    set_branch_way(place, form.data["provider_id"], is_required=is_required, actor=require(MANAGE))
    flash(_("How the branch signs in is changed."), "good")
    return redirect(url_for("auth.providers"), 303)


@requires(MANAGE)
@centre_only
def new_provider() -> Response:
    """Ask for a new provider."""
    return _one_page(empty_form(NewProviderForm), None)


@writes_elsewhere
@requires(MANAGE)
@centre_only
def create() -> Response:
    """Add a provider."""
    form = load_form(NewProviderForm, request.form)
    if form.is_valid:
        try:
            made = add_provider(
                form.data["code"], _details(form), branch=branch_at_hand(), actor=require(MANAGE)
            )
        except InvalidInput as refusal:
            form.refuse_input(refusal)
        else:
            flash(_("The provider is added. Check whether it answers, then give it to branches."), "good")
            return redirect(url_for("auth.provider", provider_id=made), 303)
    return _one_page(form, None)


@requires(MANAGE)
@centre_only
def provider(provider_id: UUID) -> Response:
    """Show a provider, all but its secret."""
    found = provider_by_id(provider_id)
    shown = {
        "name": found.name,
        "issuer": found.issuer,
        "client_id": found.client_id,
        "algorithm": found.algorithm,
        "hosts": " ".join(found.hosts),
        "factor_values": " ".join(sorted(found.factor_values)),
    }
    return _one_page(empty_form(ProviderForm, shown), found)


@writes_elsewhere
@requires(MANAGE)
@centre_only
def change(provider_id: UUID) -> Response:
    """Change a provider; without a new secret the one kept stays."""
    found, form = provider_by_id(provider_id), load_form(ProviderForm, request.form)
    if form.is_valid:
        branch, actor, version = branch_at_hand(), require(MANAGE), form.data["version"]
        try:
            change_provider(provider_id, _details(form), version=version, branch=branch, actor=actor)
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    if not form.is_valid:
        return _one_page(form, found)
    flash(_("The provider is changed."), "good")
    return redirect(url_for("auth.provider", provider_id=provider_id), 303)


@writes_elsewhere
@requires(MANAGE)
@centre_only
def check(provider_id: UUID) -> Response:
    """Ask a provider who it is and for its keys, and say whether it answers as it should."""
    try:
        keys_of(provider_by_id(provider_id), anew=True)
    except ProviderFault as fault:
        flash(_("It does not work: %(reason)s", reason=_check_reason(fault.reason)), "bad")
    else:
        flash(_("The provider answers, is whom it should be, and has keys."), "good")
    return redirect(url_for("auth.provider", provider_id=provider_id), 303)


@writes_elsewhere
@requires(MANAGE)
@centre_only
def close(provider_id: UUID) -> Response:
    """Let nobody sign in with a provider any more."""
    close_provider(provider_id, branch=branch_at_hand(), actor=require(MANAGE))
    flash(_("The provider is closed. Branches that required it sign in as before."), "good")
    return redirect(url_for("auth.provider", provider_id=provider_id), 303)


@writes_elsewhere
@requires(MANAGE)
@centre_only
def reopen(provider_id: UUID) -> Response:
    """Open a closed provider again."""
    reopen_provider(provider_id, branch=branch_at_hand(), actor=require(MANAGE))
    flash(_("The provider is open again."), "good")
    return redirect(url_for("auth.provider", provider_id=provider_id), 303)


def _check_reason(reason: str) -> str:
    told = {
        "issuer": _("it says that its address is another one."),
        "hosts": _("it sends to a host that is not among its own; add it to the further hosts."),
        "client_auth": _("it does not take a client secret."),
        "keys": _("its keys cannot be read."),
    }
    return told.get(reason, provider_reason("unreachable"))


def _details(form: Form) -> ProviderDetails:
    known = {item.name for item in fields(ProviderDetails)}
    given: dict[str, Any] = {name: value for name, value in form.data.items() if name in known}
    for name in ("hosts", "factor_values"):
        given[name] = tuple(given[name].replace(",", " ").split())
    given["hosts"] = tuple(host.casefold() for host in given["hosts"])
    return ProviderDetails(**given)


def _list_page(form: Form) -> Response:
    found, ways = list_providers(), branch_ways()
    rows = [
        {
            "code": place.code,
            "name": place.name(current_locale()),
            "way": ways.get(place.id),
        }
        for place in list_branches(with_central=True)
    ]
    choices = [(item.id, item.name) for item in found if item.closed_at is None]
    ids = {item.code: item.id for item in found}
    return render_form(LIST_PAGE, form, providers=found, places=rows, choices=choices, ids=ids)


def _one_page(form: Form, found: Provider | None) -> Response:
    code = found.code if found else "…"
    back = current_kit().public_url + url_for("auth.come_back", provider=code) if found else None
    return render_form(
        ONE_PAGE, form, provider=found, algorithms=[(one, one) for one in ALGORITHMS], back=back
    )
