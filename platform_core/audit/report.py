"""What a check of a trail finds: pure words for the faults, the same in the database and offline."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class What(StrEnum):
    """Name a fault of a trail."""

    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISSING = "entry_missing"
    ENTRY_FORGED = "entry_forged"
    LEAF_MISSING = "leaf_missing"
    LEAVES_REWRITTEN = "leaves_rewritten"
    LEAVES_REORDERED = "leaves_reordered"
    LEAVES_UNSIGNED = "leaves_unsigned"
    HEAD_FORGED = "head_forged"
    HEAD_MISSING = "head_missing"
    HEAD_NOT_AS_COPIED = "head_not_as_copied"
    HEADS_NOT_COPIED = "heads_not_copied"
    COPY_UNREADABLE = "copy_unreadable"
    LOG_CUT_OFF = "log_cut_off"
    FACT_CHANGED = "fact_changed"


SENTENCES = {
    What.ENTRY_CHANGED: "the entry is not what was sealed",
    What.ENTRY_MISSING: "the sealed entry is gone",
    What.ENTRY_FORGED: "the entry was not written by the service, or was changed before it was sealed",
    What.LEAF_MISSING: "no leaf stands here",
    What.LEAVES_REWRITTEN: "the leaves up to here are not those that the head was signed over",
    What.LEAVES_REORDERED: "the leaf stands before an older one of its batch",
    What.LEAVES_UNSIGNED: "leaves stand here that no head was signed over",
    What.HEAD_FORGED: "the head of this size bears no valid signature",
    What.HEAD_MISSING: "the head before the one of this size is gone or was exchanged",
    What.HEAD_NOT_AS_COPIED: "the head of this size is not the one that was copied outside the database",
    What.HEADS_NOT_COPIED: "heads up to this size have no copy outside the database",
    What.COPY_UNREADABLE: "the copies of the heads outside the database cannot be read",
    What.LOG_CUT_OFF: "the log once reached to this size",
    What.FACT_CHANGED: "a personal fact is not what the entry was written with",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: at a position of the log (or a head's size), and the entry that it is about."""

    what: What
    position: int | None = None
    entry_id: UUID | None = None

    def __str__(self) -> str:
        place = f"{self.position}: " if self.position is not None else ""
        return f"{place}{SENTENCES[self.what]}{f' ({self.entry_id})' if self.entry_id else ''}"


@dataclass(slots=True)
class Findings:
    """Gather faults while a trail is read."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, what: What, position: int | None = None, entry_id: str | UUID | None = None) -> None:
        """Add a fault; the entry's id may be as the database writes it."""
        self.faults.append(Fault(what, position, UUID(str(entry_id)) if entry_id else None))


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a check of one branch's trail found; `size` sealed entries, `unsealed` newer ones."""

    branch_id: UUID
    size: int
    heads: int
    unsealed: int
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.faults
