"""Give notice, and keep what of it has been read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, select, update

from platform_core import clock
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import current_branch_id, has_scope, in_branch
from platform_core.jobs.outbox import check_payload, enqueue
from platform_core.notify.models import Notification
from platform_core.notify.registry import NoticeFault, current_notices
from platform_core.settings import Settings

EMAIL_JOB = "core.notify.email"


def notify(
    user_ids: Iterable[UUID],
    code: str,
    *,
    target_url: str,
    params: Mapping[str, str | int] | None = None,
) -> list[UUID]:
    """Put a notice into the inbox of members of the current branch and ask for the e-mails.

    `params` are codes and numbers, `target_url` a path of this service. Returns the notices' ids.
    Raises `NoticeFault` for an undeclared code, `ValueError` for content or a foreign address.
    """
    if not current_notices().is_known(code):
        raise NoticeFault(f"no module declares the notice {code}")
    values = check_payload(params or {})
    _check_path(target_url)
    now = clock.now()
    notices = [
        Notification(
            id=new_id(), user_id=user_id, code=code, params=values, target_url=target_url, created_at=now
        )
        for user_id in dict.fromkeys(user_ids)
    ]
    db.session.add_all(notices)
    if is_mail_configured():
        for notice in notices:
            enqueue(EMAIL_JOB, {"notification_id": str(notice.id)})
    return [notice.id for notice in notices]


def is_mail_configured() -> bool:
    """Return whether e-mail leaves at all; without a server notices stay in the inbox."""
    settings: Settings = current_app.extensions["qorgau_settings"]
    return settings.smtp_url is not None


def count_unread(user_id: UUID) -> int:
    """Count what the user has not read in the current branch."""
    unread = select(func.count()).select_from(Notification)
    return db.session.scalar(unread.where(*_unread_of(user_id))) or 0


def count_for_bell(actor: Actor) -> int:
    """Count for the frame of a page, in a scope of its own: the page's may have failed or closed."""
    if actor.user_id is None or not has_scope():
        return 0
    with in_branch(current_branch_id(), actor=actor):
        return count_unread(actor.user_id)


def open_notice(notice_id: UUID, *, user_id: UUID) -> str:
    """Mark one notice read and return the path it leads to; raise `NotFound` for another's."""
    own = (Notification.id == notice_id, Notification.user_id == user_id)
    target = db.require(select(Notification.target_url).where(*own))
    _mark(own)
    return target


def mark_all_read(user_id: UUID) -> int:
    """Mark everything of the user in the current branch read; return how many notices were unread."""
    return _mark((Notification.user_id == user_id,))


def forget_read(*, before: datetime) -> int:
    """Delete what was read before a moment in the current branch; return how many notices went."""
    old = delete(Notification).where(Notification.read_at < before).returning(Notification.id)
    return len(db.session.scalars(old.execution_options(synchronize_session=False)).all())


def has_unread(user_id: UUID, code: str) -> bool:
    """Return whether a notice of this code already waits for the user."""
    waiting = select(Notification.id).where(*_unread_of(user_id), Notification.code == code)
    return db.session.scalar(waiting.limit(1)) is not None


def _unread_of(user_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (Notification.user_id == user_id, Notification.read_at.is_(None))


def _mark(which: tuple[ColumnElement[bool], ...]) -> int:
    unread = update(Notification).where(*which, Notification.read_at.is_(None))
    marked = unread.values(read_at=clock.now()).returning(Notification.id)
    return len(db.session.scalars(marked.execution_options(synchronize_session=False)).all())


def _check_path(target_url: str) -> None:
    is_path = target_url.startswith("/") and not target_url.startswith("//")
    if not is_path or "\\" in target_url or not target_url.isprintable():
        raise ValueError("a notice leads to a path of this service")
