"""The watch-list of a branch, the register of the whole network, and the matches that people judge (P12)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, Model, SealedRegister, Versioned, branch_fk
from plugins.visitors.models.visits import TAG

_HASH = LargeBinary(32)


class WatchlistEntry(BranchScoped, Versioned, Model):
    """Somebody whom a branch watches for, until a day on which it looks again whether it still must.

    `who` (the spellings of the name and the birth date) and `note` are sealed under the entry's own key.
    `content_version` counts the changes of who it is: a match that was judged is judged anew after one.
    """

    __tablename__ = "visitors_watchlist_entry"
    __table_args__ = (
        Index("ix_visitors_watchlist_entry_review", "branch_id", "ended_on", "review_on", "id"),
        Index("ix_visitors_watchlist_entry_identity", "branch_id", "identity_index"),
        TAG,
    )

    who: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    identity_index: Mapped[bytes | None] = mapped_column(_HASH)
    reason: Mapped[str] = mapped_column(String(30))
    content_version: Mapped[int] = mapped_column(Integer, default=1)
    added_on: Mapped[date] = mapped_column(Date)
    added_by: Mapped[UUID | None]
    review_on: Mapped[date] = mapped_column(Date)
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    reviewed_by: Mapped[UUID | None]
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_by: Mapped[UUID | None]
    end_reason: Mapped[str | None] = mapped_column(String(30))


class WatchlistKey(BranchScoped, Model):
    """A keyed hash of one word of an entry's name: what a visitor's name is looked up by."""

    __tablename__ = "visitors_watchlist_key"
    __table_args__ = (
        branch_fk("entry_id", "visitors_watchlist_entry", on_delete="CASCADE"),
        UniqueConstraint("branch_id", "key", "entry_id"),
        Index("ix_visitors_watchlist_key_entry", "branch_id", "entry_id"),
        TAG,
    )

    entry_id: Mapped[UUID]
    key: Mapped[bytes] = mapped_column(_HASH)


class WatchlistMatch(BranchScoped, Versioned, Model):
    """A visitor who may be somebody on a list, for a person to judge.

    `entry_ref` is the entry's id in its register: `branch`, or `network`, whose rows no branch can reach.
    `grounds` is sealed: how the names matched and what the desk may see of the entry. `is_current` is false
    once the visitor or the entry has changed, or the entry has ended. `permitted_visit_id` is the one visit
    for which the branch head lets a confirmed match come in.
    """

    __tablename__ = "visitors_watchlist_match"
    __table_args__ = (
        branch_fk("visitor_id", "visitors_visitor"),
        branch_fk("visit_id", "visitors_visit"),
        branch_fk("permitted_visit_id", "visitors_visit"),
        UniqueConstraint(
            "branch_id", "visitor_id", "register", "entry_ref", "entry_version", "visitor_print",
            name="uq_visitors_watchlist_match_once",
        ),
        Index("ix_visitors_watchlist_match_status", "branch_id", "status", "is_current", "found_at", "id"),
        Index("ix_visitors_watchlist_match_entry", "branch_id", "entry_ref"),
        TAG,
    )  # fmt: skip

    visitor_id: Mapped[UUID]
    visit_id: Mapped[UUID | None]
    register: Mapped[str] = mapped_column(String(10))
    entry_ref: Mapped[UUID]
    entry_version: Mapped[int] = mapped_column(Integer)
    visitor_print: Mapped[bytes] = mapped_column(_HASH)
    score: Mapped[int] = mapped_column(Integer)
    is_strong: Mapped[bool] = mapped_column(Boolean)
    grounds: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(20))
    is_current: Mapped[bool] = mapped_column(Boolean, default=True)
    found_at: Mapped[datetime]
    found_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    decision_note: Mapped[bytes | None] = mapped_column(LargeBinary)
    permitted_visit_id: Mapped[UUID | None]
    permitted_at: Mapped[datetime | None]
    permitted_by: Mapped[UUID | None]
    permit_note: Mapped[bytes | None] = mapped_column(LargeBinary)


class NetworkWatch(SealedRegister, Versioned, Model):
    """Somebody for whom every branch of the network watches; nobody lists this register.

    `who` and `note` are sealed under the row's own key, under the network's. It is found by the keyed hash
    of the reference that was given when it was added, by that of an identity number, or by those of two
    words of a name together. A second person confirms it by `confirm_by` and ends it.
    """

    __tablename__ = "visitors_network_watch"
    __table_args__ = (
        Index("ix_visitors_network_watch_identity", "identity_index"),
        Index("ix_visitors_network_watch_review", "state", "review_on"),
        TAG,
    )

    reference_index: Mapped[bytes] = mapped_column(_HASH, unique=True)
    identity_index: Mapped[bytes | None] = mapped_column(_HASH)
    who: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(20))
    added_on: Mapped[date] = mapped_column(Date)
    added_by: Mapped[UUID | None]
    confirm_by: Mapped[date | None] = mapped_column(Date)
    confirmed_by: Mapped[UUID | None]
    review_on: Mapped[date] = mapped_column(Date)
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    reviewed_by: Mapped[UUID | None]
    ending_asked_by: Mapped[UUID | None]
    end_reason: Mapped[str | None] = mapped_column(String(30))
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_by: Mapped[UUID | None]


class NetworkWatchKey(SealedRegister, Model):
    """A keyed hash, by the network's key, of two words of a name together."""

    __tablename__ = "visitors_network_watch_key"
    __table_args__ = (
        UniqueConstraint("key", "watch_id"),
        Index("ix_visitors_network_watch_key_watch", "watch_id"),
        TAG,
    )

    watch_id: Mapped[UUID] = mapped_column(ForeignKey("visitors_network_watch.id", ondelete="CASCADE"))
    key: Mapped[bytes] = mapped_column(_HASH)
