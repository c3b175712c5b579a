"""Send e-mail by SMTP; the address says how: smtp://, smtps:// or smtp+starttls://."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT_SECONDS = 20.0
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


def send_message(message: EmailMessage, *, smtp_url: str, trust: ssl.SSLContext | None = None) -> None:
    """Hand one message to the server of `smtp_url`, signing in if the address names a user.

    Raises `smtplib.SMTPException` or `OSError` if the server does not take it. `trust` replaces the
    system's certificate authorities.
    """
    server = urlsplit(smtp_url)
    with _connect(server, trust or ssl.create_default_context()) as client:
        if server.username:
            client.login(unquote(server.username), unquote(server.password or ""))
        client.send_message(message)


def compose(sender: str, recipient: str, *, subject: str, text: str) -> EmailMessage:
    """Build a plain message that no out-of-office reply answers."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _connect(server: SplitResult, trust: ssl.SSLContext) -> smtplib.SMTP:
    host, port = server.hostname or "", server.port or _PORTS[server.scheme]
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=trust)
    client = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if server.scheme == "smtp+starttls":
        client.starttls(context=trust)
    return client
