"""The system's Chromium starts as told and lays out Kazakh."""

import pytest
from playwright.sync_api import Playwright

from platform_core.testing import processes
from platform_core.testing.browser import launch_arguments


def test_chromium_starts_and_shows_a_page(playwright: Playwright) -> None:
    # a second event loop beside the one of the session's fixture would be refused
    with playwright.chromium.launch(**launch_arguments()) as browser:
        page = browser.new_page()
        page.set_content("<h1>Қауіпсіз мектеп</h1>")
        assert page.get_by_role("heading").inner_text() == "Қауіпсіз мектеп"


def test_a_missing_browser_is_a_reason_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.shutil, "which", lambda _: None)
    with pytest.raises(
        pytest.skip.Exception, match=r"chromium is not installed \(Debian: apt-get install chromium\)"
    ):
        launch_arguments()
