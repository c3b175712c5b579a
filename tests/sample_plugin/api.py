"""The API of notes: clear fields only."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView

from platform_core.sdk import ApiBlueprint, PageQuery, SortKey, page_schema, read_page, requires
from tests.sample_plugin import queries
from tests.sample_plugin.models import SampleNote
from tests.sample_plugin.schemas import NoteOut

blueprint = ApiBlueprint("sample_api", __name__, description="Notes")


@blueprint.route("/notes")
class Notes(MethodView):
    """The notes of a branch."""

    @requires("sample.note.read")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(NoteOut))
    def get(self, query: Mapping[str, Any]) -> dict[str, Any]:
        """List the notes, newest first."""
        keys = [SortKey(SampleNote.noted_on, descending=True), SortKey(SampleNote.id, descending=True)]
        return read_page(queries.select_notes(), keys=keys, query=query, make=_item)


def _item(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "noted_on": row.noted_on,
        "closed_on": row.closed_on,
    }
