"""Tables on paper: cells wrap, rows break over pages, the heading is repeated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from platform_core.paper.fonts import printable, printable_line
from platform_core.paper.typing_area import Align, TypingArea, line_height

_PADDING = 1.1
_HEAD = (236, 241, 243)
_FEWEST_LINES = 2


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column: its heading, its share of the width, and the side its text stands on."""

    label: object
    share: float = 1.0
    align: Align = "left"


class TableBlock:
    """One table in an area; without any label it has no heading."""

    def __init__(
        self,
        area: TypingArea,
        columns: Sequence[PaperColumn],
        *,
        points: float,
        bold_first: bool = False,
    ) -> None:
        self._area = area
        self._columns = columns
        self._points = points
        self._bold_first = bold_first
        total = sum(column.share for column in columns) or 1.0
        self._widths = [area.width * column.share / total for column in columns]
        self._height = line_height(points)
        labels = [printable_line(column.label) for column in columns]
        self._head = self._wrap(labels, bold=True) if any(labels) else []

    def draw(self, rows: Iterable[Sequence[object]]) -> None:
        """Draw the heading and the rows; cells that a row lacks stay empty."""
        self._draw_head()
        for row in rows:
            if self._area.is_full:
                return
            texts = [printable("" if cell is None else cell).rstrip() for cell in row]
            texts += [""] * (len(self._columns) - len(texts))
            self._draw_row(self._wrap(texts[: len(self._columns)], bold=False))
        self._area.skip(self._height * 0.6)

    def _wrap(self, texts: Sequence[str], *, bold: bool) -> list[list[str]]:
        return [
            self._area.lines(
                text,
                points=self._points,
                bold=bold or (self._bold_first and place == 0),
                width=width - 2 * _PADDING,
            )
            for place, (text, width) in enumerate(zip(texts, self._widths, strict=True))
        ]

    def _draw_head(self) -> None:
        if not self._head:
            return
        tall = self._height_of(self._head)
        self._area.keep_together(tall + self._height * _FEWEST_LINES + 2 * _PADDING)
        if self._area.is_full:
            self._area.cut_off(self._points)
            return
        if tall > self._area.height / 2:  # a heading that would leave no room for its rows is cut
            fitting = max(int(self._area.height / 2 / self._height), 1)
            self._head = [lines[:fitting] for lines in self._head]
            tall = self._height_of(self._head)
        self._area.pdf.set_fill_color(*_HEAD)
        self._area.pdf.rect(self._area.x, self._area.y, self._area.width, tall, style="F")
        self._draw_lines(self._head, bold=True)

    def _draw_row(self, cells: list[list[str]]) -> None:
        """Draw a row, as much of it a page as fits."""
        while any(cells):
            fitting = int((self._area.room - 2 * _PADDING) / self._height)
            needed = max(map(len, cells))
            if fitting < min(needed, _FEWEST_LINES) and not self._go_on():
                return
            fitting = max(int((self._area.room - 2 * _PADDING) / self._height), 1)
            self._draw_lines([lines[:fitting] for lines in cells], bold=False)
            cells = [lines[fitting:] for lines in cells]

    def _go_on(self) -> bool:
        """Go on to the next page with the heading; tell whether there is one."""
        self._area.break_page()
        if self._area.is_full:
            self._area.cut_off(self._points)
            return False
        self._draw_head()
        return True

    def _draw_lines(self, cells: list[list[str]], *, bold: bool) -> None:
        """Draw lines of cells side by side, with a thin line beneath."""
        area, top = self._area, self._area.y
        left = area.x
        for place, (lines, width) in enumerate(zip(cells, self._widths, strict=True)):
            area.pdf.use_type(self._points, bold=bold or (self._bold_first and place == 0))
            for number, line in enumerate(lines):
                area.y = top + _PADDING + number * self._height
                area.put(
                    line,
                    x=left + _PADDING,
                    width=width - 2 * _PADDING,
                    height=self._height,
                    align=self._columns[place].align,
                )
            left += width
        area.y = top + self._height_of(cells)
        area.draw_rule()

    def _height_of(self, cells: list[list[str]]) -> float:
        return max(map(len, cells), default=0) * self._height + 2 * _PADDING
