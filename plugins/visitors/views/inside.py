"""Who is inside now: one list by place, host or escort, and a search that stands in no address (A5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Filter,
    Form,
    ListQuery,
    ListSpec,
    Page,
    Sort,
    confidential,
    db,
    empty_form,
    load_form,
    now,
    record,
    requires,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.queries.desk import open_alarms
from plugins.visitors.queries.inside import NOBODY, count_by_holder, held_by, name_of, select_inside
from plugins.visitors.queries.visitors import is_called
from plugins.visitors.schemas.desk import FindInput
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.desk import alarm_context
from plugins.visitors.views.words import options, tone_of

READ = "visitors.inside.read"


def holder_options() -> list[tuple[str, str]]:
    """Give the kinds of holder, and that there is none."""
    return [*options("holder"), (NOBODY, _("Nobody"))]


INSIDE_LIST = ListSpec(
    filters=(Filter("holder", _l("With whom"), kind="select", options=holder_options, apply=held_by),),
    sorts=(
        Sort("name", Visitor.search_name),
        Sort("place", Visit.place),
        Sort("host", Visit.host_name),
        Sort("with", Visit.holder_name),
        Sort("until", Visit.expected_until),
    ),
    default_sort="name",
    tie=(Visit.id,),
)


@dataclass(frozen=True, slots=True)
class InsideRow:
    """One person in the building, words and address ready; `is_over` once they should have left."""

    id: UUID
    url: str
    name: str
    kind: str
    badge: int | None
    place: str
    host: str
    holder: str
    holder_name: str
    is_held: bool
    offered: str
    status: str
    tone: str
    until: datetime
    is_over: bool


@blueprint.get("/inside")
@requires(READ)
@confidential
def inside() -> Response:
    """List who is in the building; the trail says who looked."""
    return _page(empty_form(FindInput))


@blueprint.post("/inside")
@requires(READ)
@confidential
def find_inside() -> Response:
    """Find somebody in the building by part of the name, which stands in no address and no log."""
    form = load_form(FindInput, request.form)
    response = _page(form, words=form.data["words"] if form.is_valid else "")
    db.session.commit()
    return response if form.is_valid else make_response(response, 422)


def _page(form: Form, *, words: str = "") -> Response:
    school_here()
    query: ListQuery = INSIDE_LIST.read(request.args)
    statement = select_inside()
    if words:
        statement = statement.where(is_called(words))
    page: Page[InsideRow] = query.fetch(db.session, statement, make=row_maker())
    record("visitors.inside_viewed", data={"rows": len(page.rows), "searched": bool(words)})
    return make_response(
        render_template(
            "visitors/inside/list.html",
            form=form,
            query=query,
            page=page,
            searched=bool(words),
            counts=counted_by_holder(),
            **alarm_context(open_alarms()),
        )
    )


def row_maker() -> Any:
    """Make what turns a row of `select_inside` into one of the page, with words looked up once."""
    holders, kinds = dict(holder_options()), dict(options("visitor_type"))
    states, moment = dict(options("visit_status")), now()
    base = url_for("visitors.with_me").removesuffix("/with-me")

    def make(row: Any) -> InsideRow:
        return InsideRow(
            id=row.id,
            url=f"{base}/visits/{row.id}/custody",
            name=name_of(row),
            kind=kinds[row.visitor_type],
            badge=row.badge,
            place=row.place,
            host=row.host_name,
            holder=holders[row.holder or NOBODY],
            holder_name=row.holder_name,
            is_held=row.holder is not None,
            offered=row.offered_name or (holders[row.offered] if row.offered else ""),
            status=states[row.status],
            tone=tone_of(row.status),
            until=row.expected_until,
            is_over=row.expected_until < moment,
        )

    return make


def counted_by_holder() -> Sequence[tuple[str, str, int]]:
    """Give how many are with whom: code, words, count; nobody is always said."""
    counts = count_by_holder()
    return [(code, words, counts[code]) for code, words in holder_options() if counts[code] or code == NOBODY]
