from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from platform_core.i18n import use_locale
from platform_core.paper import FORMATS, PaperColumn, Sheet
from platform_core.paper.fonts import MISSING, lacks, printable
from tests.platform_core.paper.reading import read_pdf, text_of, texts_of, words_of

AT = datetime(2026, 11, 22, 10, 4, tzinfo=UTC)
KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
KAZAKH_LATIN = "aäbcdefgğhıijklmnñoöpqrsştuūüvwxyz"
SIGNS = "0123456789 «»„“”’‘—–-…№§%‰€₸°×±²³/\\|@#$&*()[]{}<>=+_~^`!?.,:;'\""


def sheet_of(language="ru", **options):
    with use_locale(language, timezone="Asia/Almaty"):
        return Sheet(options.pop("title", "Журнал"), printed_at=AT, **options)


@pytest.mark.parametrize("alphabet", [KAZAKH, RUSSIAN, LATIN, KAZAKH_LATIN])
@pytest.mark.parametrize("bold", [False, True])
def test_every_letter_of_every_alphabet_is_printed(alphabet, bold):
    sheet = sheet_of()
    for letter in alphabet + alphabet.upper():
        sheet.paragraph(letter, bold=bold)
    printed = set(text_of(sheet.finish()))
    assert set(alphabet + alphabet.upper()) <= printed


def test_signs_are_printed():
    sheet = sheet_of()
    sheet.paragraph(SIGNS)
    assert set(SIGNS) <= set(text_of(sheet.finish()))


def test_a_letter_that_the_font_lacks_is_replaced_by_a_mark_that_is_seen():
    assert not lacks(MISSING)
    assert printable("ok 漢 🦄 \ud800 \ue0f0") == f"ok {MISSING} {MISSING} {MISSING} {MISSING}"
    sheet = sheet_of()
    sheet.paragraph("Имя 漢字")
    assert f"Имя {MISSING * 2}" in text_of(sheet.finish())


def test_a_letter_of_two_signs_becomes_one():
    assert printable("и\u0306") == "й"


def test_unseen_signs_are_left_out_and_line_breaks_are_kept():
    assert printable("a\x00\x1b[0m\u202eb\u200b\r\nc\x85d\te") == "a[0mb\nc\nd    e"


def test_the_document_says_its_title_its_language_and_its_moment():
    content = sheet_of(title="Келушілер\nжурналы \x07", language="kk").finish()
    reader = read_pdf(content)
    assert reader.metadata.title == "Келушілер журналы"
    assert reader.metadata.creation_date == AT
    assert reader.trailer["/Root"]["/Lang"] == "kk"


def test_the_footer_says_who_when_and_which_page():
    sheet = sheet_of(language="en", printed_by="Нұрғалиева Әйгерім")
    sheet.paragraph("one")
    sheet.new_page()
    sheet.paragraph("two")
    first, second = texts_of(sheet.finish())
    assert "Printed 22 Nov 2026, 15:04 by Нұрғалиева Әйгерім" in first
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second


def test_a_text_cannot_pretend_to_be_the_number_of_pages():
    sheet = sheet_of()
    sheet.paragraph("{nb} \ue0f0\ue0f1\ue0f2")
    assert f"{{nb}} {MISSING * 3}" in text_of(sheet.finish())


def test_a_confidential_paper_says_so_on_every_page_and_names_who_printed_it():
    sheet = sheet_of(language="en", printed_by="Ли Анна", confidential=True)
    sheet.new_page()
    for page in texts_of(sheet.finish()):
        assert "Confidential · Ли Анна" in page
    plain = sheet_of(language="en", printed_by="Ли Анна")
    assert "Confidential" not in text_of(plain.finish())


def test_the_same_content_at_the_same_moment_is_the_same_file():
    def made():
        sheet = sheet_of(printed_by="Ли Анна", confidential=True)
        sheet.title()
        sheet.bullets(["раз", "два"])
        sheet.table([PaperColumn("Имя"), PaperColumn("Час")], [("Ли", "10:00")])
        sheet.qr("https://example.kz/a")
        sheet.drawing([[(0.1, 0.5), (0.9, 0.2)]])
        return sheet.finish()

    assert made() == made()


@pytest.mark.parametrize("size", FORMATS)
def test_pages_have_the_size_asked_for(size):
    sheet = sheet_of(size=size)
    sheet.paragraph("текст")
    box = read_pdf(sheet.finish()).pages[0].mediabox
    paper = FORMATS[size]
    assert float(box.width) == pytest.approx(paper.width / 25.4 * 72, abs=0.01)
    assert float(box.height) == pytest.approx(paper.height / 25.4 * 72, abs=0.01)


def test_the_heading_of_a_table_stands_on_every_page_and_no_row_is_lost():
    sheet = sheet_of()
    sheet.table(
        [PaperColumn("Номер"), PaperColumn("Кто", 3)], [(f"N{i}.", "Серикбаев " * 9) for i in range(60)]
    )
    pages = texts_of(sheet.finish())
    assert len(pages) > 2
    assert all("Номер" in page for page in pages)
    assert [f"N{i}." for i in range(60)] == [word for word in " ".join(pages).split() if word[0] == "N"]


def test_a_row_taller_than_a_page_goes_on_with_all_its_words():
    words = [f"w{i}" for i in range(2500)]
    sheet = sheet_of()
    sheet.table([PaperColumn("A"), PaperColumn("B", 2)], [("x", " ".join(words)), ("y", "end")])
    printed = words_of(sheet.finish()).split()
    assert [word for word in printed if word in set(words)] == words
    assert "end" in printed


def test_rows_with_too_few_or_too_many_cells_are_printed():
    sheet = sheet_of()
    sheet.table([PaperColumn("A"), PaperColumn("B")], [("only",), ("a", "b", "spare"), (None, 0)])
    text = words_of(sheet.finish())
    assert "only" in text
    assert "spare" not in text
    assert "0" in text


def test_facts_show_a_dash_where_nothing_is_known():
    sheet = sheet_of()
    sheet.facts([("Имя", "Ли"), ("Телефон", ""), ("Число", 0)])
    assert "Телефон —" in words_of(sheet.finish())


def test_a_heading_is_not_left_alone_at_the_foot_of_a_page():
    sheet = sheet_of()
    while sheet.room > 18:
        sheet.space(2)
    sheet.heading("Глава")
    sheet.paragraph("Текст")
    first, second = texts_of(sheet.finish())
    assert "Глава" not in first
    assert "Глава" in second
    assert "Текст" in second


def test_what_does_not_fit_an_area_is_cut_with_a_sign_and_the_page_stays_one():
    sheet = sheet_of(size="badge")
    with sheet.area(0, 0, width=40, height=20):
        sheet.paragraph("слово " * 200)
        sheet.paragraph("никогда")
        sheet.table([PaperColumn("A")], [("тоже никогда",)])
    sheet.paragraph("снаружи")
    pages = texts_of(sheet.finish())
    assert len(pages) == 1
    assert "…" in pages[0]
    assert "никогда" not in pages[0]
    assert "снаружи" in pages[0]


def test_big_text_grows_no_larger_than_its_lines_and_breaks_no_word_that_fits():
    sheet = sheet_of(size="badge")
    sheet.big_text("Константинопольский Александр", lines=2)
    assert text_of(sheet.finish()).splitlines() == ["Константинопольский", "Александр"]


def test_big_text_breaks_after_a_hyphen_rather_than_within_a_name():
    sheet = sheet_of(size="badge")
    with sheet.area(0, 0, width=40, height=40):
        sheet.big_text("Константинопольский-Задунайский Александр", lines=3)
    assert text_of(sheet.finish()).splitlines()[0] == "Константинопольский-"


def test_a_word_of_ten_thousand_letters_is_broken_and_none_is_lost():
    sheet = sheet_of()
    sheet.paragraph("ж" * 10_000)
    sheet.bullets(["щ" * 10_000])
    text = text_of(sheet.finish())
    assert (text.count("ж"), text.count("щ")) == (10_000, 10_000)


def test_big_text_that_cannot_fit_is_cut_with_a_sign():
    sheet = sheet_of(size="card")
    sheet.big_text("слово " * 300, lines=2)
    pages = texts_of(sheet.finish())
    assert len(pages) == 1
    assert "…" in pages[0]


HOSTILE = st.one_of(
    st.text(st.characters(), max_size=80),
    st.sampled_from(
        [
            "\x00\x07\x1b",
            "مرحبا بالعالم",
            "שלום",
            "👩‍👩‍👧‍👦🇰🇿",
            "\u202e\u2066",
            "\ud800",
            "a\u0301" * 300,
            "\u00ad" * 50,
        ]
    ),
)


@given(text=HOSTILE, size=st.sampled_from(sorted(FORMATS)))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_breaks_a_sheet(text, size):
    sheet = sheet_of(title=text, size=size, printed_by=text, confidential=True)
    sheet.title()
    sheet.big_text(text)
    sheet.paragraph(text)
    sheet.bullets([text])
    sheet.facts([(text[:200], text)])
    sheet.table([PaperColumn(text[:200]), PaperColumn("B", 0.05)], [(text, text[:500])])
    with sheet.area(1, 1, width=3, height=3):
        sheet.paragraph(text)
    assert read_pdf(sheet.finish()).pages
