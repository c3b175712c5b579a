import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from platform_core.errors import InvalidInput
from platform_core.paper import Sheet, photos, shrink_photo
from tests.platform_core.paper.reading import read_pdf


def picture(kind="JPEG", *, size=(1600, 1200), mode="RGB", **options):
    kept = io.BytesIO()
    Image.new(mode, size, 120 if mode in ("L", "P") else (200, 30, 30, 255)[: len(mode)]).save(
        kept, kind, **options
    )
    return kept.getvalue()


def opened(data):
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_anew_and_smaller(kind):
    made = opened(shrink_photo(picture(kind)))
    assert made.format == "JPEG"
    assert max(made.size) == photos.LONGEST_SIDE
    assert made.size == (900, 675)


def test_what_the_camera_wrote_stays_behind_but_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera of Somebody"
    exif.get_ifd(0x8825)[1] = "N"
    made = shrink_photo(picture(exif=exif, comment=b"secret"))
    assert opened(made).size == (675, 900)
    assert not opened(made).getexif()
    assert b"Somebody" not in made
    assert b"secret" not in made


def test_what_is_behind_a_transparent_picture_is_white():
    kept = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(kept, "PNG")
    assert opened(shrink_photo(kept.getvalue())).getpixel((5, 5)) == (255, 255, 255)


def test_a_bomb_is_refused_before_it_is_unpacked():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    for side in (7_000, 12_000, 60_000):
        head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        bomb = (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(b""))
            + chunk(b"IEND", b"")
        )
        with pytest.raises(InvalidInput) as refusal:
            shrink_photo(bomb, field="face")
        assert list(refusal.value.errors) == ["face"]


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"%PDF-1.4", picture("GIF"), picture("TIFF"), picture()[:300]]
)
def test_what_is_no_photograph_is_refused(data):
    with pytest.raises(InvalidInput):
        shrink_photo(data)


def test_a_heavy_file_is_refused_unread():
    with pytest.raises(InvalidInput):
        shrink_photo(picture() + b"\0" * photos.MOST_BYTES)


@given(place=st.integers(0, 2000), byte=st.integers(0, 255), cut=st.integers(1, 2000))
def test_a_damaged_file_is_a_picture_or_a_refusal(place, byte, cut):
    data = bytearray(picture(size=(64, 64)))
    data[place % len(data)] = byte
    with suppress(InvalidInput):
        assert opened(shrink_photo(bytes(data[: max(cut, 10)]))).format == "JPEG"


def test_a_photograph_on_paper_is_within_its_box():
    sheet = Sheet("Бейдж", size="badge", language="ru")
    with sheet.area(0, 0, width=24, height=30):
        sheet.photo(picture(), width=90, height=90)
    page = read_pdf(sheet.finish()).pages[0]
    assert [image.image.size for image in page.images] == [(900, 675)]
