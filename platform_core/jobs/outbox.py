"""The outbox: work written down in the same transaction as what caused it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from platform_core import clock
from platform_core.db.base import Model, new_id
from platform_core.extensions import db
from platform_core.isolation.mixins import BranchScoped
from platform_core.isolation.roles import INSERT, SELECT, UPDATE, Role
from platform_core.isolation.scope import current_branch_id
from platform_core.jobs.wake import wake_after_commit

LONGEST_VALUE = 120
MOST_VALUES = 12
LARGEST_NUMBER = 2**53


class Outbox(BranchScoped, Model):
    """A message for one job function: due at `not_before`, done once.

    `destination_id` names another branch that the relay hands the message to. `leased_until` is the
    lease of whoever delivers it now. `last_error` is the class of an exception, never its text.
    """

    __tablename__ = "core_outbox"
    __also__ = {Role.RELAY: frozenset({SELECT, INSERT, UPDATE})}

    name: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    not_before: Mapped[datetime]
    dedupe_key: Mapped[str | None] = mapped_column(String(200))
    destination_id: Mapped[UUID | None] = mapped_column(ForeignKey("core_branch.id"))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str | None] = mapped_column(String(120))
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("branch_id", "dedupe_key"),
        Index(
            "ix_core_outbox_pending",
            "branch_id",
            "not_before",
            postgresql_where=text("done_at IS NULL AND failed_at IS NULL"),
            sqlite_where=text("done_at IS NULL AND failed_at IS NULL"),
        ),
        {"info": {"plugin": "core"}},
    )


def is_waiting() -> Any:
    """Return the condition of a message that is neither done nor given up."""
    return Outbox.done_at.is_(None) & Outbox.failed_at.is_(None)


def check_payload(payload: Mapping[str, Any]) -> dict[str, str | int]:
    """Return the payload, or raise `ValueError`: it carries ids and codes, never content."""
    if len(payload) > MOST_VALUES:
        message = f"a payload holds at most {MOST_VALUES} values"
        raise ValueError(message)
    for key, value in payload.items():
        if not _is_short_name(key) or not _is_reference(value):
            message = f"payload value {key!r} must be an id, a code or a number"
            raise ValueError(message)
    return dict(payload)


def _is_short_name(key: object) -> bool:
    return isinstance(key, str) and key.isidentifier() and len(key) <= LONGEST_VALUE


def _is_reference(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return abs(value) <= LARGEST_NUMBER
    return isinstance(value, str) and len(value) <= LONGEST_VALUE and _is_code(value)


def _is_code(value: str) -> bool:
    """Tell an id, code, path or date from a sentence: ASCII without spaces."""
    return value.isascii() and value.isprintable() and " " not in value


def enqueue(
    name: str,
    payload: Mapping[str, str | int],
    *,
    not_before: datetime | None = None,
    dedupe_key: str | None = None,
    to_branch: UUID | None = None,
) -> UUID | None:
    """Add a message to the outbox of the current branch, in the current transaction.

    A `dedupe_key` that the branch has seen adds nothing and returns `None`. `to_branch` hands the
    message to another branch, in whose scope it then runs. Raises `ValueError` for content.
    """
    values = _row(name, check_payload(payload), not_before=not_before)
    if to_branch is not None and to_branch != current_branch_id():
        values["destination_id"] = to_branch
    wake_after_commit()
    if dedupe_key is None:
        db.session.add(Outbox(**values))
        return values["id"]  # type: ignore[no-any-return]
    return _add_once(values | {"dedupe_key": dedupe_key})


def _row(name: str, payload: dict[str, str | int], *, not_before: datetime | None) -> dict[str, Any]:
    now = clock.now()
    due = not_before or now
    return {"id": new_id(), "name": name, "payload": payload, "not_before": due, "created_at": now}


def _add_once(values: dict[str, Any]) -> UUID | None:
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(Outbox).on_conflict_do_nothing(index_elements=["branch_id", "dedupe_key"])
    added = db.session.execute(statement.returning(Outbox.id), [values | {"attempts": 0}])
    return added.scalar_one_or_none()
