"""Write documents of HSDS into the catalogue's tables; the caller's scope is a catalogue's."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Uuid, delete, inspect, select
from sqlalchemy.orm.attributes import flag_modified

from platform_core.sdk import UTCDateTime, db, new_id
from plugins.directory.models import Location, Metadata, Organization, Service, ServiceAtLocation
from plugins.directory.queries.documents import AT_ONCE, read_documents
from plugins.directory.queries.rows import MODEL_OF, as_json, fields_of
from plugins.directory.schemas.hsds.changes import PLACES, Change, changes_between
from plugins.directory.schemas.hsds.nesting import Document, Rows, assemble, flatten
from plugins.directory.schemas.hsds.objects import REQUIRED
from plugins.directory.schemas.searching import searched_texts

SHARED = frozenset({"taxonomy", "taxonomy_term", "organization", "location", "metadata"})
"""Kinds of rows that one service does not own: others may stand on them, or history keeps them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What writing documents came to, by ids of services."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)

    @property
    def written(self) -> list[str]:
        """The services that were written."""
        return [*self.created, *self.changed]


def save_documents(documents: Sequence[Document], *, by: str, at: datetime) -> Outcome:
    """Write those documents that differ from what is stored, each change told by a row of metadata.

    `by` is who is told there; a document without `last_modified` gets `at`.
    """
    outcome = Outcome()
    for start in range(0, len(documents), AT_ONCE):
        _save(documents[start : start + AT_ONCE], outcome, by=by, at=at)
    return outcome


def _save(documents: Sequence[Document], outcome: Outcome, *, by: str, at: datetime) -> None:
    ids = [UUID(document["id"]) for document in documents]
    stored = {one["id"]: one for one in read_documents(ids, with_history=True)}
    writing: list[Document] = []
    notes: list[Metadata] = []
    for document in (assemble(flatten([document]))[0] for document in documents):
        old = stored.get(document["id"])
        found = changes_between(old, document) if old else ()
        if old and not found:
            outcome.same.append(document["id"])
            continue
        (outcome.changed if old else outcome.created).append(document["id"])
        notes += _notes(document, found, by=by, at=at)
        writing.append({**document, "last_modified": document.get("last_modified") or as_json(at)})
    _write(writing, [stored[one["id"]] for one in writing if one["id"] in stored])
    db.session.add_all(notes)
    _forget_secret_places(writing)
    db.session.flush()


def _forget_secret_places(documents: Iterable[Document]) -> None:
    """Blank what the history tells of places whose address must stay secret now."""
    secret = [UUID(one["id"]) for one in documents if one.get("address_confidential")]
    told = select(Metadata).where(Metadata.resource_id.in_(secret), Metadata.field_name == PLACES)
    for note in db.session.scalars(told) if secret else ():
        note.previous_value = note.replacement_value = ""


def _notes(document: Document, found: Sequence[Change], *, by: str, at: datetime) -> list[Metadata]:
    """Tell each change; an entry that comes with a history of its own is not told as new."""
    if not found and document.get("metadata"):
        return []
    told = found or (Change("service", "", document["name"]),)
    action = "update" if found else "create"
    return [
        Metadata(
            id=new_id(),
            resource_id=UUID(document["id"]),
            resource_type="service",
            last_action_date=at,
            last_action_type=action,
            field_name=change.field_name,
            previous_value=change.previous_value,
            replacement_value=change.replacement_value,
            updated_by=by,
        )
        for change in told
    ]


def _write(documents: Sequence[Document], old: Sequence[Document]) -> None:
    rows, before = flatten(documents), flatten(old)
    folded = {document["id"]: {"folded": searched_texts(document)} for document in documents}
    for kind in MODEL_OF:
        put_rows(kind, rows[kind], also=folded if kind == "service" else {})
    for kind in reversed(list(MODEL_OF)):
        gone = {row["id"] for row in before[kind]} - {row["id"] for row in rows[kind]}
        if kind not in SHARED and kind != "service":
            _delete(MODEL_OF[kind], gone)
    _delete_orphans(before)


def put_rows(
    kind: str, rows: Sequence[Mapping[str, Any]], *, also: Mapping[str, Mapping[str, Any]] | None = None
) -> None:
    """Insert or change rows of one kind, as `flatten` gives them; metadata are only ever added.

    `also` are values of further columns by the row's id.
    """
    model, ids = MODEL_OF[kind], [UUID(row["id"]) for row in rows]
    known = {
        one.id: one
        for start in range(0, len(ids), AT_ONCE)
        for one in db.session.scalars(select(model).where(model.id.in_(ids[start : start + AT_ONCE])))
    }
    places: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        owner = tuple(row.get(name) for name in _LINKS)
        stored = known.get(UUID(row["id"]))
        values = {**_columns(kind, row), "position": places[owner], **(also or {}).get(row["id"], {})}
        if stored is None:
            db.session.add(model(**values))
        elif kind != "metadata":
            _change(stored, values)
        if stored is not None and kind == "service":
            flag_modified(stored, "extra")  # a new edition, even if only a part of it changed
        places[owner] += 1
    db.session.flush()


_LINKS = (
    *(
        f"{kind}_id"
        for kind in REQUIRED
        if kind not in ("taxonomy", "taxonomy_term", "attribute", "metadata")
    ),
    "link_id",
    "resource_id",
)


def _change(stored: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if getattr(stored, name) != value:
            setattr(stored, name, value)


def _columns(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Sort a row's values into the columns of its table; what has none goes into `extra`."""
    known = fields_of(kind)
    mapper = inspect(MODEL_OF[kind])
    values = {name: _read(mapper.columns[name].type, row.get(name)) for name in known}
    if kind == "service":
        values |= {name: values[name] or default for name, default in _OURS.items() if not values[name]}
    return {**values, "extra": {name: value for name, value in row.items() if name not in known}}


_OURS: Mapping[str, Any] = {
    "kind": "other",
    "region": "",
    "visibility": "staff",
    "address_confidential": False,
    "verification": "due",
}
"""What others' documents do not say: shown to staff alone, until somebody has looked."""


def _read(kind: Any, value: Any) -> Any:
    """Read a value of JSON as its column has it."""
    if not isinstance(value, str):
        return value
    readers: Mapping[type[Any], Callable[[str], Any]] = {
        UTCDateTime: datetime.fromisoformat,
        Date: date.fromisoformat,
        Uuid: UUID,
    }
    return readers.get(type(kind), str)(value)


def _delete(model: Any, ids: Iterable[str]) -> None:
    wanted = [UUID(one) for one in ids]
    if wanted:
        db.session.execute(
            delete(model).where(model.id.in_(wanted)), execution_options={"synchronize_session": "fetch"}
        )


def _delete_orphans(before: Rows) -> None:
    """Delete organizations and places that the old editions had and nothing stands on any more."""
    places = _unused([row["id"] for row in before["location"]], ServiceAtLocation.location_id)
    _delete(Location, places)
    held = _unused([row["id"] for row in before["organization"]], Service.organization_id)
    _delete(Organization, _unused(held, Location.organization_id))


def _unused(ids: Sequence[str], column: Any) -> list[str]:
    wanted = [UUID(one) for one in ids]
    used = set(db.session.scalars(select(column).where(column.in_(wanted)))) if wanted else set()
    return [str(one) for one in wanted if one not in used]
