"""A sheet of paper, filled from top to bottom: the one way to make a PDF here."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from platform_core import clock
from platform_core.i18n import current_locale
from platform_core.paper.fonts import printable, printable_line
from platform_core.paper.formats import FORMATS, FormatName
from platform_core.paper.page import MM_PER_POINT, Imprint, fitted
from platform_core.paper.photos import shrink_photo
from platform_core.paper.qr import draw_qr
from platform_core.paper.tables import PaperColumn, TableBlock
from platform_core.paper.typing_area import Align, TypingArea

_HEADINGS = {1: 18.0, 2: 13.0, 3: 11.0}
_BODY, _SMALL = 10.5, 8.5
_BULLET = "•"
_SMALLEST_BIG = 7.0
_POINTS_A_STEP = 1.0
Stroke = Sequence[tuple[float, float]]


class Sheet:
    """A document to print: blocks follow one another, pages break by themselves, `finish` gives the PDF.

    `size` is one of `FORMATS`; `printed_by` stands in the footer with the moment (the clock's, unless given);
    a `confidential` paper carries a watermark (P30.3). The language is the reader's unless given.
    """

    def __init__(
        self,
        title: str,
        *,
        size: FormatName = "a4",
        language: str | None = None,
        printed_by: str = "",
        printed_at: datetime | None = None,
        confidential: bool = False,
        footer: bool | None = None,
    ) -> None:
        from platform_core.paper.canvas import PaperPage  # noqa: PLC0415 - heavy: loaded with the first paper

        paper = FORMATS[size]
        if footer is not None:
            paper = replace(paper, has_footer=footer)
        self._imprint = Imprint(
            printable_line(title),
            language or current_locale(),
            printable_line(printed_by),
            printed_at or clock.now(),
            confidential,
        )
        self._pdf = PaperPage(paper, self._imprint)
        self._pdf.add_page()
        self._area = TypingArea(self._pdf)
        self._scale = paper.type_scale

    @property
    def width(self) -> float:
        """Millimetres from the left to the right edge of what can be written on here."""
        return self._area.width

    @property
    def room(self) -> float:
        """Millimetres left on this page."""
        return self._area.room

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return self._pdf.page_no()

    def title(self, text: str = "") -> None:
        """Write the title of the paper, or another in its place."""
        self.heading(text or self._imprint.title, level=1)

    def heading(self, text: str, *, level: int = 2) -> None:
        """Write a heading of level 1, 2 or 3; it stays on one page with the lines that follow."""
        points = _HEADINGS[level] * self._scale
        self._area.skip(points * MM_PER_POINT * (0.9 if level > 1 else 0.2))
        self._area.keep_together(points * MM_PER_POINT * 4)
        self._area.write(printable_line(text), points=points, bold=True)
        self._area.skip(points * MM_PER_POINT * 0.35)

    def paragraph(
        self,
        text: str,
        *,
        bold: bool = False,
        muted: bool = False,
        small: bool = False,
        align: Align = "left",
    ) -> None:
        """Write a paragraph; line breaks in the text are kept."""
        points = (_SMALL if small else _BODY) * self._scale
        self._area.write(printable(text), points=points, bold=bold, muted=muted, align=align)
        self._area.skip(points * MM_PER_POINT * 0.6)

    def bullets(self, items: Iterable[str]) -> None:
        """Write a list, one mark an item."""
        points = _BODY * self._scale
        for item in items:
            self._area.write(printable(item), points=points, mark=_BULLET)
            self._area.skip(points * MM_PER_POINT * 0.25)
        self._area.skip(points * MM_PER_POINT * 0.4)

    def facts(self, pairs: Iterable[tuple[object, object]]) -> None:
        """Write what is known as label and value, a line each; an empty value shows a dash."""
        columns = (PaperColumn("", 2), PaperColumn("", 3))
        rows = [(label, value if str(value or "").strip() else "—") for label, value in pairs]
        TableBlock(self._area, columns, points=_BODY * self._scale, bold_first=True).draw(rows)

    def table(self, columns: Sequence[PaperColumn], rows: Iterable[Sequence[object]]) -> None:
        """Write a table; cells wrap, long rows break, and the heading stands on every page."""
        TableBlock(self._area, columns, points=(_BODY - 1.5) * self._scale).draw(rows)

    def big_text(self, text: str, *, points: float = 40, lines: int = 2, align: Align = "center") -> None:
        """Write a few words as large as fit the width in so many lines, such as the name on a badge."""
        shown, size = self._as_large_as_fits(printable_line(text), points * self._scale, lines=lines)
        wrapped = self._area.lines(shown, points=size, bold=True)
        if len(wrapped) > lines:
            rest = " ".join(" ".join(wrapped[lines - 1 :]).split())
            wrapped = [*wrapped[: lines - 1], fitted(self._pdf, rest, self._area.width)]
        self._area.write("\n".join(wrapped), points=size, bold=True, align=align)
        self._area.skip(size * MM_PER_POINT * 0.2)

    def qr(self, text: str, *, side: float = 35, caption: str = "", align: Align = "center") -> None:
        """Draw a QR code of `side` mm, as large as the area lets it be, with words beneath it."""
        side = min(side, self._area.width, self._area.height)
        self._area.keep_together(side)
        draw_qr(self._pdf, text, x=self._area.x_of(side, align), y=self._area.y, side=side)
        self._area.skip(side)
        if caption:
            self._area.write(printable(caption), points=_SMALL * self._scale, muted=True, align=align)

    def photo(self, data: bytes, *, width: float, height: float, align: Align = "left") -> None:
        """Draw a photograph made anew, as large as fits `width` × `height` mm; raise `InvalidInput`."""
        width, height = min(width, self._area.width), min(height, self._area.height)
        self._area.keep_together(height)
        with io.BytesIO(shrink_photo(data)) as picture:
            place = self._area.x_of(width, align)
            self._pdf.image(picture, place, self._area.y, width, height, keep_aspect_ratio=True)
        self._area.skip(height + 1)

    def drawing(self, strokes: Iterable[Stroke], *, width: float = 70, height: float = 25) -> None:
        """Draw strokes of a pen over a line; points are shares of the width and of the height, 0 to 1."""
        width = min(width, self._area.width)
        self._area.keep_together(height)
        self._area.draw_strokes(strokes, width=width, height=height)
        self._area.skip(height + 1)

    def space(self, millimetres: float) -> None:
        """Leave so much empty."""
        self._area.skip(millimetres)

    def rule(self) -> None:
        """Draw a thin line across."""
        self._area.draw_rule()

    def cut_marks(self, across: Sequence[float], down: Sequence[float]) -> None:
        """Mark at the edges of this page where it is to be cut; mm from the left and from the upper edge."""
        self._area.draw_cut_marks(across, down)

    def new_page(self) -> None:
        """Go on to the next page."""
        self._area.break_page()

    @contextmanager
    def area(self, x: float, y: float, *, width: float, height: float) -> Iterator[None]:
        """Write into a box of this page, `x` and `y` mm from the upper left corner of what can be written on.

        What does not fit in the box is cut off with an ellipsis. Afterwards the sheet goes on where it was.
        """
        outer = self._area
        size = self._pdf.size
        self._area = TypingArea(
            self._pdf, box=(size.margin + x, size.margin + y, width, height), is_bounded=True
        )
        try:
            yield
        finally:
            self._area = outer

    def _as_large_as_fits(self, text: str, points: float, *, lines: int) -> tuple[str, float]:
        """Return the words, broken after hyphens if that helps, with the largest size that they fit in."""
        while True:
            for words in (text, text.replace("-", "-\n")):
                if self._area.fits(words, points=points, lines=lines):
                    return words, points
            if points <= _SMALLEST_BIG:
                return text, points
            points = max(points - _POINTS_A_STEP, _SMALLEST_BIG)

    def finish(self) -> bytes:
        """Give the PDF; the same content at the same moment gives the same bytes."""
        return bytes(self._pdf.output())
