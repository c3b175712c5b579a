"""Posters and wallet cards that lead to the page of help: for walls, doors and pockets (P32, P47)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from platform_core.sdk import Sheet
from plugins.directory.data.papers import PAPERS

LANGUAGES = ("kk", "ru", "en")
MOST_NUMBERS = 4
EMERGENCY = "112"

_A4_MARGIN = 18.0
_WIDTH, _HEIGHT = 174.0, 261.0
_CARD_WIDTH, _CARD_HEIGHT = 85.0, 54.0
_COLUMNS, _ROWS = 2, 5
_LEFT = (210.0 - _COLUMNS * _CARD_WIDTH) / 2
_TOP = (297.0 - _ROWS * _CARD_HEIGHT) / 2
_CARD_PAD = 4.0
_CARD_QR = 30.0
_CARD_NUMBERS = 2


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number on paper: as people read it, and whose it is in each language."""

    number: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What stands on every paper of a branch: its names, where the code leads, and whom to call."""

    school: dict[str, str]
    address: str
    hotlines: Sequence[PrintedNumber]
    at_school: Sequence[PrintedNumber]

    def link(self, languages: Sequence[str]) -> str:
        """Return the address in the code: in the paper's language, if it is in one."""
        return self.address if len(languages) > 1 else f"{self.address}?lang={languages[0]}"

    @property
    def shown_address(self) -> str:
        """The address as people type it."""
        return self.address.partition("://")[2]


def poster(facts: PaperFacts, languages: Sequence[str]) -> bytes:
    """Print a poster (A4) in one language, or in all of them at once."""
    sheet = Sheet(_say("paper.title", languages[0]), language=languages[0], footer=False)
    many = len(languages) > 1
    sheet.paragraph(facts.school[languages[0]], muted=True, align="center")
    for place, language in enumerate(languages):
        size = 24 if place else (34 if many else 52)
        sheet.big_text(_say("paper.title", language), points=size, lines=1 if many else 2)
    if not many:
        sheet.big_text(_say("paper.lead", languages[0]), points=19, lines=3)
    sheet.space(3)
    sheet.qr(facts.link(languages), side=76 if many else 108)
    sheet.big_text(facts.shown_address, points=15, lines=2)
    sheet.paragraph("\n".join(_say("paper.scan", language) for language in languages), align="center")
    sheet.space(2)
    _numbers(sheet, facts, languages)
    kept = "\n".join(_say("paper.kept", language) for language in languages)
    sheet.paragraph(kept, muted=True, small=True, align="center")
    return sheet.finish()


def cards(facts: PaperFacts, languages: Sequence[str]) -> bytes:
    """Print ten cards for wallets (85 × 54 mm) on A4 with marks to cut by; languages take turns."""
    sheet = Sheet(_say("card.title", languages[0]), language=languages[0], footer=False)
    sheet.cut_marks(
        [_LEFT + column * _CARD_WIDTH for column in range(_COLUMNS + 1)],
        [_TOP + row * _CARD_HEIGHT for row in range(_ROWS + 1)],
    )
    for place, (row, column) in enumerate(product(range(_ROWS), range(_COLUMNS))):
        x = _LEFT + column * _CARD_WIDTH - _A4_MARGIN
        y = _TOP + row * _CARD_HEIGHT - _A4_MARGIN
        _card(sheet, facts, languages[place % len(languages)], x=x, y=y)
    return sheet.finish()


def _card(sheet: Sheet, facts: PaperFacts, language: str, *, x: float, y: float) -> None:
    left, width = 2 * _CARD_PAD + _CARD_QR, _CARD_WIDTH - 2 * _CARD_PAD
    with sheet.area(x + _CARD_PAD, y + _CARD_PAD, width=_CARD_QR, height=_CARD_QR):
        sheet.qr(facts.link([language]), side=_CARD_QR)
    with sheet.area(x + left, y + _CARD_PAD, width=_CARD_WIDTH - left - _CARD_PAD, height=_CARD_QR + 7):
        sheet.big_text(_say("card.title", language), points=13, lines=1, align="left")
        sheet.paragraph(f"{_say('card.danger', language)} {EMERGENCY}", bold=True)
        numbers = [*facts.hotlines, *facts.at_school][:_CARD_NUMBERS]
        sheet.paragraph("\n".join(f"{one.number} · {one.names[language]}" for one in numbers), small=True)
    with sheet.area(x + _CARD_PAD, y + _CARD_HEIGHT - _CARD_PAD - 6, width=width, height=6):
        sheet.big_text(facts.shown_address, points=9, lines=1)


def _numbers(sheet: Sheet, facts: PaperFacts, languages: Sequence[str]) -> None:
    """Write the numbers two in a row, each with whose it is."""
    chosen = [*facts.hotlines, *facts.at_school][:MOST_NUMBERS]
    width, gap = (_WIDTH - 6) / 2, 6.0
    height = 15.0 + 4.5 * len(languages)
    top = _HEIGHT - sheet.room
    for place, one in enumerate(chosen):
        x, y = (place % 2) * (width + gap), top + (place // 2) * height
        with sheet.area(x, y, width=width, height=height):
            sheet.big_text(one.number, points=24, lines=1)
            names = dict.fromkeys(one.names[language] for language in languages)
            sheet.paragraph("\n".join(names), small=True, align="center")
    sheet.space(height * ((len(chosen) + 1) // 2))


def _say(code: str, language: str) -> str:
    return PAPERS.text(code, language)
