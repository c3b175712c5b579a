"""Numbers without gaps or doubles, from a table of counters."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from platform_core.db.base import new_id
from platform_core.extensions import db


def take_number(counters: Any, **series: str | int) -> int:
    """Take the next number of a series; its row stays locked until the transaction ends.

    `counters` is a branch's table with `last_number`, unique over the branch and the columns of
    `series`. A transaction that fails gives its number back. Take it late: others of the series wait for
    the commit. Raises `LookupError` for a table that keeps no rows.
    """
    number = _next(counters, series)
    if number is None:
        _begin(counters, series)
        number = _next(counters, series)
    if number is None:
        raise LookupError(f"{counters.__tablename__} keeps no row of a series")
    return number


def _next(counters: Any, series: dict[str, str | int]) -> int | None:
    """Count one on and say what came out, in one statement; the row's lock makes others wait."""
    counted = update(counters).filter_by(**series).values(last_number=counters.last_number + 1)
    taken = counted.returning(counters.last_number)
    number: int | None = db.session.scalar(taken, execution_options={"synchronize_session": False})
    return number


def _begin(counters: Any, series: dict[str, str | int]) -> None:
    """Make the row, unless somebody else has just made it: two first numbers of a series may race."""
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    once = insert(counters).on_conflict_do_nothing(index_elements=["branch_id", *series])
    db.session.execute(once, [{"id": new_id(), "last_number": 0, **series}])
