"""The font of all paper, and the promise that no letter vanishes from it without a sign."""

import unicodedata
import weakref
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from platform_core.web.assets import asset_path

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

FAMILY = "DejaVu"
MISSING = "\N{REPLACEMENT CHARACTER}"
"""Stands for every letter that the font lacks."""

_PACKAGE = "dejavu-fonts-ttf"
_FILES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
_BLANKS = {"\t": "    ", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
_UNSEEN = frozenset({"Cc", "Cf"})
_UNFIT = frozenset({"Cs", "Co", "Cn"})


def add_fonts(pdf: "FPDF") -> None:
    """Give a PDF the regular and the bold letters; raise `AssetMissing` where set-up has not been run."""
    for style, file in _FILES.items():
        pdf.add_font(FAMILY, style, asset_path(_PACKAGE, file))
    # fpdf2 leaves the files open; whoever drops the PDF, finished or not, closes them
    weakref.finalize(pdf, _close, [font.ttfont for font in _fonts_of(pdf)])


def printable(text: object) -> str:
    """Return a text as it can be printed: in NFC, without unseen signs, a mark for each letter lacking."""
    normal = unicodedata.normalize("NFC", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_printed(letter) for letter in normal)


def printable_line(text: object) -> str:
    """Return a text as it can be printed on one line: a title, a label."""
    return " ".join(printable(text).split())


def lacks(letter: str) -> bool:
    """Tell whether a letter cannot be drawn in both weights."""
    return ord(letter) not in _covered() or unicodedata.category(letter) in _UNFIT


def _printed(letter: str) -> str:
    if letter in _BLANKS:
        return _BLANKS[letter]
    if letter == "\n":
        return letter
    if unicodedata.category(letter) in _UNSEEN:
        return ""
    return MISSING if lacks(letter) else letter


@cache
def _covered() -> frozenset[int]:
    """Read which letters both weights have."""
    from fpdf import FPDF  # noqa: PLC0415 - heavy: loaded with the first paper

    pdf = FPDF()
    add_fonts(pdf)
    return frozenset.intersection(*(frozenset(font.cmap) for font in _fonts_of(pdf)))


def _fonts_of(pdf: "FPDF") -> "list[TTFFont]":
    from fpdf.fonts import TTFFont  # noqa: PLC0415 - heavy: loaded with the first paper

    return [font for font in pdf.fonts.values() if isinstance(font, TTFFont)]


def _close(files: Iterable[Any]) -> None:
    for file in files:
        file.close()
