"""Paper: PDF sheets, QR codes and photographs, in the three languages."""

from platform_core.paper.answers import pdf_response
from platform_core.paper.formats import FORMATS, FormatName
from platform_core.paper.photos import shrink_photo
from platform_core.paper.qr import qr_svg
from platform_core.paper.sheet import Sheet
from platform_core.paper.tables import PaperColumn

__all__ = ["FORMATS", "FormatName", "PaperColumn", "Sheet", "pdf_response", "qr_svg", "shrink_photo"]
