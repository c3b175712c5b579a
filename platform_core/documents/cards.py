"""The card of the start page: documents that wait for the reader."""

from collections.abc import Iterable

from flask import url_for

from platform_core.documents.own import own_documents
from platform_core.hooks.types import BranchInfo, DashboardCard
from platform_core.i18n import gettext as _
from platform_core.isolation.actor import Actor

PERMISSION = "core.documents.acknowledge"


def document_cards(scope: BranchInfo, user: Actor) -> Iterable[DashboardCard]:
    """Say how many documents wait to be read; nothing waits, no card."""
    if scope.is_central or not user.can(PERMISSION):
        return
    waiting = sum(not one.state.is_current for one in own_documents(scope, user))
    if waiting:
        context = {"waiting": waiting, "url": url_for("documents.own")}
        yield DashboardCard(_("For me to read"), "core/documents/card.html", context, PERMISSION, order=5)
