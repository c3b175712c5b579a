"""What a file is, told by its content alone, and made fit to be kept; names and browsers are not believed."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping

import puremagic

from platform_core.files import kinds
from platform_core.files.boxes import blank_notes
from platform_core.files.faults import ARCHIVE, DAMAGED, EMPTY, PROGRAM, UNKNOWN, FileFault
from platform_core.files.kinds import BY_CONTENT, PICTURE, TEXT, FileType
from platform_core.files.sounds import bare_amr, bare_frames, bare_opus, bare_wave

_ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz", ".jar", ".cab", ".iso", ".tgz"})
_PROGRAM_MARKS = (b"MZ", b"\x7fELF", b"#!/", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"dex\n")
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError)
"""What zipfile lets through: no archive, a method it does not know, a password, a lying or early end."""

_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}
_MOST_UNPACKED, _MOST_MEMBERS = 200 * 1024 * 1024, 5_000
_PDF_TAIL = 2048
_OFFICE_PARTS = {kinds.DOCX: "word/document.xml", kinds.XLSX: "xl/workbook.xml"}
_SECOND_MARKS = {
    kinds.WEBP: (b"WEBP",),
    kinds.WAV: (b"WAVE",),
    kinds.HEIC: (b"hei", b"hev", b"mif1", b"msf1"),
    kinds.M4A: (b"M4A", b"M4B"),
    kinds.MOV: (b"qt  ",),
    kinds.THREE_GP: (b"3g",),
    kinds.MP4: (b"iso", b"mp4", b"avc1", b"M4V", b"MSNV", b"dash", b"3g"),
}
_SEEN_TRACK = re.compile(rb"hdlr.{8}vide", re.DOTALL)
_ACTIVE_PARTS = ("vbaproject.bin", "/embeddings/", "/activex/")


def make_fit(data: bytes, *, allowed: tuple[str, ...]) -> tuple[bytes, FileType]:
    """Tell what a file is and make it fit to be kept; return its new content and what it is now.

    Pictures are made anew; sounds and films lose their notes. Raises `FileFault` for what is empty,
    damaged, of no kind in `allowed`, an archive or a program.
    """
    if not data:
        raise FileFault(EMPTY)
    found = sniff(data)
    if found.kind not in allowed:
        raise FileFault(UNKNOWN)
    if found.kind == PICTURE:
        # heavy: Pillow is loaded with the first picture
        from platform_core.files.pictures import remake_picture  # noqa: PLC0415

        return remake_picture(data, found)
    fit = _CLEANERS[found](data)
    if not fit:  # nothing but a mark of its encoding
        raise FileFault(EMPTY)
    return fit, found


def sniff(data: bytes) -> FileType:
    """Tell by its content which of the types taken a file is; raise `FileFault` if it is none."""
    endings = _endings(data)
    for ending in endings:
        for one in BY_CONTENT:
            if ending in one.found_as and _is_whole_mark(one, data):
                return _heard_only(one, data)
    if data.startswith(_PROGRAM_MARKS):
        raise FileFault(PROGRAM)
    if data.startswith(b"PK") or _ARCHIVES.intersection(endings):
        raise FileFault(ARCHIVE)
    if _is_text(data):
        return TEXT
    raise FileFault(UNKNOWN)


def _heard_only(found: FileType, data: bytes) -> FileType:
    """Call a film without a picture a sound: some telephones keep voices so."""
    is_film = found in (kinds.MP4, kinds.THREE_GP)
    return kinds.M4A if is_film and not _SEEN_TRACK.search(data) else found


def _endings(data: bytes) -> list[str]:
    """List the endings that fit a content, the surest first."""
    try:
        return [match.extension.lower() for match in puremagic.magic_string(data)]
    except (puremagic.PureError, ValueError):
        return []


def _is_whole_mark(found: FileType, data: bytes) -> bool:
    """Look past a mark that types share: at the parts of an archive, at the brand of a RIFF or of boxes."""
    if found in _OFFICE_PARTS:
        return _has_part(data, _OFFICE_PARTS[found])
    return data[8:12].startswith(_SECOND_MARKS.get(found, (b"",)))


def _has_part(data: bytes, part: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return part in archive.namelist()
    except (*_UNREADABLE, ValueError):
        return False


def _is_text(data: bytes) -> bool:
    """Whether bytes are text in UTF-8, or UTF-16 with its mark, without control characters."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(ord(sign) in _CONTROL for sign in text)


def _as_text(data: bytes) -> bytes:
    """Keep every text as UTF-8, the only encoding that it is given out in."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data.decode(encoding).encode()


def _whole_pdf(data: bytes) -> bytes:
    """Take a PDF that begins as one and ends as one."""
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-_PDF_TAIL:]:
        raise FileFault(DAMAGED)
    return data


def _whole_office(data: bytes) -> bytes:
    """Take an office file that is whole, does not swell when opened, and carries no program."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if len(members) > _MOST_MEMBERS or unpacked > _MOST_UNPACKED or _has_program(members):
                raise FileFault(ARCHIVE if not _has_program(members) else PROGRAM)
            if archive.testzip() is not None or not data.startswith(b"PK"):
                raise FileFault(DAMAGED)
    except _UNREADABLE:
        raise FileFault(DAMAGED) from None
    return data


def _has_program(members: list[zipfile.ZipInfo]) -> bool:
    names = [f"/{member.filename.lower()}" for member in members]
    return any(part in name for name in names for part in _ACTIVE_PARTS)


_CLEANERS: Mapping[FileType, Callable[[bytes], bytes]] = {
    **dict.fromkeys((kinds.M4A, kinds.MP4, kinds.MOV, kinds.THREE_GP), blank_notes),
    **dict.fromkeys((kinds.MP3, kinds.AAC), bare_frames),
    kinds.OGG: bare_opus,
    kinds.AMR: bare_amr,
    kinds.WAV: bare_wave,
    kinds.PDF: _whole_pdf,
    **dict.fromkeys((kinds.DOCX, kinds.XLSX), _whole_office),
    TEXT: _as_text,
}
