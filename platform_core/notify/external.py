"""Write to somebody outside, who has no account and no inbox; the caller answers for saying little."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app

from platform_core.notify.mail import compose, send_message
from platform_core.settings import Settings


def public_address(path: str) -> str:
    """Return the full address of a path of this service, for links in letters and QR codes."""
    settings: Settings = current_app.extensions["qorgau_settings"]
    return f"{settings.public_url}{path}"


def send_external(recipient: str, *, subject: str, text: str, language: str, message_id: UUID) -> bool:
    """Send one plain e-mail, from a job with `outside=True`; return False when no server is configured.

    The same `message_id` for a second delivery lets mail programs show one. Raises
    `smtplib.SMTPException` or `OSError` if the server does not take it, so that the job is tried again.
    """
    settings: Settings = current_app.extensions["qorgau_settings"]
    if settings.smtp_url is None:
        return False
    message = compose(settings.mail_from, recipient, subject=subject, text=text)
    message["Content-Language"] = language
    message["Message-ID"] = f"<{message_id}@{urlsplit(settings.public_url).hostname}>"
    send_message(message, smtp_url=settings.smtp_url)
    return True
