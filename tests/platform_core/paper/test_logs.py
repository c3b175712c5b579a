"""What is printed stands in no log, not even letter by letter."""

import logging

import pytest
from flask import Flask

from platform_core.logs import TALKATIVE, configure_logs
from platform_core.paper import Sheet


def test_printing_a_name_logs_nothing(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    configure_logs("INFO")
    with caplog.at_level(logging.INFO), app.test_request_context():
        sheet = Sheet("Төсбелгі", size="badge")
        sheet.paragraph("Әлімбеков Ержан")
        sheet.finish()
    assert [entry.name for entry in caplog.records if entry.name.split(".")[0] in TALKATIVE] == []
