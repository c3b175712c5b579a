"""Posters and cards: every letter there, the code leads to the branch's page, and who may print them."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.contacts import services as contacts
from platform_core.extensions import db
from platform_core.i18n import use_locale
from platform_core.isolation.scope import in_branch
from plugins.directory.data.papers import PAPERS
from plugins.directory.exports.papers import LANGUAGES, PaperFacts, PrintedNumber, cards, poster
from tests.platform_core.contacts.conftest import values as contact_values

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LETTERS = KAZAKH + KAZAKH.upper()
ADDRESS = "https://help.example/alpha/help"


def facts(**more) -> PaperFacts:
    names = {"kk": "Қамқорлық", "ru": "Забота", "en": "Care"}
    values = {
        "school": {"kk": "Альфа мектебі", "ru": "Школа Альфа", "en": "Alpha school"},
        "address": ADDRESS,
        "hotlines": [PrintedNumber("150", names), PrintedNumber("111", names)],
        "at_school": [PrintedNumber("+7 701 123 4567", names)],
    }
    return PaperFacts(**{**values, **more})


def read(content: bytes) -> PdfReader:
    assert content.startswith(b"%PDF")
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in read(content).pages)


@pytest.fixture(autouse=True)
def _clock():
    with use_locale("kk", timezone="Asia/Almaty"):
        yield


@pytest.mark.parametrize("make", [poster, cards])
@pytest.mark.parametrize("languages", [("kk",), ("ru",), ("en",), LANGUAGES])
def test_a_paper_is_one_page_of_a4_and_says_everything(make, languages) -> None:
    content = make(facts(), languages)
    page = read(content).pages[0]
    assert len(read(content).pages) == 1
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    said = text_of(content)
    title = "paper.title" if make is poster else "card.title"
    for language in languages:
        assert PAPERS.text(title, language) in said
    for word in ("150", "help.example/alpha/help"):
        assert word in said
    assert "…" not in said


def test_ten_cards_are_on_a_sheet_and_languages_take_turns() -> None:
    said = text_of(cards(facts(), LANGUAGES))
    counts = [said.count(PAPERS.text("card.title", language)) for language in LANGUAGES]
    assert counts == [4, 3, 3]


@pytest.mark.parametrize("make", [poster, cards])
def test_every_kazakh_letter_is_printed(make) -> None:
    for start in range(0, len(LETTERS), 12):
        part = LETTERS[start : start + 12]
        shown = facts(hotlines=[PrintedNumber("150", dict.fromkeys(LANGUAGES, part))], at_school=[])
        assert part in text_of(make(shown, ("kk",)))


def test_the_code_is_in_the_papers_language_and_in_none_where_there_are_three() -> None:
    assert facts().link(["ru"]) == f"{ADDRESS}?lang=ru"
    assert facts().link(LANGUAGES) == ADDRESS


def test_papers_are_printed_by_staff_with_the_branchs_numbers(client, login, loaded, branch_a) -> None:
    with in_branch(branch_a.id, write=True):
        contacts.add_safety_contact(contact_values())
        contacts.add_safety_contact(contact_values(role_code="lawyer", audiences=["staff"], phone="111"))
        db.session.commit()
    login(client, "staff", "alpha")
    page = client.get("/alpha/directory/papers?lang=en")
    assert page.status_code == 200
    assert "/alpha/help" in page.text
    assert "<svg" in page.text
    for kind in ("poster", "cards"):
        for language in (*LANGUAGES, "all"):
            answer = client.get(f"/alpha/directory/papers/print?kind={kind}&language={language}")
            assert answer.status_code == 200
            assert answer.mimetype == "application/pdf"
            assert "/alpha/help" in text_of(answer.get_data())
    said = text_of(client.get("/alpha/directory/papers/print?kind=poster&language=ru").get_data())
    assert "Союз кризисных центров" in said
    assert "150" in said
    assert "+7 701 123 4567" in said
    with in_branch(branch_a.id):
        printed = select(AuditEntry.data).where(AuditEntry.event == "directory.paper_printed")
        assert {"what": "cards", "language": "kk"} in list(db.session.scalars(printed))


@pytest.mark.parametrize("query", ["", "?kind=banner", "?kind=poster&language=fr"])
def test_a_paper_that_is_none_is_refused(client, login, query) -> None:
    login(client, "staff", "alpha")
    assert client.get(f"/alpha/directory/papers/print{query}").status_code == 422


def test_strangers_other_branches_and_the_centre_print_none(client, app, login) -> None:
    assert client.get("/alpha/directory/papers").status_code in (302, 303)
    login(client, "staff", "beta")
    assert client.get("/alpha/directory/papers").status_code == 404
    office = app.test_client()
    login(office, "wellbeing_officer", "central")
    assert office.get("/central/directory/papers").status_code == 404
