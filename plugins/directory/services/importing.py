"""Import entries of HSDS, ours or others': first a report of what would happen, then all or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import String, inspect

from platform_core.sdk import REGIONS, InvalidInput, current_actor, now, record
from platform_core.sdk import gettext as _
from plugins.directory.policy.codes import Audience, Kind, Verification
from plugins.directory.queries.documents import read_documents
from plugins.directory.queries.rows import MODEL_OF, fields_of
from plugins.directory.schemas.hsds.changes import changes_between
from plugins.directory.schemas.hsds.completeness import complete_address, faults_of
from plugins.directory.schemas.hsds.nesting import Document, assemble, flatten
from plugins.directory.schemas.hsds.objects import NESTS
from plugins.directory.schemas.hsds.tabular import PackageFault, read_package
from plugins.directory.services.documents import Outcome, save_documents

MOST_ENTRIES = 5000
_ZIP = b"PK"
_CODES: Mapping[str, frozenset[str]] = {
    "kind": frozenset(Kind),
    "region": frozenset({"", *REGIONS}),
    "visibility": frozenset(Audience),
    "verification": frozenset(Verification),
}
_DEFAULTS: Mapping[str, Any] = {
    "kind": Kind.OTHER.value,
    "visibility": Audience.STAFF.value,
    "address_confidential": False,
    "verification": Verification.DUE.value,
}
"""What others' documents do not say: shown to staff alone, until somebody has looked."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong in a file: which entry by place and name, where in it, and why (a code)."""

    number: int
    name: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What an import would do to one entry: `created`, `changed` (these fields) or `same`."""

    name: str
    action: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What would happen to each entry of a file, and what is wrong; only a plan without refusals is done."""

    planned: tuple[Planned, ...]
    refusals: tuple[Refusal, ...]
    documents: tuple[Document, ...] = field(default=(), repr=False)

    def count(self, action: str) -> int:
        """Count the entries of one action."""
        return sum(1 for one in self.planned if one.action == action)


def read_file(content: bytes) -> list[Any]:
    """Read the services of a JSON file or a tabular package; raise `InvalidInput` naming `file`."""
    try:
        found = assemble(read_package(content)) if content.startswith(_ZIP) else _of_json(content)
    except PackageFault as fault:
        raise InvalidInput({"file": [_package_words(fault)]}) from None
    if len(found) > MOST_ENTRIES:
        raise InvalidInput({"file": [_("Too many entries: at most %(most)s.", most=MOST_ENTRIES)]})
    return found


def plan_import(found: Sequence[Any]) -> ImportPlan:
    """Say what importing these services would do; nothing is written."""
    refusals = [refusal for number, one in enumerate(found, start=1) for refusal in _refusals(number, one)]
    refusals += _repeated(found)
    if refusals:
        return ImportPlan((), tuple(refusals))
    documents = [assemble(flatten([_completed(one)]))[0] for one in found]
    ids = [UUID(one["id"]) for one in documents]
    stored = {one["id"]: one for one in read_documents(ids)}
    whole = [{**_DEFAULTS, **_ours(stored.get(one["id"])), **one} for one in documents]
    planned = tuple(_planned(one, stored.get(one["id"])) for one in whole)
    return ImportPlan(planned, (), tuple(whole))


def apply_import(plan: ImportPlan) -> Outcome:
    """Write what a plan says, in a catalogue scope; raise `InvalidInput` if it has refusals."""
    if plan.refusals:
        raise InvalidInput({"file": [_("Nothing was imported: put right what is listed first.")]})
    outcome = save_documents(plan.documents, by=current_actor().display_name, at=now())
    counts = {"created": len(outcome.created), "changed": len(outcome.changed), "same": len(outcome.same)}
    record("directory.entries_imported", data=counts)
    return outcome


def _of_json(content: bytes) -> list[Any]:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise InvalidInput({"file": [_("This is neither JSON nor a tabular package.")]}) from None
    if isinstance(found, Mapping):
        found = next((found[name] for name in ("contents", "services") if name in found), [found])
    if not isinstance(found, list):
        raise InvalidInput({"file": [_("A list of services is missing.")]})
    return found


def _package_words(fault: PackageFault) -> str:
    words = {
        "not_a_package": _("This is no readable package."),
        "too_large": _("The package is too large."),
        "no_descriptor": _("The package has no datapackage.json."),
        "bad_descriptor": _("The package's datapackage.json cannot be read."),
        "no_file": _("A file of the package is missing: %(place)s.", place=fault.place),
        "not_a_table": _("A file of the package is no table: %(place)s.", place=fault.place),
        "not_a_value": _("A value of the package cannot be read: %(place)s.", place=fault.place),
    }
    return words[fault.code]


def _refusals(number: int, one: Any) -> Iterator[Refusal]:
    if not isinstance(one, Mapping):
        yield Refusal(number, "", "", "not_an_object")
        return
    name = str(one.get("name", ""))[:100]
    faults = [*faults_of(_with_addresses(one)), *_own_faults(one)]
    if not faults:
        faults = list(_storage_faults(one))
    for place, reason in faults:
        yield Refusal(number, name, place, reason)


def _own_faults(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name what our own fields may not say; a secret address is nowhere in a file."""
    for name, known in _CODES.items():
        if name in one and (not isinstance(one[name], str) or one[name] not in known):
            yield name, "not_allowed"
    secret = one.get("address_confidential", False)
    if not isinstance(secret, bool):
        yield "address_confidential", "not_allowed"
    if secret is True and _tells_a_place(one):
        yield "address_confidential", "secret_address"


def _tells_a_place(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(
            (name in ("addresses", "address_1", "locations") and inner) or _tells_a_place(inner)
            for name, inner in value.items()
        )
    return isinstance(value, list) and any(_tells_a_place(inner) for inner in value)


def _storage_faults(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name values that no column takes: too long, of another kind, or with signs that no text has."""
    for kind, rows in flatten([one]).items():
        columns = inspect(MODEL_OF[kind]).columns
        for row in rows:
            for name in fields_of(kind):
                reason = _column_fault(columns[name].type, row.get(name))
                if reason:
                    yield f"{kind}.{name}", reason


def _column_fault(column: Any, value: Any) -> str | None:
    if value is None or not isinstance(column, String):
        return None
    if not isinstance(value, str) or "\0" in value:
        return "not_text"
    return "too_long" if column.length is not None and len(value) > column.length else None


def _repeated(found: Iterable[Any]) -> Iterator[Refusal]:
    seen: set[str] = set()
    for number, one in enumerate(found, start=1):
        key = str(one.get("id")) if isinstance(one, Mapping) else ""
        if key and key in seen:
            yield Refusal(number, str(one.get("name", ""))[:100], "id", "repeated")
        seen.add(key)


def _with_addresses(value: Any, kind: str = "service") -> Any:
    """Return a document whose addresses say what the standard asks for, empty where it is not published."""
    if not isinstance(value, Mapping):
        return value
    filled = {
        **value,
        **{nest.field: _each(value[nest.field], nest.kind) for nest in NESTS[kind] if nest.field in value},
    }
    has_id = kind == "address" and not any(
        reason == "not_a_uuid" for _place, reason in faults_of({"id": value.get("id", "")}, "language")
    )
    return complete_address(filled) if has_id else filled


def _each(value: Any, kind: str) -> Any:
    return (
        [_with_addresses(one, kind) for one in value]
        if isinstance(value, list)
        else _with_addresses(value, kind)
    )


def _completed(one: Mapping[str, Any]) -> Document:
    completed: Document = _with_addresses(one)
    return completed


def _ours(stored: Document | None) -> Document:
    return {name: stored[name] for name in (*_DEFAULTS, "region") if name in stored} if stored else {}


def _planned(document: Document, stored: Document | None) -> Planned:
    if stored is None:
        return Planned(document["name"], "created")
    found = changes_between(stored, document)
    names = tuple(change.field_name for change in found)
    return Planned(document["name"], "changed" if names else "same", names)
