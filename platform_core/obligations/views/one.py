"""One obligation: what it is, what became of it, and what may be done about it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import current_app, request, url_for
from werkzeug.routing import BuildError
from werkzeug.wrappers import Response

from platform_core.auth.access import can, requires
from platform_core.auth.members import member_names, members_with
from platform_core.errors import Conflict
from platform_core.hooks.manifest import PageRef
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import format_date, ngettext
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor
from platform_core.obligations import decisions
from platform_core.obligations.access import READ, WAIVE, get_visible, may_act_on
from platform_core.obligations.listing import DueRow, branch_at_hand, make_rows
from platform_core.obligations.models import Obligation
from platform_core.obligations.queries import earlier_times
from platform_core.obligations.registry import Duty, active_duties
from platform_core.obligations.schemas import AssignSchema, HandSchema, WaiveSchema
from platform_core.obligations.states import FULFILLED, OPEN, WAIVED, ObligationState
from platform_core.obligations.views.room import blueprint
from platform_core.obligations.words import REASON_LABELS, STATUS_LABELS, STATUS_TONES
from platform_core.tenancy.dates import local_day
from platform_core.web.forms import Form, empty_form, load_form, render_form, require_valid
from platform_core.web.submit import finish, submit


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that became of an obligation, for the chronology."""

    at: date | datetime
    title: str
    icon: str
    tone: str | None = None
    by: str = ""
    text: str = ""
    href: str | None = None


@blueprint.get("/<uuid:obligation_id>")
@requires(READ)
def one(obligation_id: UUID) -> Response:
    """Show one obligation."""
    today = local_day(branch_at_hand())
    return _render_one(obligation_id, empty_form(HandSchema, {"on": today}))


@blueprint.post("/<uuid:obligation_id>/fulfil")
@requires(READ)
def fulfil(obligation_id: UUID) -> Response:
    """Say that it is done."""
    branch = branch_at_hand()
    decisions.require_by_hand(branch, obligation_id)
    return submit(
        load_form(HandSchema, request.form),
        lambda said: decisions.fulfil_by_hand(branch, obligation_id, **said),
        page=lambda form: _render_one(obligation_id, form),
        message=_("Written down as done."),
        to=_page_of(obligation_id),
    )


@blueprint.get("/<uuid:obligation_id>/waive")
@requires(WAIVE)
def ask_waiver(obligation_id: UUID) -> Response:
    """Ask why it is waived, and whether that is meant."""
    return _render_waiver(obligation_id, empty_form(WaiveSchema))


@blueprint.post("/<uuid:obligation_id>/waive")
@requires(WAIVE)
def waive(obligation_id: UUID) -> Response:
    """Waive it."""
    branch = branch_at_hand()
    return submit(
        load_form(WaiveSchema, request.form),
        lambda said: decisions.waive(branch, obligation_id, **said),
        page=lambda form: _render_waiver(obligation_id, form),
        message=_("Waived."),
        to=_page_of(obligation_id),
    )


@blueprint.post("/<uuid:obligation_id>/assign")
@requires(READ)
def assign(obligation_id: UUID) -> Response:
    """Give it to a colleague, or back to its roles."""
    answers = require_valid(load_form(AssignSchema, request.form))
    decisions.assign(branch_at_hand(), obligation_id, **answers)
    return finish(_page_of(obligation_id), _("Saved."))


def _page_of(obligation_id: UUID) -> str:
    return url_for("obligations.one", obligation_id=obligation_id)


def _render_one(obligation_id: UUID, form: Form) -> Response:
    branch, actor = branch_at_hand(), current_actor()
    duties = active_duties(branch)
    row = get_visible(obligation_id, actor, duties)
    duty = duties[row.code]
    (shown,) = make_rows(branch, [row])
    may_act = row.status == OPEN and may_act_on(actor, duty, row.assigned_to)
    earlier = earlier_times(row)
    return render_form(
        "core/obligations/one.html",
        form,
        row=row,
        shown=shown,
        tone=STATUS_TONES[row.status],
        page_url=_address(duty.spec.page, row.key),
        evidence_url=_address(duty.spec.evidence_page, str(row.evidence_id)) if row.evidence_id else None,
        by_hand=may_act and duty.spec.by_hand,
        may_waive=row.status == OPEN and can(WAIVE),
        colleagues=_colleagues(branch) if may_act else (),
        may_assign=may_act,
        steps=_steps(row, duty, shown),
        earlier=[_step_of(state) for state in earlier],
        today=local_day(branch),
        breadcrumbs=[(_("What is due"), url_for("obligations.index")), (shown.title, None)],
    )


def _render_waiver(obligation_id: UUID, form: Form) -> Response:
    branch = branch_at_hand()
    row = get_visible(obligation_id, current_actor(), active_duties(branch))
    if row.status != OPEN:
        raise Conflict
    (shown,) = make_rows(branch, [row])
    address = url_for("obligations.one", obligation_id=obligation_id)
    return render_form(
        "core/obligations/waive.html",
        form,
        row=row,
        shown=shown,
        reasons=[(code, str(label)) for code, label in REASON_LABELS.items()],
        back=address,
        breadcrumbs=[
            (_("What is due"), url_for("obligations.index")),
            (shown.title, address),
            (_("Waive"), None),
        ],
    )


def _colleagues(_branch: BranchInfo) -> list[tuple[str, str]]:
    return [("", _("Everybody in the role")), *((str(one.user_id), one.name) for one in members_with(READ))]


def _address(page: PageRef | None, value: str) -> str | None:
    """Return where a module's page is; None where it has none, or none for this."""
    if page is None or page.endpoint not in current_app.view_functions:
        return None
    values: dict[str, Any] = {page.argument: value} if page.argument else {}
    try:
        return url_for(page.endpoint, **values)
    except BuildError:  # a key that fits no address: the thing has none
        return None


# --- what became of it ----------------------------------------------------------------------------


def _steps(row: Obligation, duty: Duty, shown: DueRow) -> list[Step]:
    names = member_names([row.closed_by])
    found = [Step(row.opened_at, _("Opened for its owners"), "calendar-event")]
    if row.reminded_on is not None:
        found.append(Step(row.reminded_on, _("Last reminder"), "bell"))
    if row.escalated_on is not None:
        found.append(Step(row.escalated_on, _("The centre was told"), "alert-triangle", "warn"))
    if row.closed_at is not None:
        evidence = _address(duty.spec.evidence_page, str(row.evidence_id)) if row.evidence_id else None
        found.append(
            Step(
                row.closed_at,
                _closing_title(row, shown),
                "circle-check" if row.status == FULFILLED else "x",
                STATUS_TONES[row.status],
                by=names.get(row.closed_by, "") if row.closed_by else "",
                text=_closing_text(row),
                href=evidence,
            )
        )
    return found


def _closing_title(row: Obligation, shown: DueRow) -> str:
    if row.status == FULFILLED:
        return _done_words(shown.days_late, row.closed_on)
    return str(STATUS_LABELS[row.status])


def _done_words(days_late: int, on: date | None) -> str:
    if not days_late:
        return _("Done on %(day)s, in time", day=format_date(on))
    late = ngettext("%(num)s day late", "%(num)s days late", days_late)
    return _("Done on %(day)s, %(late)s", day=format_date(on), late=late)


def _closing_text(row: Obligation) -> str:
    reason = str(REASON_LABELS.get(row.reason, row.reason)) if row.status == WAIVED and row.reason else ""
    return " — ".join(part for part in (reason, row.note or "") if part)


def _step_of(state: ObligationState) -> Step:
    words: Any = STATUS_LABELS[state.status]
    if state.status == FULFILLED:
        words = _done_words(state.days_late, state.closed_on)
    return Step(
        state.due_on,
        str(words),
        "circle-check" if state.status == FULFILLED else "clock",
        STATUS_TONES[state.status],
        href=url_for("obligations.one", obligation_id=state.id),
    )
