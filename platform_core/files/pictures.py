"""Pictures made anew from their pixels alone: no place, no camera, no hidden file survives that."""

import io
import warnings

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from platform_core.files.faults import DAMAGED, TOO_MANY_PIXELS, FileFault
from platform_core.files.kinds import HEIC, KEPT_AS, PNG, FileType

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4096
_QUALITY = 88
_FORMATS = ("JPEG", "PNG", "WEBP")
_DAMAGE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError)
"""What readers let through for files that end early or lie about themselves."""


def remake_picture(data: bytes, found: FileType) -> tuple[bytes, FileType]:
    """Make a picture anew, upright and at most 4096 pixels a side; return it with what it is now.

    Raises `FileFault` for what cannot be read whole, or has over 50 megapixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _read_heic(data) if found is HEIC else _read(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FileFault(TOO_MANY_PIXELS) from None
    except _DAMAGE:
        raise FileFault(DAMAGED) from None
    kept = io.BytesIO()
    becomes = KEPT_AS[found]
    if becomes is PNG:
        picture.save(kept, "PNG", optimize=False)
    else:
        _on_white(picture).save(kept, "JPEG", quality=_QUALITY)
    return kept.getvalue(), becomes


def _read(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        _refuse_bomb(opened.size)
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        return _bare(ImageOps.exif_transpose(opened))


def _read_heic(data: bytes) -> Image.Image:
    opened = pi_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    _refuse_bomb(opened.size)
    pixels = Image.frombytes(opened.mode, opened.size, bytes(opened.data), "raw", opened.mode, opened.stride)
    return _bare(pixels)


def _refuse_bomb(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise Image.DecompressionBombError


def _bare(picture: Image.Image) -> Image.Image:
    """Copy the pixels into a picture that knows nothing of where they came from."""
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    ground = Image.new("RGB", picture.size, (255, 255, 255))
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
