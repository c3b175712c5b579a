"""The signing fields in a real browser: drawn on, cleared, and whole without any script."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, render_template_string
from playwright.sync_api import Browser, Page, Playwright

from platform_core.documents.drawings import DrawingFault, read_drawing
from platform_core.documents.schemas import SigningSchema
from platform_core.documents.versions import current_document
from platform_core.isolation.scope import in_branch
from platform_core.testing.browser import launch_arguments
from platform_core.web.forms import load_form
from platform_core.web.static_files import STATIC
from tests.platform_core.documents.conftest import RULES, SIGNATURE

PAGE = """<!doctype html><html lang="en"><head><title>Sign</title></head><body><main><h1>Sign</h1><form>
{% from "core/documents/signing.html" import signing_fields %}
{{ signing_fields(form, document, "ru", name="Ли Анна") }}</form></main></body></html>"""
VALUE = 'input[name="signature_drawing"]'


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**launch_arguments())
    yield browser
    browser.close()


@pytest.fixture
def show(chromium: Browser, app: Flask, document, branch_a):
    """Show the fields, with the script or without, filled as a refused form would be."""
    opened: list[Page] = []

    def make(typed=None, *, script=True) -> Page:
        form = None if typed is None else load_form(SigningSchema, typed)
        with app.test_request_context("/alpha/?lang=en"), in_branch(branch_a.id):
            html = render_template_string(PAGE, form=form, document=current_document(RULES))
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        opened.append(page)
        page.set_content(html)
        page.add_style_tag(content=(STATIC / "css/documents.css").read_text("utf-8"))
        if script:
            page.add_script_tag(content=(STATIC / "js/sign-pad.js").read_text("utf-8"))
        return page

    yield make
    for page in opened:
        page.close()


def draw(page: Page, *points: tuple[float, float]) -> None:
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    for place, (across, down) in enumerate(points):
        page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        if place == 0:
            page.mouse.down()
    page.mouse.up()


def has_ink(page: Page) -> bool:
    return page.evaluate(
        """() => {
          const canvas = document.querySelector("canvas");
          const seen = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          return seen.some((part) => part > 0);
        }"""
    )


def test_what_is_drawn_is_sent_as_strokes_within_the_pad(show):
    page = show()
    assert not has_ink(page)
    draw(page, (0.1, 0.5), (0.5, 0.2), (0.9, 0.8))
    draw(page, (0.2, 0.2), (2.0, -1.0))  # beyond the edge, and held to it
    drawing = read_drawing(page.input_value(VALUE))
    assert len(drawing.strokes) == 2
    assert drawing.strokes[0][0] == pytest.approx((300, 500), abs=20)
    assert drawing.strokes[0][-1] == pytest.approx((2700, 800), abs=20)
    assert drawing.strokes[1][-1] == (3000, 0)
    assert has_ink(page)
    assert page.get_by_role("status").inner_text() == page.get_attribute("[data-sign-pad]", "data-signed")


def test_clearing_leaves_nothing(show):
    page = show()
    draw(page, (0.1, 0.5), (0.9, 0.5))
    page.get_by_role("button").click()
    assert page.input_value(VALUE) == ""
    assert not has_ink(page)
    draw(page, (0.3, 0.3), (0.6, 0.6))
    assert len(read_drawing(page.input_value(VALUE)).strokes) == 1


def test_a_dot_is_no_signature(show):
    page = show()
    draw(page, (0.5, 0.5))
    with pytest.raises(DrawingFault, match="too_little"):
        read_drawing(page.input_value(VALUE))


def test_what_was_drawn_before_a_refusal_is_still_there(show):
    page = show({"signature_drawing": SIGNATURE})
    assert has_ink(page)
    assert read_drawing(page.input_value(VALUE)) == read_drawing(SIGNATURE)


@pytest.mark.parametrize("nonsense", ["[[[", '{"a": 1}', "[1]", "[[]]", '[[["x", 2]]]'])
def test_a_field_filled_with_nonsense_does_not_stop_the_page(show, nonsense):
    page = show({"signature_drawing": nonsense})
    draw(page, (0.1, 0.5), (0.9, 0.5))
    assert len(read_drawing(page.input_value(VALUE)).strokes) == 1


def test_without_a_script_a_typed_name_signs(show):
    page = show(script=False)
    assert not page.locator("canvas").is_visible()
    assert page.get_by_role("textbox").input_value() == "Ли Анна"
    assert page.input_value('input[name="signature_hash"]')


@pytest.mark.parametrize("typed", [None, {"signature_drawing": "nonsense"}])
def test_the_fields_are_accessible(show, typed):
    page = show(typed)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [one["id"] for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
