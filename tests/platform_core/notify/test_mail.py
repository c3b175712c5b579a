import smtplib
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from platform_core.notify.mail import compose, send_message
from platform_core.testing.processes import free_port
from tests.platform_core.notify.conftest import Postbox

Servers = dict[str, Any]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for loopback and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command, "-keyout", key, "-out", cert, *names], check=True, capture_output=True)
    return cert, key


@pytest.fixture
def secure(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """What a server shows."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def trust(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """What a client believes."""
    return ssl.create_default_context(cafile=str(certificate[0]))


@pytest.fixture
def starttls_box(secure: ssl.SSLContext) -> Iterator[Postbox]:
    """A server that asks for STARTTLS and for a password."""
    box = Postbox(port=free_port())
    controller = Controller(
        box,
        hostname="localhost",
        port=box.port,
        tls_context=secure,
        require_starttls=True,
        auth_required=True,
        authenticator=box.authenticate,
    )
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def tls_box(secure: ssl.SSLContext) -> Iterator[Postbox]:
    """A server that speaks TLS from the first byte."""
    box = Postbox(port=free_port())
    controller = Controller(box, hostname="localhost", port=box.port, ssl_context=secure)
    controller.start()
    yield box
    controller.stop()


def _message() -> Any:
    return compose("a@school.example", "b@school.example", subject="Қорғау: хабарлама", text="Мәтін\n")


def test_a_message_arrives_in_its_own_letters(postbox: Postbox) -> None:
    send_message(_message(), smtp_url=f"smtp://127.0.0.1:{postbox.port}")
    (received,) = postbox.messages
    assert received["Subject"] == "Қорғау: хабарлама"
    assert received["To"] == "b@school.example"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received.get_content().strip() == "Мәтін"


def test_starttls_and_a_password_with_signs_of_an_address(
    starttls_box: Postbox, trust: ssl.SSLContext
) -> None:
    url = f"smtp+starttls://robot%40school:geheim%401@localhost:{starttls_box.port}"
    send_message(_message(), smtp_url=url, trust=trust)
    assert starttls_box.logins == [(b"robot@school", b"geheim@1")]
    assert len(starttls_box.messages) == 1


def test_a_wrong_password_is_a_failure(starttls_box: Postbox, trust: ssl.SSLContext) -> None:
    url = f"smtp+starttls://robot:wrong@localhost:{starttls_box.port}"
    with pytest.raises(smtplib.SMTPAuthenticationError):
        send_message(_message(), smtp_url=url, trust=trust)
    assert starttls_box.messages == []


def test_tls_from_the_first_byte(tls_box: Postbox, trust: ssl.SSLContext) -> None:
    send_message(_message(), smtp_url=f"smtps://localhost:{tls_box.port}", trust=trust)
    assert len(tls_box.messages) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(tls_box: Postbox) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        send_message(_message(), smtp_url=f"smtps://localhost:{tls_box.port}")
    assert tls_box.messages == []


def test_a_server_that_refuses_is_a_failure(postbox: Postbox) -> None:
    postbox.refusal = "451 later"
    with pytest.raises(smtplib.SMTPDataError):
        send_message(_message(), smtp_url=f"smtp://127.0.0.1:{postbox.port}")
