"""A page: its margins, its footer, and the watermark of what is confidential."""

from fpdf import FPDF

from platform_core.i18n import format_datetime, use_locale
from platform_core.i18n import gettext as _
from platform_core.paper.fonts import FAMILY, add_fonts, printable_line
from platform_core.paper.formats import Format
from platform_core.paper.page import PAGES, Imprint, fitted

_INK, _MUTED, _WATER, _WARNING = (27, 36, 48), (91, 103, 118), (226, 231, 235), (154, 33, 33)
_FOOTER_POINTS = 7.5
_FOOTER_HEIGHT = 9.0
_WATERMARK_POINTS = 30.0
_SMALLEST_WATERMARK = 12.0
_SLOPE, _SLOPE_HEIGHT = 35, 0.6  # degrees, and how high a line of length 1 then rises
_A4_WIDTH = 210


class PaperPage(FPDF):
    """The canvas beneath a sheet; every position is in millimetres from the upper left corner."""

    def __init__(self, size: Format, imprint: Imprint) -> None:
        super().__init__(orientation="portrait", unit="mm", format=(size.width, size.height))
        self.size = size
        self.imprint = imprint
        self.c_margin = 0
        self.set_margins(size.margin, size.margin, size.margin)
        self.set_auto_page_break(auto=False)
        self.alias_nb_pages(PAGES)
        self._describe()
        add_fonts(self)

    @property
    def floor(self) -> float:
        """The lowest line that the content may reach."""
        return self.size.height - self.size.margin - (_FOOTER_HEIGHT if self.size.has_footer else 0)

    def use_type(self, points: float, *, bold: bool = False, muted: bool = False) -> None:
        """Choose the letters of what comes next."""
        self.set_font(FAMILY, "B" if bold else "", points)
        self.set_text_color(*(_MUTED if muted else _INK))

    def header(self) -> None:
        """Draw the watermark beneath the content of a confidential page (P30.3)."""
        if self.imprint.confidential:
            with use_locale(self.imprint.language):
                self._draw_watermark(printable_line(_("Confidential")))
        self.set_xy(self.l_margin, self.t_margin)

    def footer(self) -> None:
        """Say who printed the page and when, and which page of how many it is."""
        if not self.size.has_footer:
            return
        with use_locale(self.imprint.language):
            told, number = self._told(), _("Page %(page)s of %(pages)s", page=self.page_no(), pages=PAGES)
        self.use_type(_FOOTER_POINTS * max(self.size.type_scale, 0.8), muted=True)
        line, width = self.size.height - self.size.margin - 3, self.size.width - 2 * self.size.margin
        self.set_draw_color(*_WATER)
        self.line(self.size.margin, line - 1.5, self.size.margin + width, line - 1.5)
        self.set_xy(self.size.margin, line)
        number_width = self.get_string_width(number)
        self.cell(width - number_width, 4, fitted(self, told, width - number_width - 3))
        self.cell(number_width, 4, number)

    def _told(self) -> str:
        when = format_datetime(self.imprint.printed_at)
        if not self.imprint.printed_by:
            return _("Printed %(when)s", when=when)
        return _("Printed %(when)s by %(name)s", when=when, name=self.imprint.printed_by)

    def _draw_watermark(self, word: str) -> None:
        scale = self.size.width / _A4_WIDTH
        text = f"{word} · {self.imprint.printed_by}".rstrip(" ·")
        self.use_type(_WATERMARK_POINTS * scale, bold=True)
        across = min(self.size.width, self.size.height / _SLOPE_HEIGHT)
        if (length := self.get_string_width(text)) > across:
            self.use_type(max(_WATERMARK_POINTS * across / length, _SMALLEST_WATERMARK) * scale, bold=True)
        self.set_text_color(*_WATER)
        text = fitted(self, text, across)
        x, y = self.size.width / 2, self.size.height / 2
        with self.rotation(_SLOPE, x, y):
            self.text(x - self.get_string_width(text) / 2, y, text)
        self.use_type(_FOOTER_POINTS * scale, bold=True)
        self.set_text_color(*_WARNING)
        self.set_xy(self.size.margin, self.size.margin / 2 - 1)
        self.cell(self.size.width - 2 * self.size.margin, 3, word, align="R")

    def _describe(self) -> None:
        self.set_title(self.imprint.title)
        self.set_lang(self.imprint.language)
        self.set_creator("Qorgau")
        self.set_producer("Qorgau")
        self.set_creation_date(self.imprint.printed_at)
