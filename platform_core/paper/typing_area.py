"""The part of a page that is written on: it knows how far it is filled, and breaks or cuts off."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from platform_core.paper.page import MM_PER_POINT

if TYPE_CHECKING:
    from platform_core.paper.canvas import PaperPage

Align = Literal["left", "center", "right"]
_LETTERS: dict[Align, Literal["L", "C", "R"]] = {"left": "L", "center": "C", "right": "R"}
_LINE_HEIGHT = 1.38
_RULE, _PEN = (198, 206, 213), (20, 40, 110)
_NARROWEST = 8.0
_EDGE, _MARK = 4.0, 6.0
_EPSILON = 0.01


class TypingArea:
    """A box of the page; an unbounded one goes on to the next page, a bounded one cuts off.

    `box` is `(x, y, width, height)` in mm; without it the area is the whole page within its margins.
    """

    def __init__(
        self,
        pdf: "PaperPage",
        *,
        box: tuple[float, float, float, float] | None = None,
        is_bounded: bool = False,
    ) -> None:
        size = pdf.size
        whole = (size.margin, size.margin, size.width - 2 * size.margin, pdf.floor - size.margin)
        self.pdf = pdf
        self.x, self.top, width, self.height = box or whole
        self.width = max(width, _NARROWEST)
        self.y = self.top
        self.is_bounded = is_bounded
        self.is_full = False

    @property
    def room(self) -> float:
        """Millimetres left in the area."""
        return max(self.top + self.height - self.y, 0.0)

    def skip(self, millimetres: float) -> None:
        """Leave so much empty, but nothing at the top of a new page."""
        self.y = min(self.y + millimetres, self.top + self.height)

    def break_page(self) -> None:
        """Go on to the next page; a bounded area is full instead."""
        if self.is_bounded:
            self.is_full = True
            return
        self.pdf.add_page()
        self.y = self.top

    def keep_together(self, height: float) -> None:
        """Break the page unless so much is left on it; what is taller than a page starts on a new one."""
        if self.room + _EPSILON < height and self.y > self.top:
            self.break_page()

    def x_of(self, width: float, align: Align) -> float:
        """Return where something of this width begins."""
        spare = max(self.width - width, 0.0)
        return self.x + {"left": 0.0, "center": spare / 2, "right": spare}[align]

    def lines(self, text: str, *, points: float, bold: bool = False, width: float | None = None) -> list[str]:
        """Break a printable text into lines; a word longer than a line is broken too."""
        self.pdf.use_type(points, bold=bold)
        self.pdf.set_xy(self.x, self.top)
        found = self.pdf.multi_cell(
            max(width or self.width, _NARROWEST),
            text=text,
            align="L",
            dry_run=True,
            output="LINES",
        )
        return [str(line).rstrip("\n") for line in found] if isinstance(found, list) else []

    def fits(self, text: str, *, points: float, lines: int) -> bool:
        """Tell whether a text in bold takes at most so many lines without breaking a word."""
        if len(self.lines(text, points=points, bold=True)) > lines:
            return False
        return all(self.pdf.get_string_width(word) <= self.width for word in text.split())

    def write(
        self,
        text: str,
        *,
        points: float,
        bold: bool = False,
        muted: bool = False,
        align: Align = "left",
        mark: str = "",
    ) -> None:
        """Write a printable text line by line, with a `mark` before the first; pages break between lines."""
        indent = points * MM_PER_POINT * 1.2 if mark else 0.0
        wrapped = self.lines(text, points=points, bold=bold, width=self.width - indent)
        height = line_height(points)
        self._avoid_lone_line(len(wrapped), height)
        for place, line in enumerate(wrapped):
            if self.is_full or not self._has_room(height):
                self.cut_off(points)
                return
            self.pdf.use_type(points, bold=bold, muted=muted)
            if mark and place == 0:
                self.put(mark, x=self.x, width=indent, height=height)
            self.put(line, x=self.x + indent, width=self.width - indent, height=height, align=align)
            self.y += height

    def put(self, line: str, *, x: float, width: float, height: float, align: Align = "left") -> None:
        """Put one line at the present height, in the letters at hand."""
        self.pdf.set_xy(x, self.y)
        self.pdf.cell(width, height, line, align=_LETTERS[align])

    def draw_rule(self) -> None:
        """Draw a thin line across the area."""
        self.pdf.set_draw_color(*_RULE)
        self.pdf.set_line_width(0.2)
        self.pdf.line(self.x, self.y, self.x + self.width, self.y)

    def draw_cut_marks(self, across: Sequence[float], down: Sequence[float]) -> None:
        """Draw short lines at the edges of the page; printers leave out the outermost millimetres."""
        width, height = self.pdf.size.width, self.pdf.size.height
        self.pdf.set_draw_color(*_RULE)
        self.pdf.set_line_width(0.2)
        for x in across:
            self.pdf.line(x, _EDGE, x, _EDGE + _MARK)
            self.pdf.line(x, height - _EDGE - _MARK, x, height - _EDGE)
        for y in down:
            self.pdf.line(_EDGE, y, _EDGE + _MARK, y)
            self.pdf.line(width - _EDGE - _MARK, y, width - _EDGE, y)

    def draw_strokes(
        self, strokes: Iterable[Sequence[tuple[float, float]]], *, width: float, height: float
    ) -> None:
        """Draw strokes given as shares of a box of this size, over the line one signs on."""
        self.pdf.set_draw_color(*_RULE)
        self.pdf.set_line_width(0.2)
        self.pdf.line(self.x, self.y + height, self.x + width, self.y + height)
        self.pdf.set_draw_color(*_PEN)
        self.pdf.set_line_width(0.45)
        for stroke in strokes:
            points = [(self.x + across * width, self.y + down * height) for across, down in stroke]
            if len(points) == 1:
                points *= 2
            self.pdf.polyline(points)

    def _has_room(self, height: float) -> bool:
        """Make room for a line; tell whether there is any, which only a bounded area may deny."""
        if self.room + _EPSILON < height:
            self.break_page()
        return not self.is_full

    def _avoid_lone_line(self, count: int, height: float) -> None:
        """Keep the first two lines of a paragraph together."""
        if count > 1 and not self.is_bounded:
            self.keep_together(2 * height)

    def cut_off(self, points: float) -> None:
        """Show that something was left out: three dots at the lower right corner, once an area."""
        self.is_full = True
        height = line_height(points)
        self.pdf.use_type(points, bold=True)
        self.y = self.top + self.height - height
        width = self.pdf.get_string_width("…")
        self.pdf.set_fill_color(255, 255, 255)
        self.pdf.rect(self.x + self.width - width, self.y, width, height, style="F")
        self.put("…", x=self.x + self.width - width, width=width, height=height)
        self.y = self.top + self.height


def line_height(points: float) -> float:
    """Return the height of a line in mm."""
    return points * MM_PER_POINT * _LINE_HEIGHT
