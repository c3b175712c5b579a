"""Numbers without gaps or doubles, from a table of counters."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite

from platform_core.db.base import new_id
from platform_core.extensions import db


def take_number(counters: Any, **series: str | int) -> int:
    """Take the next number of a series; its row stays locked until the transaction ends.

    `counters` is a branch's table with `last_number`, unique over the branch and the columns of
    `series`. A transaction that fails gives its number back.
    """
    row = db.session.scalar(_row(counters, series))
    if row is None:
        _begin(counters, series)
        row = db.session.scalars(_row(counters, series)).one()
    row.last_number += 1
    number: int = row.last_number
    return number


def _row(counters: Any, series: dict[str, str | int]) -> Select[Any]:
    return select(counters).filter_by(**series).with_for_update()


def _begin(counters: Any, series: dict[str, str | int]) -> None:
    """Make the row, unless somebody else has just made it: two first numbers of a series may race."""
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    once = insert(counters).on_conflict_do_nothing(index_elements=["branch_id", *series])
    db.session.execute(once, [{"id": new_id(), "last_number": 0, **series}])
