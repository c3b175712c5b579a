"""A child's photo from a phone reaches the desk, and the place where it was taken does not."""

import io
import re
from collections.abc import Callable
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

STORY = "Сынып чатында менің суретімді таратып жатыр"
PLACE = {1: "N", 2: (51.0, 7.0, 31.0), 3: "E", 4: (71.0, 25.0, 48.0)}


def _photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretCam"
    exif.get_ifd(0x8825).update(PLACE)
    target = io.BytesIO()
    Image.new("RGB", (320, 240), (40, 120, 200)).save(target, "JPEG", exif=exif)
    return target.getvalue()


def _file(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def _walk_to_the_files(child: Any) -> None:
    child.go("/alpha/report?lang=kk")
    child.press("begin")
    for _question in range(20):
        page: Page = child.page
        if page.locator('textarea[name="narrative"]').is_visible():
            page.fill('textarea[name="narrative"]', STORY)
        if page.locator('input[type="file"]').count():
            return
        child.press("next")
    raise AssertionError("the form asks for no file")


def _send_photo(child: Any) -> str:
    """Try one file that is too large, then send one that is not; return the receipt."""
    page: Page = child.page
    child.check_accessible("files of a report")
    child.check_fits("files of a report")
    chosen, camera = page.locator("#f-files"), page.locator("#f-files-camera")
    expect(camera).to_be_visible()
    assert camera.get_attribute("capture") == "environment"
    chosen.set_input_files(_file("үлкен.jpg", bytes(26 * 1024 * 1024)))
    child.press("send")
    expect(page.locator("[data-upload-said]")).to_contain_text("үлкен.jpg")
    chosen.set_input_files(_file("ата-анам 10Б.jpg", _photo()))
    expect(page.locator("[data-upload-said]")).to_be_hidden()
    child.press("send")
    return re.sub(r"\D", "", page.locator(".p-receipt").first.inner_text())


def _send_more(child: Any, receipt: str) -> None:
    """Come back with the receipt and add a picture without a word."""
    page: Page = child.page
    child.go("/alpha/report/return?lang=kk")
    page.fill('input[name="receipt"]', receipt)
    child.press("open")
    page.locator("#f-files").set_input_files(_file("тағы.jpg", _photo()))
    child.press("send")
    expect(page.locator(".q-file")).to_have_count(1)
    expect(page.locator(".q-file a")).to_have_count(0)
    child.check_accessible("thread with a file")
    child.check_fits("thread with a file")


def test_a_photo_reaches_the_desk_without_its_place(
    visit: Callable[..., Any], member: Callable[..., Any]
) -> None:
    child = visit(phone=True, has_touch=True, is_mobile=True)
    _walk_to_the_files(child)
    receipt = _send_photo(child)
    assert len(receipt) == 16
    _send_more(child, receipt)
    head = member("sss_head")
    head.go("/alpha/incidents/reports")
    head.page.locator("tbody a").first.click()
    links = head.page.locator(".q-file a")
    expect(links).to_have_count(2)
    head.check_accessible("report with files")
    assert "ата-анам" not in head.page.content()
    for link in links.all():
        given = head.context.request.get(head.base + (link.get_attribute("href") or ""))
        assert given.status == 200
        picture = Image.open(io.BytesIO(given.body()))
        assert (picture.size, dict(picture.getexif())) == ((320, 240), {})
        assert b"SecretCam" not in given.body()
