"""Publish a text: write it in three languages, look at it as it will be read, publish."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth.access import requires
from platform_core.documents.canonical import text_hashes
from platform_core.documents.labels import label_of_version
from platform_core.documents.notices import tell_audience, tell_network
from platform_core.documents.publishing import publish_network, publish_own, refuse_texts, withdraw_own
from platform_core.documents.registry import KnownDocument
from platform_core.documents.schemas import PublishSchema, texts_of
from platform_core.documents.versions import DocumentVersion, current_document
from platform_core.documents.views.reading import compare
from platform_core.documents.views.room import (
    asked_document,
    blueprint,
    central_blueprint,
    crumbs_of,
    this_branch,
)
from platform_core.errors import InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.i18n import LANGUAGES
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import catalogue_write, current_actor, in_branch
from platform_core.tenancy.middleware import writes_elsewhere
from platform_core.web.forms import Form, empty_form, load_form, render_form
from platform_core.web.submit import finish

Publish = Callable[[str, Mapping[str, Any]], None]


@blueprint.get("/<document_code>/publish")
@requires("core.documents.publish")
def edit(document_code: str) -> Response:
    """Ask for the branch's own text, beginning with the one that holds."""
    return _render_first(_replaceable(document_code))


@blueprint.post("/<document_code>/publish")
@requires("core.documents.publish")
def publish(document_code: str) -> Response:
    """Show the branch's own text as it will be read, or publish it."""
    return _take(_replaceable(document_code), _publish_here)


@blueprint.post("/<document_code>/withdraw")
@requires("core.documents.publish")
def withdraw(document_code: str) -> Response:
    """Go back to the network's text."""
    known = _replaceable(document_code)
    withdraw_own(known.spec.code)
    tell_audience(known.spec.code)
    return finish(
        url_for(".document", document_code=document_code), _("The network's text holds here again.")
    )


@central_blueprint.get("/<document_code>/publish", endpoint="edit")
@requires("core.network_documents.publish")
def edit_network(document_code: str) -> Response:
    """Ask for the network's text, beginning with the one that holds."""
    return _render_first(asked_document(document_code))


@central_blueprint.post("/<document_code>/publish", endpoint="publish")
@requires("core.network_documents.publish")
@writes_elsewhere
def publish_for_network(document_code: str) -> Response:
    """Show the network's text as it will be read, or publish it for every branch."""
    return _take(asked_document(document_code), _publish_everywhere)


def _replaceable(code: str) -> KnownDocument:
    known = asked_document(code)
    if not known.spec.branch_may_replace or this_branch().is_central:
        raise NotFound
    return known


def _publish_here(code: str, data: Mapping[str, Any]) -> None:
    publish_own(code, texts_of(data), note=data["note"], replaces=data["replaces"])
    tell_audience(code)
    db.session.commit()


def _publish_everywhere(code: str, data: Mapping[str, Any]) -> None:
    with catalogue_write(actor=current_actor()):
        publish_network(code, texts_of(data), note=data["note"], replaces=data["replaces"])
        db.session.commit()
    with in_branch(this_branch().id, actor=current_actor(), write=True):
        tell_network(code)
        db.session.commit()


def _take(known: KnownDocument, publish_text: Publish) -> Response:
    """Read the form; refuse it, show it once more as a preview, or publish it."""
    code = known.spec.code
    held = current_document(code)
    form = load_form(PublishSchema, request.form)
    if not form.is_valid:
        return _render_form(known, form, held=held)
    data = dict(form.data)
    try:
        refuse_texts(code, texts_of(data), held=held, note=data["note"])
        if data["step"] == "publish":
            publish_text(code, data)
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        return _render_form(known, form, held=held)
    if data["step"] == "preview":
        return _render_form(known, form, held=held, draft=_draft(held, data))
    flash(_("Published. Who signed the text before is asked to read the new one."), "good")
    return redirect(url_for(".document", document_code=code))


def _draft(held: DocumentVersion, data: Mapping[str, Any]) -> DocumentVersion:
    """Make the version that would be published, to be looked at."""
    texts = texts_of(data)
    return DocumentVersion(held.code, held.number + 1, held.origin, texts, text_hashes(held.code, texts))


def _render_first(known: KnownDocument) -> Response:
    held = current_document(known.spec.code)
    values: dict[str, object] = {"replaces": held.number}
    for language, text in held.texts.items():
        values |= {f"title_{language}": text.title, f"body_{language}": text.body}
    return _render_form(known, empty_form(PublishSchema, values), held=held)


def _render_form(
    known: KnownDocument, form: Form, *, held: DocumentVersion, draft: DocumentVersion | None = None
) -> Response:
    changed = {language: compare(held, draft, language=language) for language in LANGUAGES} if draft else {}
    return render_form(
        "core/documents/publish.html",
        form,
        known=known,
        held=held,
        held_label=label_of_version(held),
        draft=draft,
        changed=changed,
        text_languages=LANGUAGES,
        breadcrumbs=crumbs_of(known, _("Publish a new text")),
    )
