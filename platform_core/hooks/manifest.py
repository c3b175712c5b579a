"""What a module says of itself at boot: the manifest, and the frozen declarations in it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from platform_core.hooks.recurrence import Recurrence
from platform_core.hooks.types import Text


@dataclass(frozen=True, slots=True)
class Permission:
    """Name something a role may do; `code` is `<plugin>.<noun>.<verb>`."""

    code: str
    title: Text
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Declare an event of the trail; `personal_fields` name the facts that erasure may take away."""

    code: str
    sentence: Text
    personal_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobSpec:
    """Declare work that leaves the request; `cron` (branch's time zone) makes it recurring.

    `outside` is for effects beyond the database (mail, long reading): the function then runs in a
    read scope, at least once, and may return a function for the write that concludes it.
    """

    name: str
    func: Callable[[Mapping[str, Any]], Any]
    title: Text
    cron: str | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class NoticeSpec:
    """Declare a notice: a code and its content-free texts, the same in the inbox and by e-mail."""

    code: str
    title: Text
    body: Text


@dataclass(frozen=True, slots=True)
class PageRef:
    """Name a page: an endpoint, and what its one argument is called if it takes one."""

    endpoint: str
    argument: str | None = None


@dataclass(frozen=True, slots=True)
class ObligationSpec:
    """Declare something that falls due under a clause, and who in `place` answers for it.

    `owners` are roles; they are reminded `remind_before` so many days, and again while it is late.
    `escalate_after` working days late the centre is told. `page` is where it is done, given the key;
    `evidence_page` shows what fulfilled it; `by_hand` lets owners say with a note that it is done, and
    `early_days` keeps it from being fulfilled sooner before its day. `keyed` says that it is owed for each
    thing that the module names by `owe(key=…)`; `name_keys` gives the names of many, in one query, to
    whoever reads the list.
    """

    code: str
    title: Text
    clause: str
    recurrence: Recurrence
    owners: tuple[str, ...] = ()
    remind_before: tuple[int, ...] = ()
    escalate_after: int | None = None
    place: Literal["branch", "central"] = "branch"
    keyed: bool = False
    by_hand: bool = False
    early_days: int | None = None
    page: PageRef | None = None
    evidence_page: PageRef | None = None
    name_keys: Callable[[Collection[str]], Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class IndicatorSpec:
    """Declare a figure for the central office; `sources` are the models whose edits make it stale."""

    code: str
    title: Text
    unit: Text
    kind: Literal["stock", "flow"]
    by_kind: bool
    sources: tuple[type, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class SettingField:
    """Declare a branch's setting with its bounds; `minimum` and `maximum` hold for numbers.

    `check` looks at a text and returns what is wrong with it, or None.
    """

    name: str
    title: Text
    kind: Literal["integer", "boolean", "text", "choice"]
    default: Any
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    check: Callable[[str], Text | None] | None = None


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Say how long rows of a table stay: the clock that starts, the period in days, and why.

    `clock` is a column of the table, or of the row that the column `through` points at; a row without
    it stays. The core erases by itself; `retire(before, limit)` does what is more than that: it takes
    away at most `limit` rows whose clock is before a day, in the scope that holds them, and returns how
    many.
    """

    table: str
    clock: str
    days: int | None
    action: Literal["erase", "anonymise", "keep"]
    legal_basis: str
    through: str | None = None
    retire: Callable[[date, int], int] | None = None


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document's words in one language: paragraphs, `## ` headings and `- ` lists, nothing else."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """Declare a document that people read and sign; `texts` by language are its first version.

    The centre may publish newer texts, and a branch its own if `branch_may_replace`. A signature counts
    until the text that was signed changes, or for `valid_days`. Members in a role of `audience` are
    asked to acknowledge it.
    """

    code: str
    title: Text
    clause: str
    texts: Mapping[str, DocumentText]
    branch_may_replace: bool = False
    valid_days: int | None = None
    audience: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachmentSpec:
    """Declare files that belong to records of a module; `owner` is the model of those records.

    `kinds` are some of `picture`, `sound`, `film`, `document`. At most `most_files` come at once and
    `most_in_all` lie with one record, each of at most `most_mib` MiB (25 at most). Without `keep_names` the
    names that files had are dropped; `central` lets the centre read them in a central reading.
    """

    code: str
    title: Text
    owner: type
    kinds: tuple[str, ...] = ("picture", "sound", "film", "document")
    most_files: int = 5
    most_in_all: int = 30
    most_mib: int = 25
    keep_names: bool = True
    central: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """Describe a module; the core reads nothing about a plugin from anywhere else.

    `catalogues` fill the module's tables of the whole network from what it ships, as often as they are
    called: each is called in a catalogue scope within the centre's, by `qorgau branch sync` and the demo.
    """

    name: str
    title: Text
    icon: str
    version: str
    package: str
    default_on: bool = False
    blueprints: tuple[Any, ...] = ()
    public_blueprints: tuple[Any, ...] = ()
    central_blueprints: tuple[Any, ...] = ()
    api_blueprints: tuple[Any, ...] = ()
    models: tuple[type, ...] = ()
    migrations: str = "migrations"
    permissions: tuple[Permission, ...] = ()
    audit_events: tuple[AuditEvent, ...] = ()
    jobs: tuple[JobSpec, ...] = ()
    notices: tuple[NoticeSpec, ...] = ()
    obligations: tuple[ObligationSpec, ...] = ()
    indicators: tuple[IndicatorSpec, ...] = ()
    settings: tuple[SettingField, ...] = ()
    commands: tuple[Any, ...] = ()
    catalogues: tuple[Callable[[], Any], ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    depends_on: tuple[str, ...] = ()
    documents: tuple[DocumentSpec, ...] = ()
    attachments: tuple[AttachmentSpec, ...] = ()
