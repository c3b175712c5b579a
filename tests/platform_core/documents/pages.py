"""What tests of the pages of documents type, read and look up."""

import re

from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.hooks.manifest import DocumentText
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from tests.platform_core.documents.conftest import NEWER, RULES, TEXTS

ADDRESS = f"/alpha/documents/{RULES}"
OWN = {**TEXTS, "en": DocumentText("Our rules", "Nobody shouts.")}


def typed(texts=NEWER, *, step="publish", replaces=1, **more):
    fields = {f"title_{language}": text.title for language, text in texts.items()}
    fields |= {f"body_{language}": text.body for language, text in texts.items()}
    return {**fields, "note": "Shorter", "replaces": str(replaces), "step": step, **more}


def held(branch, code=RULES):
    with in_branch(branch.id):
        version = current_document(code)
        return version.origin, version.number


def events(branch):
    with in_branch(branch.id):
        told = select(AuditEntry.event).where(AuditEntry.event.startswith("core."))
        return [
            event
            for event in db.session.scalars(told.order_by(AuditEntry.id))
            if "sign" in event or "docu" in event
        ]


def inbox(branch):
    with in_branch(branch.id):
        found = db.session.scalars(select(Notification).where(Notification.code == "core.document_changed"))
        return [(one.user_id, one.target_url) for one in found]


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def app_client(client):
    return client.application.test_client()
