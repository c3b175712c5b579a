"""Photographs: taken apart and made anew, so that nothing but the picture is kept or printed."""

import io
import warnings
from typing import TYPE_CHECKING

from platform_core.errors import InvalidInput
from platform_core.i18n import gettext as _

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 900
_QUALITY = 85


def shrink_photo(data: bytes, *, longest: int = LONGEST_SIDE, field: str = "photo") -> bytes:
    """Make a photograph anew as a JPEG of at most `longest` pixels a side, without what cameras add.

    Raises `InvalidInput` on `field` for what is no JPEG, PNG or WebP, or has over 12 MiB or 40 megapixels.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - heavy: loaded with the first picture

    if len(data) > MOST_BYTES:
        raise InvalidInput({field: [_("The picture is too large: at most 12 MB.")]})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _read(data, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InvalidInput({field: [_("The picture has too many pixels.")]}) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        # Pillow's readers let these through for files that end early or lie about themselves
        raise InvalidInput({field: [_("Give a picture: JPEG, PNG or WebP.")]}) from None
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=_QUALITY, optimize=True)
    return kept.getvalue()


def _read(data: bytes, longest: int) -> "Image.Image":
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy: loaded with the first picture

    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        opened.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((longest, longest))
        return _on_white(upright)


def _on_white(picture: "Image.Image") -> "Image.Image":
    """Put a picture on white, pixels alone: its colour profile and notes stay behind."""
    from PIL import Image  # noqa: PLC0415 - heavy: loaded with the first picture

    alpha = picture.convert("RGBA")
    ground = Image.new("RGB", alpha.size, (255, 255, 255))
    ground.paste(alpha, mask=alpha.getchannel("A"))
    return ground
