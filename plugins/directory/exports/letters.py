"""Letters on paper to organisations: what is printed about them, a code to scan and to type (P47)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from platform_core.sdk import Sheet
from plugins.directory.data.letters import LETTERS

_QR_SIDE = 38.0


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """One letter: to whom, in which languages, and where its code leads.

    `facts` are lines of code and text by language, in the order of the page; `address` is the page where the
    code is typed.
    """

    languages: Sequence[str]
    networks: Mapping[str, str]
    names: Mapping[str, str]
    postal: str
    facts: Mapping[str, Sequence[tuple[str, str]]]
    link: str
    address: str
    code: str


def letters_pdf(letters: Sequence[PaperLetter]) -> bytes:
    """Print letters, each on a page of its own."""
    first = letters[0].languages[0]
    sheet = Sheet(LETTERS.text("paper.title", first), language=first, footer=False)
    for place, letter in enumerate(letters):
        if place:
            sheet.new_page()
        _write(sheet, letter)
    return sheet.finish()


def _write(sheet: Sheet, letter: PaperLetter) -> None:
    first = letter.languages[0]
    sheet.paragraph(" · ".join(letter.networks[one] for one in letter.languages), muted=True)
    sheet.paragraph(letter.names[first], bold=True)
    if letter.postal:
        sheet.paragraph(letter.postal)
    sheet.space(4)
    for language in letter.languages:
        sheet.heading(LETTERS.text("paper.title", language))
        sheet.paragraph(LETTERS.text("paper.lead", language))
    sheet.rule()
    sheet.facts((LETTERS.text(f"fact.{code}", first), text) for code, text in letter.facts[first])
    sheet.space(3)
    for language in letter.languages:
        sheet.paragraph(LETTERS.text("paper.how", language), small=True)
    sheet.big_text(letter.address.partition("://")[2], points=13, lines=2)
    sheet.qr(f"{letter.link}?lang={first}", side=_QR_SIDE)
    codes = dict.fromkeys(LETTERS.text("paper.code", language) for language in letter.languages)
    sheet.big_text(f"{' · '.join(codes)}: {letter.code}", points=18, lines=1)
