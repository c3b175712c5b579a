"""Write a plan into the register: bulk inserts, and updates through the versions of rows."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import insert, select

from platform_core.crypto import network_index
from platform_core.extensions import db
from platform_core.people.imports.plan import UPDATABLE, Plan, PlannedPerson
from platform_core.people.imports.register import Known, Register
from platform_core.people.imports.sheet import Progress
from platform_core.people.models import Guardianship, Person
from platform_core.people.names import search_text, sort_text
from platform_core.people.queries import IDENTITY_PURPOSE

T = TypeVar("T")
_BATCH = 1_000
_NAME_PARTS = ("family_name", "given_name", "patronymic")


def load_register() -> Register:
    """Load the branch's people once, as the planner compares with them: one query, and one of links."""
    columns = [getattr(Person, name) for name in UPDATABLE]
    chosen = select(Person.id, Person.kind, Person.search_name, Person.identity_index, *columns)
    people = (
        Known(
            id=row.id, kind=row.kind, search_name=row.search_name, birth_date=row.birth_date,
            identity_index=row.identity_index, values={name: getattr(row, name) for name in UPDATABLE},
        )
        for row in db.session.execute(chosen)
    )  # fmt: skip
    links = db.session.execute(select(Guardianship.student_id, Guardianship.guardian_id))
    return Register.of(people, [(row.student_id, row.guardian_id) for row in links])


def apply_plan(plan: Plan, *, done: int, total: int, progress: Progress) -> None:
    """Write everything that a plan holds; the caller commits, so all of it counts or nothing."""
    created, updated = plan.of("create"), plan.of("update")
    # rows with the same columns travel together, so a missing value is written as NULL
    new_people = insert(Person).execution_options(render_nulls=True)
    for batch in _batches(created):
        db.session.execute(new_people, [_new_row(person) for person in batch])
        done += len(batch)
        progress(done, total)
    for batch in _batches(updated):
        _update(batch)
        done += len(batch)
        progress(done, total)
    for links in _batches(list(plan.links.items())):
        db.session.execute(insert(Guardianship), [_link_row(*link) for link in links])
    progress(total, total)


def _new_row(person: PlannedPerson) -> dict[str, Any]:
    row = {name: person.values.get(name) for name in UPDATABLE}
    row["hostel"] = bool(row["hostel"])
    return {"id": person.id, "kind": person.kind, **row, **_derived(row), **_indexes(person)}


def _derived(values: dict[str, Any]) -> dict[str, str]:
    parts = [values[name] for name in _NAME_PARTS]
    return {"search_name": search_text(parts), "sort_name": sort_text(parts)}


def _indexes(person: PlannedPerson) -> dict[str, bytes | None]:
    number = person.values.get("identity_number")
    network = network_index(number, purpose=IDENTITY_PURPOSE) if number else None
    return {"identity_index": person.index if number else None, "network_index": network}


def _link_row(pair: tuple[UUID, UUID], relation: str) -> dict[str, Any]:
    student_id, guardian_id = pair
    return {"student_id": student_id, "guardian_id": guardian_id, "relation": relation}


def _update(batch: Sequence[PlannedPerson]) -> None:
    people = {
        one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_([p.id for p in batch])))
    }
    for planned in batch:
        person = people[planned.id]
        for name, value in planned.values.items():
            setattr(person, name, value)
        if planned.values.keys() & set(_NAME_PARTS):
            derived = _derived({name: getattr(person, name) for name in _NAME_PARTS})
            person.search_name, person.sort_name = derived["search_name"], derived["sort_name"]
        if "identity_number" in planned.values:
            indexes = _indexes(planned)
            person.identity_index, person.network_index = indexes["identity_index"], indexes["network_index"]
    db.session.flush()


def _batches(items: Sequence[T]) -> Iterator[list[T]]:
    source = iter(items)
    while batch := list(islice(source, _BATCH)):
        yield batch
