"""Files as phones and people have them, each with something in it that must not be kept."""

import io
import struct
import wave
import zipfile
from pathlib import Path

from openpyxl import Workbook
from PIL import Image

MAKER = "SecretCam"
PLACE = "+51.1254+071.4300/"
HEIC = Path(__file__).with_name("photo.heic").read_bytes()


def photo(form: str = "JPEG", size: tuple[int, int] = (64, 48), **options) -> bytes:
    """A picture that says by what and where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = MAKER
    exif[0x0132] = "2026:11:20 08:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 7.0, 31.0), 3: "E", 4: (71.0, 25.0, 48.0)})
    target = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(target, form, exif=exif, **options)
    return target.getvalue()


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", bytes(8), kind, bytes(13))


def track(kind: bytes, *, offset: int = 0, sizes: tuple[int, ...] = ()) -> bytes:
    table = box(
        b"stbl",
        box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, max(len(sizes), 1), 1)),
        box(b"stsz", bytes(4), struct.pack(f">II{len(sizes)}I", 0, len(sizes), *sizes)),
        box(b"stco", bytes(4), struct.pack(">II", 1, offset)),
    )
    times = struct.pack(">II", 3_800_000_000, 3_800_000_000)
    return box(
        b"trak", box(b"tkhd", bytes(4), times, bytes(72)), box(b"mdia", handler(kind), box(b"minf", table))
    )


def film(brand: bytes = b"isom", *, mark: bytes = b"mp42") -> bytes:
    """A film with its place in its notes, and in a track of its own beside the picture."""
    first = box(b"ftyp", brand, struct.pack(">I", 512), brand, mark)
    seen, places = b"\x11" * 64, PLACE.encode() * 2
    data = box(b"mdat", seen, places)
    begins = len(first) + 8
    notes = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0), PLACE.encode()))
    times = struct.pack(">II", 3_800_000_000, 3_800_000_000)
    moov = box(
        b"moov",
        box(b"mvhd", bytes(4), times, bytes(88)),
        track(b"vide", offset=begins, sizes=(64,)),
        track(b"meta", offset=begins + 64, sizes=(len(PLACE), len(PLACE))),
        notes,
        box(b"meta", bytes(4), MAKER.encode()),
    )
    return first + data + moov


def voice() -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\1\2" * 400)
    kept = target.getvalue()
    noted = kept[12:] + b"LIST" + struct.pack("<I", 14) + b"INFOIART" + MAKER[:2].encode() + bytes(4)
    return b"RIFF" + struct.pack("<I", len(noted) + 4) + b"WAVE" + noted


def mp3() -> bytes:
    tag = b"TIT2" + struct.pack(">I", len(MAKER) + 1) + b"\0\0\0" + MAKER.encode()
    head = b"ID3\x03\x00\x00" + bytes((0, 0, len(tag) >> 7, len(tag) & 0x7F)) + tag
    return head + (b"\xff\xfb\x90\x64" + bytes(413)) * 3 + b"TAG" + MAKER.encode().ljust(125, b"\0")


def ogg(comment: bytes = MAKER.encode(), *, codec: bytes = b"Opus") -> bytes:
    vendor, note = b"libopus", b"ARTIST=" + comment
    tags = b"".join((
        codec + b"Tags", struct.pack("<I", len(vendor)), vendor, struct.pack("<II", 1, len(note)), note,
    ))  # fmt: skip
    head = codec + b"Head\1\1" + bytes(9)
    return page(head, 2, 0) + page(tags, 0, 1) + page(b"\x33" * 200, 4, 2)


def page(body: bytes, kind: int, number: int) -> bytes:
    from platform_core.files.sounds import _page_sum

    table = bytes([255] * (len(body) // 255) + [len(body) % 255])
    raw = bytearray(b"OggS\0" + bytes((kind,)) + bytes(8) + b"\1\0\0\0" + struct.pack("<I", number))
    raw += bytes(4) + bytes((len(table),)) + table + body
    raw[22:26] = _page_sum(raw).to_bytes(4, "little")
    return bytes(raw)


def pdf() -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def xlsx() -> bytes:
    target = io.BytesIO()
    Workbook().save(target)
    return target.getvalue()


def docx(**more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **more})


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


AMR = b"#!AMR\n" + b"\x3c" * 32
TEXT = "Қайырлы күн! Это строка.".encode()
TAKEN = {
    "jpg": photo(), "png": photo("PNG"), "webp": photo("WEBP"), "heic": HEIC, "mp4": film(),
    "mov": film(b"qt  ", mark=b"qt  "), "3gp": film(b"3gp4", mark=b"3gp4"),
    "m4a": film(b"M4A ", mark=b"M4A "),
    "wav": voice(), "mp3": mp3(), "ogg": ogg(), "amr": AMR, "pdf": pdf(), "docx": docx(), "xlsx": xlsx(),
    "txt": TEXT,
}  # fmt: skip
"""One file of each type, by its ending."""
