"""Pages of background work: a branch's own, the whole network's for the centre, and one piece's progress."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from platform_core.audit.recorder import record
from platform_core.auth.access import can, requires
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, current_actor
from platform_core.jobs.outbox import Outbox, enqueue
from platform_core.jobs.progress import ProgressView, read_progress
from platform_core.jobs.queries import MESSAGE_COLUMNS, MessageView, MessageViews, is_in_state
from platform_core.jobs.registry import current_jobs
from platform_core.jobs.upkeep import RETRY, retry_message
from platform_core.tenancy.directory import list_branches
from platform_core.tenancy.middleware import current_branch
from platform_core.web.lists import Filter, ListSpec, Page, Sort
from platform_core.web.submit import finish

blueprint = Blueprint("jobs", __name__)
central_blueprint = Blueprint("central_jobs", __name__)

STATE_WORDS = {
    "waiting": (_l("Waiting"), "info"),
    "running": (_l("Running"), "info"),
    "held": (_l("Held: its module is off"), "off"),
    "failed": (_l("Given up"), "bad"),
    "done": (_l("Done"), "good"),
}


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One line of the list, ready to draw."""

    message: MessageView
    retry_url: str | None

    @property
    def state(self) -> tuple[object, str]:
        """The word of the state and its tone."""
        return STATE_WORDS[self.message.state]


def _state_options() -> list[tuple[str, str]]:
    return [("failed", _("Given up")), ("open", _("Not yet done")), ("done", _("Done"))]


def _branch_options() -> list[tuple[str, str]]:
    return [(str(branch.id), branch.code) for branch in list_branches(with_central=True)]


_RETRY_ELSEWHERE = "central_jobs.retry_elsewhere"
_STATE = Filter("state", _l("State"), kind="select", options=_state_options, apply=is_in_state)
_SORTS = (Sort("created", Outbox.created_at),)
OWN_LIST = ListSpec(filters=(_STATE,), sorts=_SORTS, default_sort="-created", tie=(Outbox.id,))
NETWORK_LIST = ListSpec(
    filters=(
        _STATE,
        Filter(
            "branch",
            _l("Branch"),
            kind="select",
            options=_branch_options,
            apply=lambda value: Outbox.branch_id == UUID(value),
        ),
    ),
    sorts=_SORTS,
    default_sort="-created",
    tie=(Outbox.branch_id, Outbox.id),
)
_MESSAGES: Any = select(*MESSAGE_COLUMNS)


@blueprint.get("/")
@requires("core.jobs.read")
def own_work() -> str | Response:
    """List the branch's background work; the centre looks after that of the whole network."""
    branch = current_branch()
    if branch is not None and branch.is_central:
        return redirect(url_for("central_jobs.network_work"))
    query = OWN_LIST.read(request.args)
    views = MessageViews()

    def row(found: Any) -> MessageRow:
        message = views.view(found)
        return MessageRow(message, _retry_url(message, "jobs.retry"))

    page: Page[MessageRow] = query.fetch(db.session, _MESSAGES, make=row)
    return render_template("core/jobs/list.html", page=page, query=query, across=False)


@central_blueprint.get("/")
@requires("core.jobs.read")
def network_work() -> str:
    """List the background work of every branch: names of jobs and states, no content."""
    query = NETWORK_LIST.read(request.args)
    views = MessageViews()

    def row(found: Any) -> MessageRow:
        message = views.view(found)
        return MessageRow(
            message, _retry_url(message, "central_jobs.retry_elsewhere", owner=message.branch_id)
        )

    with as_role(Role.RELAY):
        page: Page[MessageRow] = query.fetch(db.session, _MESSAGES, make=row)
    return render_template("core/jobs/list.html", page=page, query=query, across=True)


@blueprint.post("/<uuid:message_id>/retry")
@requires("core.jobs.retry")
def retry(message_id: UUID) -> Response:
    """Let work of this branch that was given up run again."""
    retry_message(message_id)
    record("core.job_retried", target=("core_outbox", message_id))
    return finish(url_for("jobs.own_work"), _("It runs again."))


@central_blueprint.post("/<uuid:owner>/<uuid:message_id>/retry")
@requires("core.jobs.retry")
def retry_elsewhere(owner: UUID, message_id: UUID) -> Response:
    """Ask the branch that owns the work to run it again."""
    if owner not in {branch.id for branch in list_branches(with_central=True)}:
        raise NotFound
    enqueue(RETRY, {"message_id": str(message_id)}, to_branch=owner)
    record("core.job_retried", target=("core_outbox", message_id), data={"branch_id": str(owner)})
    return finish(url_for("central_jobs.network_work"), _("It runs again."))


@blueprint.get("/progress/<uuid:progress_id>")
@requires("core.inbox.read")
def progress(progress_id: UUID) -> str:
    """Show how far one's own long work is; htmx asks again each second until it is over."""
    user_id = current_actor().user_id
    if user_id is None:
        raise NotFound
    view = read_progress(progress_id, user_id=user_id)
    name = "_progress.html" if request.headers.get("HX-Request") == "true" else "progress.html"
    return render_template(f"core/jobs/{name}", work=view, title=_title(view))


def _title(view: ProgressView) -> str:
    job = current_jobs().find(view.job)
    return str(job.spec.title) if job else view.job


def _retry_url(message: MessageView, endpoint: str, **values: Any) -> str | None:
    if message.state != "failed" or not can("core.jobs.retry"):
        return None
    return url_for(endpoint, message_id=message.id, **values)
