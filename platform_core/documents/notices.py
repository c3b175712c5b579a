"""Tell those who are asked to read a document that its text is a new one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from platform_core.auth.identity import in_force
from platform_core.auth.models import Membership
from platform_core.clock import now
from platform_core.documents.registry import known_document, known_documents
from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.hooks.manifest import JobSpec, NoticeSpec
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_branch_id
from platform_core.jobs.outbox import enqueue
from platform_core.notify.services import notify
from platform_core.tenancy.directory import branch_by_id, list_branches

CHANGED_NOTICE = "core.document_changed"
TELL = "core.documents.tell"

DOCUMENT_NOTICES: tuple[NoticeSpec, ...] = (
    NoticeSpec(
        CHANGED_NOTICE,
        _l("A document has a new text"),
        _l("A document that you are asked to read has a new text. Read it and acknowledge it."),
    ),
)


def tell_audience(code: str) -> int:
    """Put a notice into the inbox of each member who is asked to read a document; return how many."""
    known, branch = known_document(code), _here()
    if not known.spec.audience or branch.is_central or not known.is_on(branch):
        return 0
    members = db.session.execute(select(Membership.user_id, Membership.roles).where(*in_force(now())))
    asked = [row.user_id for row in members if set(row.roles) & set(known.spec.audience)]
    notify(asked, CHANGED_NOTICE, target_url=f"/{branch.code}/documents/own")
    return len(asked)


def tell_network(code: str) -> None:
    """Have every branch tell its members, in a write scope of the centre."""
    if not known_document(code).spec.audience:
        return
    for branch in list_branches():
        enqueue(TELL, {"document": code}, to_branch=branch.id)


def tell_of_network_text(payload: Mapping[str, Any]) -> None:
    """Tell this branch's members of the network's new text, unless the branch has its own."""
    code = str(payload["document"])
    if code in known_documents() and current_document(code).origin == "network":
        tell_audience(code)


def _here() -> BranchInfo:
    return branch_by_id(current_branch_id())


NOTICE_JOBS: tuple[JobSpec, ...] = (
    JobSpec(TELL, tell_of_network_text, _l("Tell members of a document's new text")),
)
