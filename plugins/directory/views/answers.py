"""What an organisation would have otherwise, beside what stands there, to decide field by field (P47)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    empty_form,
    load_form,
    ngettext,
    render_form,
    requires,
    submit,
    writes_elsewhere,
)
from plugins.directory.models import CheckRequest
from plugins.directory.policy.codes import RequestState
from plugins.directory.queries.documents import read_documents
from plugins.directory.queries.listing import version_of
from plugins.directory.queries.requests import corrections_of, get_request
from plugins.directory.schemas.entry_form import form_values
from plugins.directory.schemas.forms import EntrySchema, SettleSchema
from plugins.directory.services.requests.settling import Settled, settle_request
from plugins.directory.views.asking import in_catalogue
from plugins.directory.views.blueprints import central_blueprint
from plugins.directory.views.listing import today
from plugins.directory.views.requests import VERIFY
from plugins.directory.views.shown import entry_page
from plugins.directory.views.words import words


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """One correction: its label, what stands there now, what should, and what stood when they looked."""

    id: UUID
    label: str
    now: str
    proposed: str
    seen: str
    is_accepted: bool | None

    @property
    def has_moved(self) -> bool:
        """Whether somebody changed the field since the organisation looked."""
        return self.now != self.seen and self.is_accepted is None


@central_blueprint.get("/requests/<uuid:check_id>")
@requires(VERIFY)
def answer_page(check_id: UUID) -> Response:
    """Show what an organisation would have otherwise, beside what stands there."""
    return _answer_page(check_id, empty_form(SettleSchema))


@central_blueprint.post("/requests/<uuid:check_id>")
@requires(VERIFY)
@writes_elsewhere
def settle(check_id: UUID) -> Response:
    """Accept or refuse each correction; the entry is confirmed with that."""
    service_id, day = get_request(check_id).service_id, today()
    return submit(
        load_form(SettleSchema, request.form),
        lambda data: settle_request(check_id, _settled(data), today=day),
        page=lambda form: _answer_page(check_id, form),
        within=in_catalogue,
        message=lambda count: ngettext(
            "Confirmed, with %(num)s correction.", "Confirmed, with %(num)s corrections.", count
        ),
        to=url_for("directory_central.entry", service_id=service_id),
    )


def _settled(data: dict[str, Any]) -> Settled:
    return Settled({row["id"]: row["decision"] == "accept" for row in data["rows"]}, data["version"])


def _answer_page(check_id: UUID, form: Form) -> Response:
    found = get_request(check_id)
    document = read_documents([found.service_id])[0]
    return render_form(
        "directory/central/answer.html",
        form,
        check=found,
        is_open=found.state == RequestState.CORRECTED,
        page=entry_page(document, today=today()),
        version=version_of(found.service_id),
        corrections=_shown(found, form_values(document)),
    )


def _shown(found: CheckRequest, values: dict[str, Any]) -> list[ShownCorrection]:
    fields, statuses = EntrySchema().fields, words("status")

    def say(field: str, value: str) -> str:
        return statuses.get(value, value) if field == "status" else value

    return [
        ShownCorrection(
            id=one.id,
            label=str(fields[one.field].metadata["label"]),
            now=say(one.field, str(values.get(one.field) or "")),
            proposed=say(one.field, one.proposed_value),
            seen=say(one.field, one.previous_value),
            is_accepted=one.is_accepted,
        )
        for one in corrections_of(found.id)
    ]
