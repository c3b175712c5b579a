"""Say what a list may be filtered and sorted by, and page through it.

JOURNAL = ListSpec(
filters=(Filter.by_code("status", _l("Status"), Incident.status, status_options),),
sorts=(Sort("number", Incident.number), Sort("occurred", Incident.occurred_on)),
default_sort="-occurred", tie=(Incident.id,))

query = JOURNAL.read(request.args)                     # 400 naming the field if it is wrong
page = query.fetch(db.session, select(Incident.id, Incident.number), make=_row)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import urlencode

from flask import request
from sqlalchemy import ColumnElement, Select
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from platform_core.db.keyset import COUNT_LIMIT, AnySession, BadCursor, SortKey, count_up_to, fetch_slice
from platform_core.errors import InvalidInput
from platform_core.i18n import gettext as _
from platform_core.web.fields import read_date
from platform_core.web.forms import Form

Text = Any
Row = TypeVar("Row")
Option = tuple[Any, ...]
FilterKind = Literal["select", "search", "date", "switch", "checkboxes"]

PAGE_SIZE = 50
LARGEST_SEARCH = 100


class BadQuery(InvalidInput):
    """Refuse a filter, a sort or a cursor of an address that this list does not have."""

    status = 400
    default_code = "bad_query"


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its name in the address, its label, and the condition it puts on the list.

    `options` are `(value, label)` pairs or a function that gives them; `apply` gets the value
    already read: a `str`, a `date`, True, or a list of `str` for checkboxes.
    """

    name: str
    label: Text
    apply: Callable[[Any], ColumnElement[bool]]
    kind: FilterKind = "search"
    options: Iterable[Option] | Callable[[], Iterable[Option]] = ()

    @classmethod
    def by_code(
        cls, name: str, label: Text, column: Any, options: Iterable[Option] | Callable[[], Iterable[Option]]
    ) -> "Filter":
        """Make the filter of a column that holds codes: one of `options` is chosen, as the column has it."""
        return cls(name, label, lambda code: column == code, "select", options)

    def choices(self) -> list[Option]:
        """Return the options, asked for now: their labels speak the reader's language."""
        return list(self.options() if callable(self.options) else self.options)

    def parse(self, answers: Sequence[str]) -> Any:
        """Return the value of what the address says; raises ValueError with the reason."""
        answer = answers[0].replace("\0", "").strip()
        if self.kind in ("select", "checkboxes"):
            return self._chosen(answers)
        if self.kind == "date":
            return read_date(answer)
        if self.kind == "switch":
            return True
        if len(answer) > LARGEST_SEARCH:
            raise ValueError(_("Too long: at most %(max)s.", max=LARGEST_SEARCH))
        return answer

    def _chosen(self, answers: Sequence[str]) -> Any:
        known = {str(option[0]) for option in self.choices()}
        if not known.issuperset(answers):
            raise ValueError(_("Choose one of the answers listed."))
        return list(answers) if self.kind == "checkboxes" else answers[0]


@dataclass(frozen=True, slots=True)
class Sort:
    """One way to sort; `nullable` says that the column may be empty (empty comes last)."""

    code: str
    column: Any
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class SortLink:
    """The link in a column's heading; `direction` is "asc", "desc" or None."""

    url: str
    direction: str | None


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter as its field is drawn."""

    name: str
    label: str
    kind: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: view models, addresses of the neighbours, how many in all.

    `total` is None when there are more than could be counted cheaply (`COUNT_LIMIT`).
    """

    rows: tuple[Row, ...]
    prev: str | None
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What one reader asked of a list."""

    spec: "ListSpec"
    values: Mapping[str, Any]
    form: Form
    sort: Sort
    descending: bool
    cursor: str | None
    path: str

    @property
    def filters(self) -> list[ShownFilter]:
        """The filters to draw."""
        return [ShownFilter(one.name, str(one.label), one.kind, one.choices()) for one in self.spec.filters]

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.values)

    @property
    def sort_code(self) -> str:
        """The sort as the address says it: `number`, or `-number` for the reverse."""
        return f"-{self.sort.code}" if self.descending else self.sort.code

    @property
    def clear_url(self) -> str:
        """The address of the list without filters."""
        return self.path

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions of the filters set."""
        return [one.apply(self.values[one.name]) for one in self.spec.filters if one.name in self.values]

    def narrow(self, statement: Select[Any]) -> Select[Any]:
        """Put the filters on a statement: for exports and counts of the same list."""
        return statement.where(*self.conditions())

    def fetch(
        self,
        session: AnySession,
        statement: Select[Any],
        *,
        make: Callable[[Any], Row],
        with_total: bool = True,
    ) -> Page[Row]:
        """Fetch the page asked for, as view models made by `make` from each row."""
        narrowed = self.narrow(statement)
        try:
            found = fetch_slice(
                session, narrowed, keys=self._keys(), size=self.spec.page_size, cursor=self.cursor
            )
        except BadCursor:
            raise BadQuery({"cursor": [_("This page of the list is not known.")]}) from None
        total = count_up_to(session, narrowed) if with_total else None
        return Page(
            tuple(make(row) for row in found.rows),
            self.address(cursor=found.before) if found.before else None,
            self.address(cursor=found.after) if found.after else None,
            total if total is not None and total <= COUNT_LIMIT else None,
        )

    def link(self, code: str) -> SortLink | None:
        """Return the link of a column's heading, None where the list cannot be sorted by it."""
        if not any(sort.code == code for sort in self.spec.sorts):
            return None
        is_current = code == self.sort.code
        direction = ("desc" if self.descending else "asc") if is_current else None
        target = f"-{code}" if direction == "asc" else code
        return SortLink(self.address(sort=target), direction)

    def address(self, *, path: str | None = None, sort: str | None = None, cursor: str | None = None) -> str:
        """Build an address of this list with the same filters: another page, sort or export."""
        pairs = [(name, answer) for name, answers in self.form.values.items() for answer in answers]
        chosen = sort or self.sort_code
        if chosen != self.spec.default_sort:
            pairs.append(("sort", chosen))
        if cursor:
            pairs.append(("cursor", cursor))
        base = iri_to_uri(path or self.path)
        return f"{base}?{urlencode(pairs)}" if pairs else base

    def _keys(self) -> list[SortKey]:
        first = SortKey(self.sort.column, self.descending, self.sort.nullable)
        return [first, *(SortKey(column, self.descending) for column in self.spec.tie)]


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What a list may be filtered and sorted by; `tie` are unique columns that settle equal rows."""

    sorts: tuple[Sort, ...]
    default_sort: str
    tie: tuple[Any, ...]
    filters: tuple[Filter, ...] = ()
    page_size: int = PAGE_SIZE
    passes: tuple[str, ...] = field(default=())

    def read(self, args: MultiDict[str, str], *, path: str | None = None) -> ListQuery:
        """Read the query of an address; raises `BadQuery` (400) naming every field that is wrong."""
        faults: dict[str, list[str]] = {}
        typed = {
            one.name: answers
            for one in self.filters
            if (answers := [answer for answer in args.getlist(one.name) if answer.strip()])
        }
        values = self._parse(typed, faults)
        sort, descending = self._sort(args.get("sort") or self.default_sort, faults)
        if faults:
            raise BadQuery(faults)
        shown = typed | {name: args.getlist(name) for name in self.passes if args.get(name)}
        where = request.path if path is None else path
        cursor = args.get("cursor") or None
        return ListQuery(self, values, Form(values=shown), sort, descending, cursor, where)

    def _parse(self, typed: Mapping[str, list[str]], faults: dict[str, list[str]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for one in self.filters:
            if one.name not in typed:
                continue
            try:
                values[one.name] = one.parse(typed[one.name])
            except ValueError as fault:
                faults[one.name] = [f"{one.label}: {fault}"]
        return values

    def _sort(self, code: str, faults: dict[str, list[str]]) -> tuple[Sort, bool]:
        for sort in self.sorts:
            if sort.code == code.removeprefix("-"):
                return sort, code.startswith("-")
        faults["sort"] = [_("The list cannot be sorted by this.")]
        return self.sorts[0], False
