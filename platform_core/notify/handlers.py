"""What the worker does for notices: sends the e-mail, and tells administrators of given-up work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy import select

from platform_core import clock
from platform_core.auth.models import Membership, User
from platform_core.extensions import db
from platform_core.hooks.manifest import JobSpec, NoticeSpec
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.i18n import use_locale
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, current_branch_id
from platform_core.jobs.failures import GIVEN_UP
from platform_core.jobs.progress import FAILED_NOTICE, FINISHED_NOTICE, TELL
from platform_core.notify.mail import compose, send_message
from platform_core.notify.models import Notification
from platform_core.notify.registry import NoticeText, current_notices
from platform_core.notify.services import EMAIL_JOB, forget_read, has_unread, notify
from platform_core.settings import Settings
from platform_core.tenancy.directory import branch_by_id

KEEP_READ = timedelta(days=365)
GIVEN_UP_NOTICE = "core.job_given_up"
JOBS_PAGE = "/central/jobs/"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom an e-mail goes to, and in which language."""

    email: str
    language: str


def email_notice(payload: Mapping[str, Any]) -> None:
    """Send the e-mail of one unread notice to a reader who is still a member and gave an address.

    It says in the reader's language what kind of notice waits, and where; at least once.
    """
    notice = _unread_notice(UUID(payload["notification_id"]))
    settings: Settings = current_app.extensions["qorgau_settings"]
    if notice is None or settings.smtp_url is None:
        return
    reader = _reader(notice.user_id)
    if reader is None:
        return
    with use_locale(reader.language):
        text = current_notices().read(notice.code, notice.params)
        if text is None:
            return
        message = _message(reader, text, settings)
    message["Date"] = format_datetime(notice.created_at)
    # the same for a second delivery, so that mail programs show one
    message["Message-ID"] = f"<{notice.id}@{urlsplit(settings.public_url).hostname}>"
    send_message(message, smtp_url=settings.smtp_url)


def tell_given_up(payload: Mapping[str, Any]) -> None:
    """Put one notice of given-up work into the inbox of each platform administrator of this branch."""
    administrators = [
        row.user_id
        for row in db.session.execute(
            select(Membership.user_id, Membership.roles).where(Membership.ended_at.is_(None))
        )
        if "platform_admin" in row.roles
    ]
    untold = [user_id for user_id in administrators if not has_unread(user_id, GIVEN_UP_NOTICE)]
    log.info("jobs.given_up", branch=payload["branch_id"], message=payload["message_id"], told=len(untold))
    notify(untold, GIVEN_UP_NOTICE, target_url=JOBS_PAGE)


def tell(payload: Mapping[str, Any]) -> None:
    """Put one notice into one inbox, for core packages beneath this one."""
    notify([UUID(payload["user_id"])], str(payload["code"]), target_url=str(payload["target_url"]))


def forget_old(_payload: Mapping[str, Any]) -> None:
    """Delete notices that were read a year ago: they only point at what is kept elsewhere."""
    forget_read(before=clock.now() - KEEP_READ)


def _unread_notice(notice_id: UUID) -> Any:
    columns = (
        Notification.id,
        Notification.user_id,
        Notification.code,
        Notification.params,
        Notification.created_at,
    )
    unread = select(*columns).where(Notification.id == notice_id, Notification.read_at.is_(None))
    return db.session.execute(unread).one_or_none()


def _reader(user_id: UUID) -> Reader | None:
    member = select(Membership.id).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    if db.session.scalar(member) is None:
        return None
    with as_role(Role.AUTH):
        user = db.session.execute(
            select(User.email, User.language).where(User.id == user_id, User.disabled_at.is_(None))
        ).one_or_none()
    return Reader(user.email, user.language) if user is not None and user.email else None


def _message(reader: Reader, text: NoticeText, settings: Settings) -> EmailMessage:
    inbox = f"{settings.public_url}/{branch_by_id(current_branch_id()).code}/inbox"
    closing = _("This message says no more on purpose. Sign in to read on:")
    message = compose(
        settings.mail_from,
        reader.email,
        subject=f"Qorgau: {text.title}",
        text=f"{text.body}\n\n{closing}\n{inbox}\n",
    )
    message["Content-Language"] = reader.language
    return message


NOTIFY_JOBS: tuple[JobSpec, ...] = (
    JobSpec(EMAIL_JOB, email_notice, _l("Send the e-mail of a notice"), outside=True),
    JobSpec(TELL, tell, _l("Put a notice into an inbox")),
    JobSpec("core.notify.purge", forget_old, _l("Forget notices read long ago"), cron="50 3 * * *"),
    JobSpec(GIVEN_UP, tell_given_up, _l("Tell administrators of work that was given up")),
)

CORE_NOTICES: tuple[NoticeSpec, ...] = (
    NoticeSpec(
        GIVEN_UP_NOTICE,
        _l("Background work needs a look"),
        _l("Work in the background failed too often and was given up."),
    ),
    NoticeSpec(
        FINISHED_NOTICE,
        _l("Your work is ready"),
        _l("Something you started in the background has finished."),
    ),
    NoticeSpec(
        FAILED_NOTICE,
        _l("Your work could not be done"),
        _l("Something you started in the background did not finish."),
    ),
)
