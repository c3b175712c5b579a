"""The catalogue of attacks: what hostile or careless code inside a branch's scope might try.

A read attack returns what it saw; a write attack acts and returns nothing. Whether another
branch leaked or was harmed is judged outside.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    true,
    update,
)
from sqlalchemy.orm import aliased, make_transient

from plugins.incidents.models import Incident, Participant
from tests.isolation.arena import Arena, new_incident

I, P = Incident, Participant  # noqa: E741 - the two tables of every attack
IT, PT = Incident.__table__, Participant.__table__


@dataclass(frozen=True)
class Attack:
    """One attack; `write` says which kind of scope it needs."""

    name: str
    run: Callable[[Any, Arena], Any]
    write: bool = False


READS: dict[str, Callable[[Any, Arena], Any]] = {
    "select entity": lambda s, a: [row.place for row in s.scalars(select(I))],
    "select columns": lambda s, a: s.execute(select(I.branch_id, I.place)).all(),
    "select by foreign id": lambda s, a: s.execute(select(I.place).where(I.id == a.theirs.incident_id)).all(),
    "select by foreign branch": lambda s, a: s.execute(
        select(I.place).where(I.branch_id == a.theirs.branch_id)
    ).all(),
    "get by foreign key": lambda s, a: _place(s.get(I, (a.theirs.branch_id, a.theirs.incident_id))),
    "aliased entity": lambda s, a: s.execute(select(aliased(I).place)).all(),
    "alias of the table": lambda s, a: s.execute(select(IT.alias().c.place)).all(),
    "entity over an aliased table": lambda s, a: s.execute(select(aliased(I, IT.alias()).place)).all(),
    "entity over a raw subquery": lambda s, a: s.execute(
        select(aliased(I, select(IT).subquery()).place)
    ).all(),
    "core select": lambda s, a: s.execute(select(IT)).all(),
    "core column": lambda s, a: s.execute(select(IT.c.place)).all(),
    "mixed ORM and core columns": lambda s, a: s.execute(select(I.id, IT.c.place)).all(),
    "core subquery in WHERE": lambda s, a: s.execute(select(I.place).where(I.id.in_(select(IT.c.id)))).all(),
    "core scalar subquery": lambda s, a: s.execute(
        select(select(IT.c.place).where(IT.c.id == a.theirs.incident_id).scalar_subquery())
    ).all(),
    "ORM scalar subquery": lambda s, a: s.execute(
        select(select(I.place).where(I.id == a.theirs.incident_id).scalar_subquery())
    ).all(),
    "core subquery in ORDER BY": lambda s, a: (
        s.execute(select(I.place).order_by(select(IT.c.place).limit(1).scalar_subquery())).all()
        + s.execute(select(IT.c.place).limit(5)).all()
    ),
    "ORM subquery": lambda s, a: s.execute(select(select(I.place).subquery().c.place)).all(),
    "common table expression": lambda s, a: s.execute(select(select(I.place).cte().c.place)).all(),
    "union": lambda s, a: s.execute(select(I.place).union(select(I.place))).all(),
    "union inside a subquery": lambda s, a: s.execute(
        select(select(I.place).union_all(select(I.place)).subquery().c.place)
    ).all(),
    "EXISTS as an oracle": lambda s, a: _oracle(
        s.execute(select(select(I.id).where(I.id == a.theirs.incident_id).exists())).scalar()
    ),
    "bare EXISTS as an oracle": lambda s, a: _oracle(
        s.execute(select(exists().where(I.id == a.theirs.incident_id))).scalar()
    ),
    "count as an oracle": lambda s, a: _oracle(s.execute(select(func.count()).select_from(I)).scalar() > 1),
    "core count as an oracle": lambda s, a: _oracle(
        s.execute(select(func.count()).select_from(IT)).scalar() > 1
    ),
    "join to an alias of the table": lambda s, a: s.execute(
        select(PT.alias().c.role, I.id).join(IT.alias(), true())
    ).all(),
    "join entity to entity": lambda s, a: s.execute(select(P.role, I.place).join(I, true())).all(),
    "lateral from a catalogue": lambda s, a: s.execute(
        select(select(I.place).where(I.place == "SECRET").limit(1).scalar_subquery())
    ).all(),
    "text()": lambda s, a: s.execute(text("SELECT place FROM incidents_incident")).all(),
    "text() inside a select": lambda s, a: s.execute(
        select(text("place")).select_from(text("incidents_incident"))
    ).all(),
    "from_statement(text())": lambda s, a: [
        row.place for row in s.scalars(select(I).from_statement(text("SELECT * FROM incidents_incident")))
    ],
    "literal_column subquery": lambda s, a: s.execute(
        select(literal_column("(SELECT max(place) FROM incidents_incident)"))
    ).all(),
    "lightweight table()": lambda s, a: s.execute(select(table("incidents_incident", column("place")))).all(),
    "session.connection()": lambda s, a: s.connection().execute(select(IT.c.place)).all(),
    "connection, ORM select": lambda s, a: s.connection().execute(select(I.place)).all(),
    "driver SQL": lambda s, a: s.connection().exec_driver_sql("SELECT place FROM incidents_incident").all(),
    "engine from the session": lambda s, a: _from_engine(s),
    "legacy query": lambda s, a: [row.place for row in s.query(I).all()],
    "legacy query of columns": lambda s, a: s.query(I.place).all(),
    "refresh of a forged row": lambda s, a: _forged(s, a).place,
    "merge without loading": lambda s, a: _merged(s, a).role,
    "populate_existing": lambda s, a: [
        row.place for row in s.scalars(select(I).execution_options(populate_existing=True))
    ],
    "forged guard mark": lambda s, a: s.execute(
        select(IT.c.place), execution_options={"qorgau_guard_token": object()}
    ).all(),
    "yield_per": lambda s, a: [row.place for row in s.scalars(select(I).execution_options(yield_per=1))],
}


def _add(session: Any, row: Any) -> None:
    session.add(row)
    session.flush()


def _read_through(session: Any, arena: Arena) -> Any:
    """Point a row of one's own at a foreign parent, then join to it."""
    _add(
        session,
        P(branch_id=arena.mine.branch_id, incident_id=arena.theirs.incident_id, role="x", party="student"),
    )
    return session.execute(select(I.place).join(P, P.incident_id == I.id).where(P.role == "x")).all()


def _move(session: Any, arena: Arena) -> None:
    row = session.get(P, (arena.mine.branch_id, arena.mine.participant_id))
    row.branch_id = arena.theirs.branch_id
    row.incident_id = arena.theirs.incident_id
    session.flush()


def _transient(session: Any, arena: Arena) -> None:
    row = session.get(P, (arena.mine.branch_id, arena.mine.participant_id))
    make_transient(row)
    row.branch_id, row.incident_id = arena.theirs.branch_id, arena.theirs.incident_id
    row.id = arena.theirs.participant_id
    row.version = 1
    _add(session, row)


def _their_participant(arena: Arena, **columns: Any) -> dict[str, Any]:
    return {
        "branch_id": arena.theirs.branch_id,
        "incident_id": arena.theirs.incident_id,
        "role": "planted",
        "party": "student",
        "injured": False,
        "version": 1,
        **columns,
    }


WRITES: dict[str, Callable[[Any, Arena], Any]] = {
    "add a foreign row": lambda s, a: _add(s, new_incident(branch_id=a.theirs.branch_id, number=9)),
    "add a child of a foreign parent": lambda s, a: _add(
        s, P(branch_id=a.theirs.branch_id, incident_id=a.theirs.incident_id, role="planted", party="student")
    ),
    "read a foreign parent through an own child": lambda s, a: _read_through(s, a),  # noqa: PLW0108 - defined below
    "update everything": lambda s, a: s.execute(update(I).values(place="harmed")),
    "update by foreign id": lambda s, a: s.execute(
        update(I).where(I.id == a.theirs.incident_id).values(place="harmed")
    ),
    "core update": lambda s, a: s.execute(update(IT).values(place="harmed")),
    "delete everything": lambda s, a: s.execute(delete(P)),
    "core delete": lambda s, a: s.execute(delete(PT)),
    "delete by foreign id": lambda s, a: s.execute(delete(P).where(P.id == a.theirs.participant_id)),
    "text() update": lambda s, a: s.execute(text("UPDATE incidents_incident SET place = 'harmed'")),
    "driver SQL delete": lambda s, a: s.connection().exec_driver_sql("DELETE FROM incidents_participant"),
    "connection update": lambda s, a: s.connection().execute(update(IT).values(place="harmed")),
    "move a row to another branch": _move,
    "update the branch column": lambda s, a: s.execute(
        update(P).values(branch_id=a.theirs.branch_id, incident_id=a.theirs.incident_id)
    ),
    "bulk insert of foreign rows": lambda s, a: s.execute(insert(P), [_their_participant(a)]),
    "insert with inline values": lambda s, a: s.execute(insert(P).values(**_their_participant(a))),
    "insert of many inline values": lambda s, a: s.execute(insert(P).values([_their_participant(a)])),
    "core insert": lambda s, a: s.execute(insert(PT), [_their_participant(a)]),
    "insert from select": lambda s, a: s.execute(
        insert(P).from_select(
            ["branch_id", "id", "incident_id", "role", "party", "injured", "version"],
            select(
                PT.c.branch_id,
                PT.c.incident_id,
                PT.c.incident_id,
                PT.c.role,
                PT.c.party,
                PT.c.injured,
                PT.c.version,
            ),
        )
    ),
    "bulk update by foreign key": lambda s, a: s.execute(
        update(P), [{"branch_id": a.theirs.branch_id, "id": a.theirs.participant_id, "role": "harmed"}]
    ),
    "bulk_save_objects": lambda s, a: s.bulk_save_objects(
        [P(id=a.mine.participant_id, **_their_participant(a))]
    ),
    "bulk_insert_mappings": lambda s, a: s.bulk_insert_mappings(P, [_their_participant(a)]),
    "bulk_update_mappings": lambda s, a: s.bulk_update_mappings(
        P, [{"branch_id": a.theirs.branch_id, "id": a.theirs.participant_id, "role": "harmed"}]
    ),
    "merge a foreign row": lambda s, a: (
        s.merge(P(id=a.theirs.participant_id, **_their_participant(a))),
        s.flush(),
    ),
    "make_transient and add": _transient,
    "correlated update from a foreign row": lambda s, a: s.execute(
        update(I).values(place=select(IT.c.place).where(IT.c.place == "SECRET").scalar_subquery())
    ),
}

ATTACKS = tuple(
    [Attack(name, run) for name, run in READS.items()]
    + [Attack(name, run, write=True) for name, run in WRITES.items()]
)


def _place(row: Any) -> Any:
    return row.place if row is not None else None


def _oracle(answer: Any) -> str:
    """An oracle that says yes about another branch's row has leaked."""
    return "SECRET" if answer else "nothing"


def _from_engine(session: Any) -> Any:
    with session.get_bind().connect() as connection:
        return connection.execute(select(IT.c.place)).all()


def _forged(session: Any, arena: Arena) -> Any:
    """Pretend to have loaded the foreign row, then let the session fetch the rest."""
    row = session.merge(I(branch_id=arena.theirs.branch_id, id=arena.theirs.incident_id), load=True)
    session.expire(row)
    return row


def _merged(session: Any, arena: Arena) -> Any:
    with session.no_autoflush:
        row = session.merge(P(branch_id=arena.theirs.branch_id, id=arena.theirs.participant_id))
        return row if row.role is not None else P(role="nothing")
