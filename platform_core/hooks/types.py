"""Frozen data that crosses between the core and the plugins while they run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias
from uuid import UUID

Text: TypeAlias = Any
"""A translatable text: a `str` or a lazy string of `platform_core.i18n`."""


@dataclass(frozen=True, slots=True)
class BranchInfo:
    """A branch as hooks and pages see it; `names` by language code."""

    id: UUID
    code: str
    kind: Literal["branch", "central"]
    names: Mapping[str, str]
    city: str
    region: str
    timezone: str
    languages: tuple[str, ...]
    has_hostel: bool
    calendar: Mapping[str, Any]
    enabled_modules: frozenset[str] = frozenset()

    @property
    def is_central(self) -> bool:
        """Whether this is the central office's own row."""
        return self.kind == "central"

    def name(self, language: str) -> str:
        """Return the name in `language`, else in Kazakh."""
        return self.names.get(language) or self.names["kk"]


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter of a school year: `school_year` 2026 is 2026/27; `ends` is inclusive."""

    school_year: int
    quarter: int
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of one branch and quarter; `by_kind` may add up to more than `value`."""

    code: str
    value: int
    by_kind: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the left navigation."""

    title: Text
    endpoint: str
    icon: str
    permission: str | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class DashboardCard:
    """A card of the start page: a template with its view model as `context`."""

    title: Text
    template: str
    context: Mapping[str, Any]
    permission: str | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record found; `title` and `detail` hold clear fields only."""

    title: str
    url: str
    kind: Text
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PublicLink:
    """A link for a branch's public start page."""

    title: Text
    url: str
    hint: Text = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """An agency or an office to turn to; who uses it keeps a snapshot.

    `phones` are as dialled: E.164, or a short code; `whatsapp` is E.164. `needs` are codes, none for any
    need; `region` is ISO 3166-2, "" for the whole country; `languages` ISO 639-1; `url` leads to the
    agency's own site, `page_url` to its page in this service; lower `order` stands first.
    """

    name: str
    audience: str
    needs: tuple[str, ...]
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    note: str = ""
    whatsapp: str = ""
    url: str = ""
    page_url: str = ""
    person: str = ""
    hours: str = ""
    region: str = ""
    is_hotline: bool = False
    languages: tuple[str, ...] = ()
    order: int = 100


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """A person of a branch, or the keyed hash of somebody who is no `Person`."""

    branch_id: UUID
    person_id: UUID | None = None
    identity_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class ClearanceFinding:
    """What a module answers of a subject's clearance; never a fact of a case."""

    source: str
    state: Literal["cleared", "not_cleared", "ask_central"]
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file that goes out with a section; `read` gives its content when the archive is written."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class ExportSection:
    """A module's part of what is known of one person: titled records of plain values, and files."""

    title: Text
    records: tuple[Mapping[str, Any], ...]
    files: tuple[ExportFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """How many rows were erased, and what stays with its legal reason."""

    erased: int
    kept: tuple[tuple[str, str], ...] = ()
