"""Draw the rows of a table in Python: the one place where a page's time grows with its rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

Column = Sequence[Any]
"""`(key, label[, kind])` as the macro `data_table` takes it."""


def table_rows(
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    href: str = "url",
    render: Callable[[Any, str], str] | None = None,
) -> Markup:
    """Draw `<tr>`s; `render(row, key)` may draw a cell, else it is the row's value, escaped.

    The first cell becomes the link to the row's `href`, where it has one.
    """
    opened = [(str(column[0]), _opening(column)) for column in columns]
    return Markup("\n").join(_row(opened, row, href, render) for row in rows)


def _row(
    opened: Sequence[tuple[str, Markup]], row: Any, href: str, render: Callable[[Any, str], str] | None
) -> Markup:
    address = _value(row, href)
    cells = [f"{opening}{_cell(row, key, render)}</td>" for key, opening in opened]
    if address and opened:
        first_key, opening = opened[0]
        link = f'<a class="q-row-link" href="{escape(address)}">{_cell(row, first_key, render)}</a>'
        cells[0] = f"{opening}{link}</td>"
    return Markup(f'<tr role="row">{"".join(cells)}</tr>')  # noqa: S704 - every part is escaped above


def _cell(row: Any, key: str, render: Callable[[Any, str], str] | None) -> Markup:
    if render is not None:
        drawn = render(row, key).strip()
        if drawn:
            return escape(drawn)
    value = _value(row, key)
    return Markup() if value is None else escape(value)


def _value(row: Any, key: str) -> Any:
    return row.get(key) if isinstance(row, Mapping) else getattr(row, key, None)


def _opening(column: Column) -> Markup:
    kind = column[2] if len(column) > 2 else ""  # noqa: PLR2004 - the third part may be left out
    look = Markup(' class="q-cell-{}"').format(kind) if kind else ""
    return Markup('<td role="cell"{} data-label="{}">').format(look, str(column[1]))
