"""Count the statements that a page sends to the database: no page's number grows with rows or branches."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Gather the statements of every engine while the block runs.

    The key store is asked once a second whether a key was destroyed: that depends on the clock and
    not on the page, so it is left out.
    """
    seen: list[str] = []

    def see(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        is_key_store = "keys" in str(connection.engine.url.database)
        if not (is_key_store and ("key_epoch" in statement or statement.startswith("BEGIN"))):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", see)
