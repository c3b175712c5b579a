import pytest

from platform_core.paper import pdf_response


def test_a_pdf_is_shown_and_never_cached():
    response = pdf_response(b"%PDF-", file_name="day-sheet")
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == "inline; filename=day-sheet.pdf"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ['../../x"\r\nSet-Cookie: a=b', "Сынып 7А.pdf", "...", ""])
def test_no_name_breaks_the_header(name):
    header = pdf_response(b"%PDF-", file_name=name, inline=False).headers["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert "\n" not in header
    assert "/.." not in header
    assert header.count(".pdf") >= 1


def test_set_up_that_was_not_run_is_named(monkeypatch, tmp_path):
    from fpdf import FPDF

    from platform_core.paper import fonts
    from platform_core.web import assets

    monkeypatch.setattr(assets, "VENDOR", tmp_path)
    assets._assets.cache_clear()
    try:
        with pytest.raises(assets.AssetMissing, match="make setup"):
            fonts.add_fonts(FPDF())
    finally:
        assets._assets.cache_clear()
