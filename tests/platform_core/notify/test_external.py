"""Letters to people without an account: sent as said, to one address, or not at all."""

import smtplib
from uuid import UUID

import pytest
from flask import Flask

from platform_core.notify.external import public_address, send_external
from tests.platform_core.notify.conftest import Postbox

LETTER = UUID("01a20401-1330-7280-a494-781000000000")


def send(recipient: str = "guest@example.kz", *, subject: str = "Тақырып") -> bool:
    return send_external(recipient, subject=subject, text="Сәлем\n", language="kk", message_id=LETTER)


def test_a_letter_is_sent_in_its_language_under_its_own_number(mail_app: Flask, postbox: Postbox) -> None:
    assert send()
    assert send()
    first, again = postbox.messages
    assert (first["To"], first["Content-Language"]) == ("guest@example.kz", "kk")
    assert (first["Subject"], first.get_content().strip()) == ("Тақырып", "Сәлем")
    assert first["Message-ID"] == again["Message-ID"] == f"<{LETTER}@127.0.0.1>"
    assert first["Auto-Submitted"] == "auto-generated"


def test_without_a_server_nothing_is_sent(app: Flask) -> None:
    assert not send()


def test_a_server_that_refuses_is_no_silence(mail_app: Flask, postbox: Postbox) -> None:
    postbox.refusal = "451 later"
    with pytest.raises(smtplib.SMTPException):
        send()


@pytest.mark.parametrize("recipient", ["a@b.kz\r\nBcc: c@d.kz", "no address", "a@b.kz, c@d.kz"])
def test_nobody_else_is_written_to(mail_app: Flask, postbox: Postbox, recipient: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        send(recipient)
    assert postbox.messages == []


def test_a_subject_is_one_line(mail_app: Flask, postbox: Postbox) -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        send(subject="Тақырып\r\nBcc: c@d.kz")


def test_a_path_becomes_a_full_address(app: Flask) -> None:
    assert public_address("/alpha/visit/1") == "http://127.0.0.1:8000/alpha/visit/1"
