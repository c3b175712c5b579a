"""QR codes, drawn from their squares: as inline SVG on a page, as vectors on paper."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    import segno
    from fpdf import FPDF

QUIET_ZONE = 4
"""Empty squares around a code, as ISO/IEC 18004 wants them."""

_SQUARE = '<rect width="{size}" height="{size}" fill="#fff"/>'


def qr_svg(text: str, *, label: str, pixels: int = 180) -> Markup:
    """Draw a QR code as inline SVG; `label` says in words where it leads, for those who do not see it.

    Raises `ValueError` for more text than a code holds (about 2,300 characters).
    """
    code = _code(text)
    size = _size(code)
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in _runs(code))
    return Markup(  # noqa: S704 - numbers, and a label that is escaped
        f'<svg class="q-qr" role="img" aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg" '
        f'width="{pixels}" height="{pixels}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'{_SQUARE.format(size=size)}<path fill="#000" d="{path}"/></svg>'
    )


def draw_qr(pdf: "FPDF", text: str, *, x: float, y: float, side: float) -> None:
    """Draw a QR code with its quiet zone into a square of `side` mm; raise as `qr_svg` does."""
    code = _code(text)
    square = side / _size(code)
    pdf.set_fill_color(255, 255, 255)
    pdf.rect(x, y, side, side, style="F")
    pdf.set_fill_color(0, 0, 0)
    for column, row, length in _runs(code):
        pdf.rect(x + column * square, y + row * square, length * square, square, style="F")


def _code(text: str) -> "segno.QRCode":
    import segno  # noqa: PLC0415 - heavy: loaded with the first code

    return segno.make(text, error="m", micro=False, boost_error=False)


def _size(code: "segno.QRCode") -> int:
    return int(code.symbol_size(border=QUIET_ZONE)[0])


def _runs(code: "segno.QRCode") -> Iterator[tuple[int, int, int]]:
    """Give the dark squares as runs `(column, row, length)`, so that no seam shows between them."""
    for row, squares in enumerate(code.matrix_iter(border=QUIET_ZONE)):
        column = 0
        for is_dark, run in groupby(squares, key=bool):
            length = len(list(run))
            if is_dark:
                yield column, row, length
            column += length
