import io
import re
import xml.etree.ElementTree as ET

import pytest
import segno

from platform_core.paper import Sheet, qr_svg
from platform_core.paper.qr import QUIET_ZONE
from tests.platform_core.paper.reading import read_pdf

ADDRESS = "https://qorgau.example.kz/astana/help?lang=kk"
SVG = "{http://www.w3.org/2000/svg}"


def squares_of(svg):
    """Read the dark squares back from the path of an SVG."""
    path = ET.fromstring(str(svg)).find(f"{SVG}path").get("d")
    return {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
        for step in range(int(length))
    }


def test_the_code_is_that_of_the_standard():
    code = segno.make(ADDRESS, error="m", micro=False, boost_error=False)
    wanted = {
        (x + QUIET_ZONE, y + QUIET_ZONE)
        for y, row in enumerate(code.matrix)
        for x, square in enumerate(row)
        if square
    }
    assert squares_of(qr_svg(ADDRESS, label="Көмек")) == wanted


def test_the_svg_needs_nothing_that_the_content_policy_forbids():
    svg = str(qr_svg(ADDRESS, label="Көмек"))
    assert "style" not in svg
    assert "<script" not in svg


def test_the_label_is_said_and_cannot_break_out():
    svg = qr_svg(ADDRESS, label='"><script>alert(1)</script>')
    tree = ET.fromstring(str(svg))
    assert tree.get("role") == "img"
    assert tree.get("aria-label") == '"><script>alert(1)</script>'
    assert tree.find(f"{SVG}script") is None


def test_more_than_a_code_holds_is_refused():
    with pytest.raises(ValueError, match="Data too large"):
        qr_svg("ж" * 3000, label="x")


def test_on_paper_a_code_is_squares_and_no_picture():
    sheet = Sheet("QR", size="card", language="en")
    sheet.qr(ADDRESS, side=30, caption="Scan me")
    page = read_pdf(sheet.finish()).pages[0]
    assert not page.images
    drawn = re.findall(rb"[\d.]+ [\d.]+ [\d.]+ -?[\d.]+ re f", page.get_contents().get_data())
    dark_runs = len(re.findall("M", str(qr_svg(ADDRESS, label="x"))))
    assert len(drawn) == dark_runs + 1
    assert "Scan me" in page.extract_text()


def test_a_code_fits_the_paper_it_is_drawn_on():
    sheet = Sheet("QR", size="card", language="en")
    sheet.qr(ADDRESS, side=500)
    assert len(read_pdf(sheet.finish()).pages) == 1
    assert io.BytesIO(sheet.finish()).getvalue()[:5] == b"%PDF-"
