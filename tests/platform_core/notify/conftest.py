"""A branch with a reader, and a real SMTP server that keeps what it is given."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask

from platform_core.auth.services import create_user
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.testing.people import PASSWORD
from platform_core.testing.processes import free_port


@dataclass(slots=True)
class Postbox:
    """What the server was given, and whom it lets in."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    refusal: str | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusal is not None:
            return self.refusal
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"

    def authenticate(self, *arguments: Any) -> AuthResult:
        data = arguments[-1]
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"geheim@1", handled=False)


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A plain SMTP server on loopback."""
    box = Postbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def mail_app(app: Flask, postbox: Postbox) -> Iterator[Flask]:
    """The application with that server configured."""
    kept = app.extensions["qorgau_settings"]
    app.extensions["qorgau_settings"] = replace(
        kept, smtp_url=f"smtp://127.0.0.1:{postbox.port}", mail_from="notices@school.example"
    )
    yield app
    app.extensions["qorgau_settings"] = kept


@pytest.fixture
def reader(branch_a: BranchInfo) -> UUID:
    """A head of the safety service who reads Russian and has an address."""
    return create_user(
        "reader.alpha",
        name="Reader",
        branch=branch_a,
        roles=["sss_head"],
        actor=SYSTEM_ACTOR,
        password=PASSWORD,
        email="reader@school.example",
        language="ru",
    )
